"""Background jobs: thin; a second run does no harm."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from celery import shared_task
from django.core import mail

from accounts.services import attempts, resets, sending
from accounts.sessions import SessionStore

RETRY: dict[str, Any] = {"autoretry_for": (SMTPException, OSError), "retry_backoff": 30, "max_retries": 5}


@shared_task(acks_late=True, ignore_result=True, **RETRY)
def send_mail(to: str, subject: str, body: str) -> None:
    """Send a mail without a secret in it."""
    mail.send_mail(subject, body, None, [to])


@shared_task(acks_late=True, ignore_result=True, **RETRY)
def send_reset(email: str, language: str) -> None:
    """Send the link to a new password, where somebody has this address."""
    resets.send_reset(email, language)


@shared_task(acks_late=True, ignore_result=True)
def send_invitation(pk: int) -> None:
    """Send one invitation that waits."""
    sending.send_invitation(pk)


@shared_task(acks_late=True, ignore_result=True)
def send_waiting_invitations() -> None:
    """Send those whose message was lost, or whose mail did not leave."""
    sending.send_waiting()


@shared_task(acks_late=True, ignore_result=True)
def forget_attempts() -> None:
    """Delete counters that count no more."""
    attempts.forget_old()


@shared_task(acks_late=True, ignore_result=True)
def clear_sessions() -> None:
    """Delete sessions that have run out."""
    SessionStore.clear_expired()
