"""Background jobs: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from organizations.services.pulls import forget_pulls


@shared_task(acks_late=True, ignore_result=True)
def forget_old_pulls() -> None:
    """Delete lines of the log of pulls that are older than the setting says."""
    forget_pulls()
