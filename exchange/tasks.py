"""Background jobs of the exchange: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from exchange.services import idempotency


@shared_task(acks_late=True, ignore_result=True)
def forget_old_requests() -> None:
    """Forget the writing requests whose answers nobody asks for any more."""
    idempotency.forget_old_requests()
