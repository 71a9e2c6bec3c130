"""What one person sees of their news and mails, and how the outbox of a region stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from notices.kinds import all_kinds
from notices.models import Mail, Notice
from notices.querysets import NoticeQuerySet
from organizations.models import Region
from organizations.roles import Can

STUCK_AFTER = timedelta(hours=2)


def unread_count(user: Any) -> int:
    """The number at the bell: one query on an index that holds unread rows only."""
    return Notice.objects.allowed(user, Can.VIEW).unread().count()


def notices_of(user: Any, *, group: str = "", unread_only: bool = False) -> NoticeQuerySet:
    """The person's news, unread first, then the newest; of one group only when asked."""
    rows: NoticeQuerySet = Notice.objects.allowed(user, Can.VIEW).for_list()
    if unread_only:
        rows = rows.unread()
    if group:
        rows = rows.filter(kind__in=[kind.code for kind in all_kinds() if kind.group.code == group])
    return rows


@dataclass(frozen=True, slots=True)
class OutboxTrouble:
    """Mails of a region that failed for good, and those that have waited for hours for a server that is away."""

    failed: int
    stuck: int
    error: str

    def __bool__(self) -> bool:
        return bool(self.failed or self.stuck)


def outbox_trouble(region: Region) -> OutboxTrouble:
    """Empty where mails go out as they should; two queries, a third for the newest error."""
    rows = Mail.objects.of_region(region)
    week = timezone.now() - timedelta(days=7)
    failed = rows.failed().filter(created_at__gte=week)
    stuck = rows.filter(state=Mail.State.WAITING, not_before__lt=timezone.now() - STUCK_AFTER)
    counts = failed.count(), stuck.count()
    if not any(counts):
        return OutboxTrouble(0, 0, "")
    said = (failed | stuck).exclude(error="").order_by("-created_at").values_list("error", flat=True)
    return OutboxTrouble(*counts, said.first() or "")
