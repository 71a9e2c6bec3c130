"""Reads of single tables of this app."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

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
    """Audit entries of a region."""

    region_path = "region"


class OwnKeyQuerySet(models.QuerySet[Any]):
    """API keys: a person sees their own, nobody else's."""

    def of(self, user: Any) -> Self:
        return self.filter(user=user).order_by("-created_at", "pk")
