"""Background jobs: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from organizations.services.pulls import forget_pulls
from organizations.services.sealing import seal_entries


@shared_task(acks_late=True, ignore_result=True)
def forget_old_pulls() -> None:
    """Delete lines of the log of pulls that are older than the setting says."""
    forget_pulls()


@shared_task(acks_late=True, ignore_result=True)
def seal_audit() -> None:
    """Give the entries of the audit log that were written lately their place in the chain."""
    seal_entries()
