"""Background jobs of the national evaluation: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from monev.evaluation.services import follow_up_reminders


@shared_task(acks_late=True, ignore_result=True)
def compile_follow_up_reminders() -> None:
    """Tell OPDs which recommendations are due soon or overdue, once."""
    follow_up_reminders.compile_follow_up_reminders()
