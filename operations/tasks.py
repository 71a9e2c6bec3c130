"""Background jobs of running the portal: thin; a second run does no harm."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.worker.control import inspect_command
from django.conf import settings

from core import pulses
from operations.services import certificates, planned, telling


@shared_task(acks_late=True, ignore_result=True)
def say_that_served(queue: str) -> None:
    """Whoever runs this serves the queue: a sign that goes the whole way from the timetable to a worker."""
    pulses.tell("queue", queue)


@shared_task(acks_late=True, ignore_result=True)
def look_at_certificate() -> None:
    """See until when the certificate of the portal is valid."""
    certificates.look_at_certificate()


@shared_task(acks_late=True, ignore_result=True)
def run_planned_backup() -> None:
    """Make the backup of the day if it is due."""
    planned.run_planned_backup()


@shared_task(acks_late=True, ignore_result=True)
def tell_of_backups() -> None:
    """Tell administrators of failed and missing backups, once."""
    telling.tell_of_backups()


@inspect_command()
def portal_version(state: Any, **_asked: Any) -> str:
    """Which version of the portal this worker is (`manage.py preflight`)."""
    return settings.VERSION
