"""Marking news as read."""

from __future__ import annotations

from django.utils import timezone

from notices.models import Notice
from organizations.models import User
from organizations.roles import Can


def mark_read(notice: Notice) -> None:
    """One; the time of the first reading stays."""
    Notice.objects.filter(pk=notice.pk).unread().update(read_at=timezone.now())


def mark_all_read(user: User) -> int:
    """All of one person; returns how many were unread."""
    return int(Notice.objects.allowed(user, Can.VIEW).unread().update(read_at=timezone.now()))
