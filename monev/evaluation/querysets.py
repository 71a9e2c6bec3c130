"""Reads of single tables of the national evaluation."""

from __future__ import annotations

from typing import Self

from organizations.scoping import ScopedQuerySet


class ResultQuerySet(ScopedQuerySet):
    """Results of regions in national evaluations."""

    region_path = "region"

    def for_list(self) -> Self:
        return self.select_related("region__province").order_by("-year", "region__code", "stage", "pk")


class FindingQuerySet(ScopedQuerySet):
    """Findings of assessors; one that names an OPD belongs to it."""

    region_path = "region"
    agency_path = "agency"

    def open(self) -> Self:
        """Recommendations and weaknesses that nobody has settled yet."""
        return self.exclude(kind="strength").exclude(status="done").filter(archived_at=None)

    def for_list(self) -> Self:
        return self.select_related("region", "agency").order_by("-year", "position", "pk")
