"""Reads of single tables of reports."""

from __future__ import annotations

from typing import Self

from organizations.scoping import ScopedQuerySet


class CompiledReportQuerySet(ScopedQuerySet):
    """Reports asked for and compiled, newest first."""

    region_path = "region"

    def for_list(self) -> Self:
        return self.select_related("region", "period", "requested_by").order_by("-created_at", "-pk")


class ReportFileQuerySet(ScopedQuerySet):
    """Files of compiled reports."""

    region_path = "report__region"
