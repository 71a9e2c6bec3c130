"""Background jobs of running the portal: thin; a second run does no harm."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.worker.control import inspect_command
from django.conf import settings

from operations.services import planned, telling


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
