"""Reads of single tables of this app: whatever their rights, people see their own news and mails only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db.models import Case, When

from organizations.roles import Can
from organizations.scoping import ScopedQuerySet


class OwnQuerySet(ScopedQuerySet):
    """Rows of a region that belong to one person each: no right opens those of somebody else."""

    region_path = "region"

    def allowed(self, user: Any, can: Can) -> Self:
        """The rows of `user`; what rights they hold does not matter."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class NoticeQuerySet(OwnQuerySet):
    """News of one person."""

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def for_list(self) -> Self:
        """Unread first, then the newest."""
        unread_first = Case(When(read_at=None, then=0), default=1)
        return self.select_related("region").order_by(unread_first, "-created_at", "-pk")


class MailQuerySet(OwnQuerySet):
    """Mails to one person."""

    def due(self, at: datetime) -> Self:
        """What may be sent at that moment, the oldest first."""
        return self.filter(state="waiting", not_before__lte=at).order_by("not_before", "pk")

    def failed(self) -> Self:
        return self.filter(state="failed")

    def for_list(self) -> Self:
        return self.select_related("region").order_by("-created_at", "-pk")
