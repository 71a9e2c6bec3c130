"""Reads of single tables of this app."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from organizations.roles import Can
from organizations.scoping import ScopedQuerySet

UNFINISHED = ("queued", "running")


class OwnRequestQuerySet(models.QuerySet[Any]):
    """Writing requests: a person's own, nobody else's."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user)


class ExportQuerySet(ScopedQuerySet):
    """Exports: a person's own; that there are such, also for who administers the region, and for the nation."""

    region_path = "region"

    def allowed(self, user: Any, can: Can) -> Self:
        if not user.is_authenticated or not user.access.may(Can.VIEW):
            return self.none()
        own = Q(requested_by=user)
        if (only := user.access.only) is not None:  # by a key for some regions: what holds more than these is out
            return self.filter(own, region__in=only)
        if can is not Can.VIEW:
            return self.filter(own)
        if user.access.reach(Can.CATALOGUE).nation:
            return self
        return self.filter(own | Q(region__in=user.access.reach(Can.ADMINISTER).regions))

    def for_list(self) -> Self:
        return self.select_related("region", "cohort", "requested_by").order_by("-created_at", "-pk")

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)
