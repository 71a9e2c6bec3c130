"""Reads of single tables of this app, and who sees them: webhooks name addresses of other systems, so not everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db.models import Q

from organizations.access import Reach
from organizations.roles import Can
from organizations.scoping import ScopedQuerySet


class AdministeredRows(ScopedQuerySet):
    """Rows that the administrators of their region see and change.

    Those of no region belong to the nation, whose administrators also look at those of the regions.
    """

    nation_path: ClassVar[str] = "region"

    def allowed(self, user: Any, can: Can) -> Self:
        if not user.is_authenticated:
            return self.none()
        own: Reach = user.access.reach(Can.ADMINISTER)
        if not user.access.reach(Can.EVALUATE).nation:
            return self.within(own)
        if can is Can.VIEW:
            return self
        return self.filter(Q(**{f"{self.nation_path}__isnull": True}) | Q(**{f"{self.region_path}__in": own.regions}))


class WebhookQuerySet(AdministeredRows):
    """Webhooks."""

    region_path = "region"

    def for_list(self) -> Self:
        return self.select_related("region", "made_by").order_by("region__code", "name", "pk")

    def listening(self, region_id: int | None) -> Self:
        """Those that are told what happens in a region: its own and the national ones; paused ones are told later."""
        return self.current().filter(Q(region=region_id) | Q(region=None))


class SecretQuerySet(AdministeredRows):
    """Secrets of webhooks; no page and no address reads them."""

    region_path = "webhook__region"
    nation_path = "webhook__region"

    def in_force(self, now: datetime) -> Self:
        """Those that sign now, the newest first."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now)).order_by("-created_at", "-pk")


class EventQuerySet(AdministeredRows):
    """Events of regions; the nation sees all."""

    region_path = "region"

    def for_list(self) -> Self:
        return self.select_related("region").order_by("-occurred_at", "-pk")


class DeliveryQuerySet(AdministeredRows):
    """What was sent to webhooks."""

    region_path = "webhook__region"
    nation_path = "webhook__region"

    def for_list(self) -> Self:
        return self.select_related("event__region", "webhook__region").order_by("-created_at", "-pk")

    def to_send(self, now: datetime) -> Self:
        """Those whose time has come, at webhooks in use."""
        in_use = {"webhook__archived_at": None, "webhook__paused_at": None}
        return self.filter(state__in=("waiting", "failed"), next_at__lte=now, **in_use)

    def missed(self) -> Self:
        """Those that did not arrive so far."""
        return self.filter(state__in=("failed", "given_up"))
