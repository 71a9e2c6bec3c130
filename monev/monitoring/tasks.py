"""Background jobs of monitoring: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from monev.monitoring.services import reminders, uploads


@shared_task(acks_late=True, ignore_result=True)
def sweep_uploads() -> None:
    """Remove the files that stopped arriving."""
    uploads.sweep_uploads(timezone.now())


@shared_task(acks_late=True, ignore_result=True)
def compile_reminders() -> None:
    """Tell people what they owe, once."""
    reminders.compile_reminders()
