"""Mails and notices are deleted some time after they were read or sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from notices.models import Mail, Notice

AT_ONCE = 2000
DONE = (Mail.State.SENT, Mail.State.FAILED, Mail.State.KEPT)


def forget_mails() -> int:
    """Delete mails that are older than the setting says and no longer wait; how many."""
    before = timezone.now() - timedelta(days=settings.MAIL_KEEP_DAYS)
    return _delete(Mail.objects.filter(created_at__lt=before, state__in=DONE), Mail)


def forget_notices() -> int:
    """Delete notices that are older than the setting says; how many."""
    return _delete(
        Notice.objects.filter(created_at__lt=timezone.now() - timedelta(days=settings.NOTICE_KEEP_DAYS)), Notice
    )


def _delete(rows: Any, table: Any) -> int:
    """The oldest first, some at a time: no writer waits long."""
    gone = 0
    while some := list(rows.order_by("created_at", "pk").values_list("pk", flat=True)[:AT_ONCE]):
        table.objects.filter(pk__in=some).delete()
        gone += len(some)
    return gone
