"""Sessions and devices belong to a person: they are read with their owner."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models


class SessionQuerySet(models.QuerySet[Any]):
    """Sessions; those of nobody are browsers that have not logged in."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user).order_by("-last_seen_at", "pk")

    def running(self, at: datetime) -> Self:
        """Neither ended nor run out."""
        return self.filter(expire_date__gt=at)


class DeviceQuerySet(models.QuerySet[Any]):
    """Devices; a person sees their own."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user).order_by("-last_seen_at", "pk")
