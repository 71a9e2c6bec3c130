"""Reads of single tables of this app."""

from __future__ import annotations

from typing import Self

from organizations.scoping import ScopedQuerySet


class QuickWinQuerySet(ScopedQuerySet):
    """Quick wins of a region, each led by an OPD."""

    region_path = "region"
    agency_path = "agency"

    def for_list(self) -> Self:
        return self.select_related("region", "agency", "pillar").order_by("-year", "pillar__position", "title", "pk")


class QuickWinRows(ScopedQuerySet):
    """Milestones and risks of a quick win."""

    region_path = "quick_win__region"
    agency_path = "quick_win__agency"


class ReplicationQuerySet(ScopedQuerySet):
    """Requests to replicate: rows of the asking region."""

    region_path = "requested_by"
