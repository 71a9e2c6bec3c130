"""Two regions at the end of one period: pillar by pillar, how complete, and how the nation evaluated them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from monev.evaluation.models.results import NationalResult
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.figures import RegionFigures, region_figures
from monev.monitoring.selectors.group_figures import GroupFigure
from organizations.models import Region
from organizations.roles import Can
from portal.selectors.comparing import GroupPair, Measure, group_pairs, measures


@dataclass(frozen=True, slots=True)
class RegionSide:
    """One region. `figures` is None where it has no such period; `index` where no evaluation is published, and where
    the region was published without having taken part."""

    region: Region
    figures: RegionFigures | None
    index: Decimal | None = None
    index_year: int | None = None

    @property
    def total(self) -> GroupFigure | None:
        return self.figures.total if self.figures else None

    @property
    def completeness(self) -> Decimal | None:
        """Programs whose report counts, in percent of all programs of the period."""
        total = self.total
        return Decimal(total.reported) / total.total * 100 if total and total.total else None


@dataclass(frozen=True, slots=True)
class RegionComparison:
    """Two regions at the end of the period with one address (`2026-3`); each by its own rules."""

    address: str
    preliminary: bool
    a: RegionSide
    b: RegionSide
    pillars: tuple[GroupPair, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The figures of both, how complete they are, and the index of the national evaluation (0 to 4)."""
        return (
            *measures(self.a.total, self.b.total),
            Measure("completeness", "percent", self.a.completeness, self.b.completeness),
            Measure("index", "index", self.a.index, self.b.index),
        )

    @property
    def total(self) -> dict[str, Measure]:
        return {each.code: each for each in self.measures}

    @property
    def rules_differ(self) -> bool:
        found = [each.figures.rules.version for each in (self.a, self.b) if each.figures]
        return len(set(found)) > 1


def visible_regions(user: Any) -> tuple[Region, ...]:
    """The regions that a person may look at, by code."""
    rows: Any = Region.objects.allowed(user, Can.VIEW)
    return tuple(rows.filter(periods__archived_at=None, periods__isnull=False).distinct().order_by("code"))


def periods_by_region(regions: Sequence[Region]) -> dict[int, tuple[Period, ...]]:
    """The periods that have begun in each of these regions, newest first; one query."""
    rows = Period.objects.filter(region__in=regions, archived_at=None).select_related("region")
    begun = [each for each in rows if each.opens_on <= today_in(each.region.time_zone)]
    in_order = sorted(begun, key=lambda each: (each.year, each.last_month, each.kind), reverse=True)
    return {region.pk: tuple(each for each in in_order if each.region_id == region.pk) for region in regions}


def common_addresses(periods: Iterable[Sequence[Period]]) -> tuple[Period, ...]:
    """One period for each address that any of the regions has, newest first."""
    found: dict[str, Period] = {}
    for each in (period for rows in periods for period in rows):
        found.setdefault(each.address, each)
    return tuple(sorted(found.values(), key=lambda each: (each.year, each.last_month, each.kind), reverse=True))


def compare_regions(
    a: Region, b: Region, address: str, periods: dict[int, tuple[Period, ...]], *, preliminary: bool, seen_by: Any
) -> RegionComparison:
    """Both regions at the end of the period with this address, in a fixed number of queries."""
    results = _results((a, b), seen_by)
    sides = [_side(each, address, periods[each.pk], results.get(each.pk), preliminary) for each in (a, b)]
    groups = [each.figures.pillars if each.figures else () for each in sides]
    return RegionComparison(
        address=address,
        preliminary=preliminary,
        a=sides[0],
        b=sides[1],
        pillars=group_pairs("pillar", *groups),
    )


def _side(
    region: Region, address: str, periods: Sequence[Period], result: NationalResult | None, preliminary: bool
) -> RegionSide:
    period = next((each for each in periods if each.address == address), None)
    figures = region_figures(region, period, preliminary=preliminary) if period else None
    ranked = result if result and result.is_ranked else None
    return RegionSide(region, figures, ranked.index if ranked else None, ranked.year if ranked else None)


def _results(regions: Sequence[Region], seen_by: Any) -> dict[int, NationalResult]:
    """By region its newest result of the national evaluation, of a year the final one before the stages."""
    rows: Any = NationalResult.objects.allowed(seen_by, Can.VIEW)
    found: dict[int, NationalResult] = {}
    in_order = sorted(
        rows.filter(region__in=regions, archived_at=None),
        key=lambda each: (each.year, each.stage == NationalResult.Stage.FINAL, each.stage),
    )
    for each in in_order:
        found[each.region_id] = each
    return found
