"""The reports so far, as they are listed: the newest edition of each, the older ones folded under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from monev.monitoring.models.periods import Period
from monev.reports.models import CompiledReport, ReportFile
from organizations.models import Agency, Region
from organizations.roles import Can


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the list is narrowed to; empty narrows nothing. `agency` is the database id of an OPD."""

    kind: str = ""
    year: int | None = None
    period: str = ""
    state: str = ""
    agency: int | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One report: the newest of the editions that fit, and its other editions, newest first."""

    report: CompiledReport
    others: Sequence[CompiledReport]


def shelved(region: Region | None, by: Narrowed, *, person: Any) -> QuerySet[CompiledReport]:
    """The newest edition of each report that fits."""
    rows = CompiledReport.objects.allowed(person, Can.VIEW).of_region(region).current()
    newer = CompiledReport.objects.current().filter(series=OuterRef("series"), edition__gt=OuterRef("edition"))
    if by.state:
        rows, newer = rows.filter(state=by.state), newer.filter(state=by.state)
    return rows.filter(_fits(by)).exclude(Exists(newer)).for_list().prefetch_related(_files())


def shelves(rows: Sequence[CompiledReport]) -> list[Shelf]:
    """The rows of one page with their other editions, in a fixed number of queries."""
    others: dict[str, list[CompiledReport]] = defaultdict(list)
    same = CompiledReport.objects.current().filter(series__in=[each.series for each in rows])
    for each in same.exclude(pk__in=[each.pk for each in rows]).order_by("-edition").prefetch_related(_files()):
        others[each.series].append(each)
    return [Shelf(each, others[each.series]) for each in rows]


def _fits(by: Narrowed) -> Q:
    fits = Q()
    if by.kind:
        fits &= Q(kind=by.kind)
    if by.period:
        fits &= Q(params__period=by.period)
    if by.year:
        fits &= Q(period__year=by.year) | Q(params__year=by.year)
    if by.agency:
        fits &= Q(agency=by.agency)
    return fits


def _files() -> Prefetch[Any]:
    return Prefetch("files", ReportFile.objects.order_by("pk"))


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What can be chosen to narrow the list of a region: only what occurs in it."""

    kinds: Sequence[tuple[str, str]]
    years: Sequence[int]
    periods: Sequence[tuple[str, str]]
    agencies: Sequence[tuple[int, str]]


def narrowing(region: Region | None, *, person: Any) -> Narrowing:
    """In three queries, however many reports there are."""
    rows = CompiledReport.objects.allowed(person, Can.VIEW).of_region(region).current().order_by()
    kinds = rows.values_list("kind", "title").distinct()
    about = rows.values_list("period__year", "period__kind", "period__number", "params__year").distinct()
    agencies = Agency.objects.filter(pk__in=rows.exclude(agency=None).values("agency")).order_by("name", "pk")
    periods, years = set(), set()
    for year, kind, number, other in about:
        years |= {each for each in (year, other) if each}
        if year:
            periods.add((year, kind, number))
    return Narrowing(
        kinds=sorted(dict(kinds).items(), key=lambda each: each[1]),
        years=sorted(years, reverse=True),
        periods=[_period(*each) for each in sorted(periods, key=lambda each: (each[0], each[2]), reverse=True)],
        agencies=[(each.pk, str(each)) for each in agencies],
    )


def _period(year: int, kind: str, number: int) -> tuple[str, str]:
    period = Period(year=year, kind=kind, number=number)
    return period.address, period.label
