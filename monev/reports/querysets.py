"""Reads of single tables of reports."""

from __future__ import annotations

from typing import Self

from django.db.models import F, Q

from organizations.access import Reach
from organizations.scoping import ScopedQuerySet

UNFINISHED = ("queued", "running")


class CompiledReportQuerySet(ScopedQuerySet):
    """Reports asked for and compiled, newest first. Those of the nation are seen by who reaches the nation."""

    region_path = "region"
    agency_path = "agency"

    def for_list(self) -> Self:
        """As they are listed, newest first."""
        rows = self.select_related("region", "period", "agency", "requested_by").for_examples()
        return rows.order_by("-created_at", "-pk")

    def for_examples(self) -> Self:
        """With `example_rows`: how many rows of the report were made up for the demonstration."""
        return self.annotate(example_rows=F("snapshot__data__examples__rows"))

    def unfinished(self) -> Self:
        """Waiting or being compiled."""
        return self.filter(state__in=UNFINISHED, archived_at=None)


class ReportFileQuerySet(ScopedQuerySet):
    """Files of compiled reports."""

    region_path = "report__region"


class ReportLogQuerySet(ScopedQuerySet):
    """Lines of the logs of reports."""

    region_path = "report__region"


class ReportRunQuerySet(ScopedQuerySet):
    """National runs: they belong to no region, so only a right that reaches the nation reaches them."""

    region_path = "pk"

    def within(self, reach: Reach) -> Self:
        return self if reach.nation else self.none()


class ReportScheduleQuerySet(ScopedQuerySet):
    """Schedules of reports."""

    region_path = "region"


class ScheduleTurnQuerySet(ScopedQuerySet):
    """Turns of schedules."""

    region_path = "schedule__region"


class LetterheadQuerySet(ScopedQuerySet):
    """Official heads of regions."""

    region_path = "region"


class SignatoryQuerySet(ScopedQuerySet):
    """Who signs the reports of a region."""

    region_path = "region"

    def for_kind(self, kind: str) -> Self:
        """Those of this kind of report, and those of reports without their own."""
        return self.filter(Q(kind=kind) | Q(kind=""), archived_at=None)
