"""Reads of single tables of this app."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from organizations.access import Reach
from organizations.roles import NATIONAL_ROLES, Can
from organizations.scoping import ScopedQuerySet


class RegionQuerySet(ScopedQuerySet):
    """Regions; a person of an OPD stands in the OPD's region."""

    region_path = "pk"


class AgencyQuerySet(ScopedQuerySet):
    """OPDs."""

    region_path = "region"
    agency_path = "pk"

    def for_list(self) -> Self:
        return self.select_related("region", "parent").order_by("region__code", "code", "name", "pk")


class PartnerQuerySet(ScopedQuerySet):
    """Partners belong to the region that works with them."""

    region_path = "region"


class PostQuerySet(ScopedQuerySet):
    """Posts of OPDs."""

    region_path = "agency__region"
    agency_path = "agency"


class MembershipQuerySet(ScopedQuerySet):
    """Roles held by people."""

    region_path = "region"
    agency_path = "agency"

    def in_force(self, on: date) -> Self:
        """Held on that day (both ends included); an archived one never came into force."""
        return self.filter(Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on), archived_at=None)


class AuditQuerySet(ScopedQuerySet):
    """Audit entries of a region, read by its administrators; those of the nation read all."""

    region_path = "region"

    def allowed(self, user: Any, can: Can) -> Self:
        if can is not Can.VIEW:
            return super().allowed(user, can)
        return super().allowed(user, Can.ADMINISTER) | super().allowed(user, Can.CATALOGUE)

    def for_list(self) -> Self:
        return self.select_related("by", "region").order_by("-at", "-pk")


class CheckedRows(ScopedQuerySet):
    """Anchors and checks of the audit log: of all regions at once, read by the nation."""

    region_path = "pk"

    def allowed(self, user: Any, can: Can) -> Self:
        return self if user.is_authenticated and user.access.may(Can.CATALOGUE) else self.none()


class ProtectedQuerySet(ScopedQuerySet):
    """Requests about personal data, and breaches: for those who look after personal data, whatever they do with it."""

    region_path = "region"

    def allowed(self, user: Any, can: Can) -> Self:
        return self.within(user.access.reach(Can.PROTECT)) if user.is_authenticated else self.none()


class OwnKeyQuerySet(models.QuerySet[Any]):
    """API keys: a person sees their own, nobody else's; who administers a region sees those that reach it."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user).order_by("-created_at", "pk")

    def usable(self, at: datetime) -> Self:
        """Neither revoked nor expired."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None, user__is_active=True)

    def reaching(self, region: Any, on: date) -> Self:
        """Keys whose owner stands in the region (or over all of them) on that day, and that are not kept out of it."""
        held = Q(user__memberships__starts_on__lte=on, user__memberships__archived_at=None)
        held &= Q(user__memberships__ends_on=None) | Q(user__memberships__ends_on__gte=on)
        held &= Q(user__memberships__region=region) | Q(user__memberships__role__in=NATIONAL_ROLES)
        limits = Q(is_limited=False) | Q(regions=region)
        return self.filter(pk__in=self.model._base_manager.filter(held, limits).values("pk"))


class PullQuerySet(ScopedQuerySet):
    """Pulls of data: a region sees those that touched its rows, whatever else they took; a person their own."""

    region_path = "region"

    def allowed(self, user: Any, can: Can) -> Self:
        """Whoever watches over a region sees who took its rows; everybody sees what they took themselves."""
        if not user.is_authenticated:
            return self.none()
        access = user.access
        own = self.filter(user=user)
        if access.only is not None:
            own = own.within(Reach(regions=access.only))
        return own | self.within(access.reach(Can.WATCH))

    def within(self, reach: Reach) -> Self:
        if reach.nation:
            return self
        if not reach.regions:
            return self.none()
        return self.filter(self._touching(reach.regions))

    def of_region(self, region: Any) -> Self:
        return self.filter(self._touching([region.pk]))

    def _touching(self, regions: Any) -> Q:
        rows = Q(region__in=regions) | Q(reach="nation")
        for number in regions:
            rows |= Q(reach="regions", reached__contains=f"|{number}|")
        return rows

    def for_list(self) -> Self:
        return self.select_related("user", "key", "region").order_by("-at", "-pk")
