"""The log of pulls: a line is written when the answer has been sent, and forgotten after some years."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from organizations.models import PullEntry

AT_ONCE = 2000
"""Lines that are deleted in one go: short enough not to keep writers waiting."""


def forget_pulls(days: int | None = None) -> int:
    """Delete what is older than the setting says, the oldest first, some at a time; how many they were."""
    oldest = timezone.now() - timedelta(days=settings.PULL_LOG_DAYS if days is None else days)
    gone = 0
    while some := list(PullEntry.objects.filter(at__lt=oldest).order_by("at").values_list("pk", flat=True)[:AT_ONCE]):
        PullEntry.objects.filter(pk__in=some).delete()
        gone += len(some)
    return gone
