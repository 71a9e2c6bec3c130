"""Sets of regions on the national page: cohorts, provinces, and practices that regions take over from each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from monev.monitoring.ranking import Spread, spread
from organizations.models import Province, Region
from organizations.roles import Can
from portal.selectors.nation import National, RegionLine, cohort_code
from quickwins.models import QuickWin, Replication

Read = Callable[[RegionLine], Decimal | None]


@dataclass(frozen=True, slots=True)
class CohortSpread:
    """How a figure lies within a cohort; `regions` of it are shown, `spread` rests on those that have the figure."""

    label: str
    regions: int
    spread: Spread | None


def spreads(page: National, read: Read) -> tuple[CohortSpread, ...]:
    """The spread of one figure in each cohort of the selection, in the order of the cohorts."""
    found = []
    for code, label in page.cohorts:
        rows = [each for each in page.lines if cohort_code(each.region) == code]
        if rows:
            found.append(CohortSpread(label, len(rows), spread(_known(rows, read))))
    return tuple(found)


def index_of(line: RegionLine) -> Decimal | None:
    """The published index."""
    return line.index


def achievement_of(line: RegionLine) -> Decimal | None:
    """The verified achievement."""
    return line.achievement


@dataclass(frozen=True, slots=True)
class ProvinceLine:
    """The regions of one province: how many use the portal, report, are verified; spreads of those with a figure."""

    province: Province
    regions: int
    using: int
    reporting: int
    verified: int
    index: Spread | None
    achievement: Spread | None


def provinces(page: National) -> tuple[ProvinceLine, ...]:
    """One line for each province of the selection, by code."""
    return tuple(
        _province(each, [line for line in page.lines if line.region.province_id == each.pk])
        for each in page.provinces
        if any(line.region.province_id == each.pk for line in page.lines)
    )


def _province(province: Province, rows: Sequence[RegionLine]) -> ProvinceLine:
    return ProvinceLine(
        province=province,
        regions=len(rows),
        using=sum(each.region.is_active for each in rows),
        reporting=sum(bool(each.reported) for each in rows),
        verified=sum(bool(each.verified) for each in rows),
        index=spread(_known(rows, index_of)),
        achievement=spread(_known(rows, achievement_of)),
    )


def _known(rows: Iterable[RegionLine], read: Read) -> list[Decimal]:
    return [value for each in rows if (value := read(each)) is not None]


@dataclass(frozen=True, slots=True)
class Practice:
    """A published practice, who asked to take it over, and how far they are (counts by state)."""

    quick_win: QuickWin
    counts: Counter[str]
    by: tuple[Region, ...]
    is_example: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def practices(user: Any, page: National) -> tuple[Practice, ...]:
    """Practices that others take over, the most wanted first: those of the regions of the selection, in two queries.

    Which regions take a practice over is open to everybody who sees the practice.
    """
    regions = [each.region.pk for each in page.lines] if page.asked.is_narrowed else None
    wins = QuickWin.objects.allowed(user, Can.OVERSEE).current().filter(replications__archived_at=None)
    wins = wins.filter(replications__isnull=False).distinct()
    if regions is not None:
        wins = wins.filter(region__in=regions)
    shown = {each.pk: each for each in wins.select_related("region", "pillar")}
    rows = Replication.objects.filter(quick_win__in=shown, archived_at=None).select_related("requested_by")
    asked: dict[int, list[Replication]] = {}
    for row in rows.order_by("requested_by__code"):
        asked.setdefault(row.quick_win_id, []).append(row)
    found = [_practice(shown[pk], same) for pk, same in asked.items()]
    return tuple(sorted(found, key=lambda each: (-each.total, each.quick_win.title)))


def _practice(quick_win: QuickWin, rows: Sequence[Replication]) -> Practice:
    return Practice(
        quick_win=quick_win,
        counts=Counter(each.status for each in rows),
        by=tuple(each.requested_by for each in rows),
        is_example=quick_win.is_example or any(each.is_example for each in rows),
    )
