"""The years of the plan as citizens see them: each year at the end of its last closed period with verified reports."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from citizens.selectors.published import published
from citizens.selectors.region import PublicRegion, only_verified
from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.inputs import ProgramInput, adoptions, last_day, load, versions_at
from monev.monitoring.selectors.program_figures import ProgramFigure, program_figure
from monev.monitoring.selectors.rule_versions import RuleBook, rule_book

DECEMBER = (12, 31)


@dataclass(frozen=True, slots=True)
class ProgramYear:
    """A program in one year: its plan, and its figure at the end of the last period that counts (none: plan only)."""

    plan: ProgramInput
    figure: ProgramFigure | None
    period: Period | None


@dataclass(frozen=True, slots=True)
class Years:
    """The years of some programs by lineage, and each verified period of the same."""

    by_program: dict[uuid.UUID, tuple[ProgramYear, ...]]
    periods: dict[uuid.UUID, tuple[tuple[Period, ProgramFigure], ...]]


def years_of(public: PublicRegion, lineages: Collection[uuid.UUID] | None = None) -> Years:
    """All years of all published programs (or of these), in a fixed number of queries.

    A figure rests on the version of the plan that was in force at the end of its period, as on every other page.
    """
    region, kind = public.region, public.period.kind if public.period else Period.Kind.QUARTER
    wanted = public.lineages if lineages is None else public.lineages & set(lineages)
    rows = _programs(public, wanted, whole=lineages is None)
    span = {year for row in rows for year in range(row.start_year, row.end_year + 1)}
    inputs = load(rows, span, kind)
    adopted, rules = adoptions(region.pk), rule_book({region.pk})
    versions = {each.pk: versions_at(adopted, last_day(each)) for each in public.periods}
    now = versions_at(adopted, date.max)
    found: dict[uuid.UUID, tuple[ProgramYear, ...]] = {}
    history: dict[uuid.UUID, tuple[tuple[Period, ProgramFigure], ...]] = {}
    for lineage, same in _by_lineage(rows).items():
        by_version = {row.plan_version_id: row for row in same}
        seen = _figures(public, by_version, versions, inputs, rules, kind)
        history[lineage] = tuple(seen)
        found[lineage] = tuple(_years(by_version, now, inputs, seen))
    return Years(found, history)


def _programs(public: PublicRegion, wanted: Collection[uuid.UUID], *, whole: bool) -> list[Program]:
    rows = published(Program.objects.of_region(public.region)).for_list()
    return list(rows if whole else rows.filter(lineage__in=wanted))


def _by_lineage(rows: list[Program]) -> dict[uuid.UUID, list[Program]]:
    found: dict[uuid.UUID, list[Program]] = defaultdict(list)
    for row in rows:
        found[row.lineage].append(row)
    return found


def _figures(
    public: PublicRegion,
    by_version: dict[int, Program],
    versions: dict[int, set[int]],
    inputs: dict[tuple[int, int], ProgramInput],
    rules: RuleBook,
    kind: str,
) -> list[tuple[Period, ProgramFigure]]:
    """The verified periods of one program, oldest first."""
    found = []
    for period in public.periods:
        row = next((by_version[pk] for pk in versions[period.pk] if pk in by_version), None)
        if row is None or period.kind != kind or not row.start_year <= period.year <= row.end_year:
            continue
        used = rules.at(public.region.pk, last_day(period))
        figure = program_figure(only_verified(inputs[row.pk, period.year]), period, used)
        if figure.is_counted:
            found.append((period, figure))
    return found


def _years(
    by_version: dict[int, Program],
    now: set[int],
    inputs: dict[tuple[int, int], ProgramInput],
    seen: list[tuple[Period, ProgramFigure]],
) -> list[ProgramYear]:
    """Each year of the plan: with the last verified figure of the year, else with the plan in force today."""
    last = {period.year: (period, figure) for period, figure in seen}
    current = next((row for pk, row in by_version.items() if pk in now), None) or list(by_version.values())[-1]
    years = {*last, *range(current.start_year, current.end_year + 1)}
    found = []
    for year in sorted(years):
        period, figure = last.get(year, (None, None))
        row = figure.program if figure else current
        found.append(ProgramYear(only_verified(inputs[row.pk, year]), figure, period))
    return found


def sources_of(year: ProgramYear) -> tuple[Any, ...]:
    """The sources of funds of a year with ceiling, and what was spent where a verified figure says so."""
    if year.figure:
        return year.figure.sources
    return year.plan.sources(date(year.plan.year, *DECEMBER))
