"""Background jobs of the exchange with other systems: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from exchange.services import compiling, idempotency


@shared_task(acks_late=True, ignore_result=True)
def compile_export(export_id: int) -> None:
    """Compile one export."""
    compiling.fill_export(export_id)


@shared_task(acks_late=True, ignore_result=True)
def take_up_exports() -> None:
    """Take up the exports whose worker was killed or whose message was lost."""
    compiling.take_up_stale_exports()


@shared_task(acks_late=True, ignore_result=True)
def remove_expired_exports() -> None:
    """Remove the files of exports whose time is over."""
    compiling.remove_expired_exports()


@shared_task(acks_late=True, ignore_result=True)
def forget_old_requests() -> None:
    """Forget the writing requests whose answers nobody asks for any more."""
    idempotency.forget_old_requests()
