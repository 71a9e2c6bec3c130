"""Background jobs: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from organizations.services.sealing import seal_entries


@shared_task(acks_late=True, ignore_result=True)
def seal_audit() -> None:
    """Give the entries of the audit log that were written lately their place in the chain."""
    seal_entries()
