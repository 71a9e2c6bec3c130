"""Background jobs about feedback: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from citizens.services import contacts


@shared_task(acks_late=True, ignore_result=True)
def mail_answers() -> None:
    """The answers of OPDs to citizens who left an address."""
    contacts.mail_answers()
