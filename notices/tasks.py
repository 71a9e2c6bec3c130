"""Background jobs of news: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from notices.services import digests, sending


@shared_task(acks_late=True, ignore_result=True)
def send_mails() -> None:
    """Send the mails that wait."""
    sending.send_waiting()


@shared_task(acks_late=True, ignore_result=True)
def compose_digests() -> None:
    """Write the digests whose hour has come."""
    digests.compose_digests()
