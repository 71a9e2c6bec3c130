"""Reads of single tables of this app; each table says to which region and OPD a row belongs."""

from __future__ import annotations

from typing import Self

from django.db.models import Case, OuterRef, Subquery, When

from organizations.scoping import ScopedQuerySet


class RegionRows(ScopedQuerySet):
    """Rows with a `region` of their own."""

    region_path = "region"


class AgencyRows(ScopedQuerySet):
    """Rows with a region and an OPD of their own."""

    region_path = "region"
    agency_path = "agency"


class CouncilRows(ScopedQuerySet):
    """Rows of a council: members, meetings."""

    region_path = "council__region"


class MeetingRows(ScopedQuerySet):
    """Rows of a meeting: attendance, decisions."""

    region_path = "meeting__council__region"


class PledgeQuerySet(ScopedQuerySet):
    """Pledges of an OPD's commitment."""

    region_path = "commitment__region"
    agency_path = "commitment__agency"

    def for_list(self) -> Self:
        return self.select_related("commitment__agency", "commitment__region").order_by(
            "commitment__agency__name", "pk"
        )


class PlanVersionQuerySet(ScopedQuerySet):
    """Versions of master plans."""

    region_path = "plan__region"

    def in_force(self) -> Self:
        """The adopted version of each plan (there is at most one)."""
        return self.filter(status="adopted")

    def leading(self) -> Self:
        """Of each plan the version to read: the one in force, else the newest draft, else the newest."""
        order = Case(When(status="adopted", then=0), When(status="draft", then=1), default=2)
        same = self.model._default_manager.filter(plan=OuterRef("plan"), archived_at=None)
        return self.filter(pk=Subquery(same.order_by(order, "-number").values("pk")[:1]))


class ProgramQuerySet(ScopedQuerySet):
    """Programs; the lead OPD is the one that enters progress."""

    region_path = "plan_version__plan__region"
    agency_path = "lead_agency"

    def in_force(self) -> Self:
        """Programs of adopted versions."""
        return self.filter(plan_version__status="adopted", archived_at=None)

    def running_in(self, year: int) -> Self:
        return self.filter(start_year__lte=year, end_year__gte=year)

    def for_list(self) -> Self:
        return self.select_related("plan_version__plan__region", "sub_dimension__pillar", "lead_agency").order_by(
            "sub_dimension__pillar__position", "code", "name", "pk"
        )


class ProgramRows(ScopedQuerySet):
    """Rows of a program: supporters, action items, budget lines, indicators, planned progress, partnerships."""

    region_path = "program__plan_version__plan__region"
    agency_path = "program__lead_agency"


class TargetRows(ScopedQuerySet):
    """Yearly targets of an indicator."""

    region_path = "indicator__program__plan_version__plan__region"
    agency_path = "indicator__program__lead_agency"
