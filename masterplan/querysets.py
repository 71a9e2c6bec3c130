"""Reads of single tables of this app; each table says to which region and OPD a row belongs."""

from __future__ import annotations

from datetime import date
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


class MeetingQuerySet(CouncilRows):
    """Meetings of councils."""

    def planned(self) -> Self:
        """Meetings that are still to be held."""
        return self.filter(state="planned", archived_at=None)

    def for_list(self) -> Self:
        return self.select_related("council__region").order_by("-held_on", "-pk")


class DirectiveQuerySet(AgencyRows):
    """Directives of the council to OPDs."""

    def unfinished(self) -> Self:
        """In use and not closed: the OPD or the council has to do something."""
        return self.filter(archived_at=None).exclude(status="closed")

    def to_answer(self) -> Self:
        """What waits for the OPD."""
        return self.filter(archived_at=None, status="open")

    def to_decide(self) -> Self:
        """What waits for the council."""
        return self.filter(archived_at=None, status="answered")

    def overdue(self, today: date) -> Self:
        """What the OPD should have answered before today."""
        return self.to_answer().filter(due_on__lt=today)

    def for_list(self) -> Self:
        return self.select_related("region", "agency", "given_by", "meeting__council").order_by("due_on", "pk")


class DirectiveRows(ScopedQuerySet):
    """Rows of a directive: answers, steps."""

    region_path = "directive__region"
    agency_path = "directive__agency"


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
