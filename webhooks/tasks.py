"""Background jobs of webhooks: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from webhooks.services import sending


@shared_task(acks_late=True, ignore_result=True)
def send_waiting() -> None:
    """Send the messages that wait."""
    sending.send_waiting()


@shared_task(acks_late=True, ignore_result=True)
def forget_old() -> None:
    """Delete what happened long ago."""
    sending.forget_old()
