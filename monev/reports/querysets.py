"""Reads of single tables of reports."""

from __future__ import annotations

from typing import Self

from django.db.models import F

from organizations.scoping import ScopedQuerySet


class CompiledReportQuerySet(ScopedQuerySet):
    """Reports asked for and compiled, newest first."""

    region_path = "region"

    def for_list(self) -> Self:
        """With `example_rows`: how many rows of the report were made up for the demonstration."""
        return (
            self.select_related("region", "period", "requested_by")
            .annotate(example_rows=F("snapshot__data__examples__rows"))
            .order_by("-created_at", "-pk")
        )


class ReportFileQuerySet(ScopedQuerySet):
    """Files of compiled reports."""

    region_path = "report__region"
