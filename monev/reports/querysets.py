"""Reads of single tables of reports."""

from __future__ import annotations

from typing import Self

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from monev.evaluation.querysets import NationalRows
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


class ReportRunQuerySet(NationalRows):
    """National runs: they belong to no region, so only a right that reaches the nation reaches them."""

    def public(self) -> Self:
        return self.none()

    def unfinished(self) -> Self:
        """Asked for, and not all of its reports are finished."""
        return self.filter(state__in=UNFINISHED, archived_at=None)

    def for_list(self) -> Self:
        """With the progress of its reports in the same query: `region_count`, `done_count`, `failed_count`,
        `cancelled_count`, `open_count`, `points` (the sum of the percents of all reports)."""
        counts = {
            f"{name}_count": Count("reports", filter=Q(reports__state__in=states))
            for name, states in (
                ("done", ["done"]),
                ("failed", ["failed"]),
                ("cancelled", ["cancelled"]),
                ("open", UNFINISHED),
            )
        }
        of_run = self.model.regions.through.objects.filter(reportrun=OuterRef("pk"))
        regions = of_run.order_by().values("reportrun").annotate(found=Count("pk")).values("found")
        progress = Case(
            When(reports=None, then=0),
            When(reports__state__in=UNFINISHED, then="reports__progress"),
            default=100,
            output_field=IntegerField(),
        )
        return (
            self.select_related("requested_by")
            .annotate(
                region_count=Coalesce(Subquery(regions), 0),
                points=Coalesce(Sum(progress), 0),
                **counts,
            )
            .order_by("-created_at", "-pk")
        )


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
