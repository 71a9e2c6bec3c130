"""Background jobs: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from accounts.sessions import SessionStore


@shared_task(acks_late=True, ignore_result=True)
def clear_sessions() -> None:
    """Delete sessions that have run out."""
    SessionStore.clear_expired()
