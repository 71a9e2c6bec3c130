"""What the page of a program shows: its plan, its figures, its periods across all versions of the plan."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    Partnership,
    Program,
    ProgramSupporter,
)
from monev.monitoring.achievement import aggregate
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import IndicatorValue, ProgressReport
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.inputs import ProgramInput, last_day, load
from monev.monitoring.selectors.program_figures import PRELIMINARY, ProgramFigure, program_figure
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.workflow import PUBLISHED, State
from organizations.roles import Can

YearValue = tuple[int, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class IndicatorHistory:
    """An indicator with target and realised value of each year of the plan."""

    indicator: Indicator
    years: tuple[YearValue, ...]


@dataclass(frozen=True)
class ProgramPage:
    """Everything on the page of one program. `figure` is None while no period has begun, and in years when the program
    does not run."""

    program: Program
    period: Period | None
    runs: bool
    figure: ProgramFigure | None
    rules: Rules | None
    periods: tuple[Period, ...]
    reports: tuple[ProgressReport, ...]
    action_items: tuple[ActionItem, ...]
    budget: tuple[BudgetLine, ...]
    indicators: tuple[IndicatorHistory, ...]
    supporters: tuple[ProgramSupporter, ...]
    partnerships: tuple[Partnership, ...]
    preliminary: bool


def program_page(
    program: Program, period: Period | None, periods: Sequence[Period], *, preliminary: bool, seen_by: Any
) -> ProgramPage:
    """The page at the end of `period` (one of the region's `periods`), in a fixed number of queries."""
    region = program.plan_version.plan.region
    years = range(program.start_year, program.end_year + 1)
    loaded = load([program], years, period.kind if period else Period.Kind.QUARTER)
    plan = [loaded[program.pk, year] for year in years]
    rules = rules_for(region.pk, last_day(period)) if period else None
    runs = period is not None and period.year in years
    figure = None
    if runs and period is not None and rules is not None:
        figure = program_figure(loaded[program.pk, period.year], period, rules, preliminary=preliminary)
    rows: Any = ProgressReport.objects.allowed(seen_by, Can.VIEW)
    reports = rows.filter(program__lineage=program.lineage, period__region=region, archived_at=None)
    return ProgramPage(
        program=program,
        period=period,
        runs=runs,
        figure=figure,
        rules=rules,
        periods=_of_the_year(period, periods),
        reports=tuple(
            reports.annotate_superseded().for_list().order_by("-period__year", "-period__number", "-revision", "pk")
        ),
        action_items=tuple(program.action_items.filter(archived_at=None).select_related("agency")),
        budget=tuple(line for year in plan for line in year.budget),
        indicators=_indicators(plan, period, PRELIMINARY if preliminary else PUBLISHED),
        supporters=tuple(program.supporters.filter(archived_at=None).select_related("agency")),
        partnerships=tuple(program.partnerships.filter(archived_at=None).select_related("partner")),
        preliminary=preliminary,
    )


def _of_the_year(period: Period | None, periods: Sequence[Period]) -> tuple[Period, ...]:
    """The periods of the same year and kind, in order."""
    same = [each for each in periods if period and (each.year, each.kind) == (period.year, period.kind)]
    return tuple(sorted(same, key=lambda each: each.number))


def _indicators(
    plan: Sequence[ProgramInput], period: Period | None, states: tuple[State, ...]
) -> tuple[IndicatorHistory, ...]:
    """Each indicator with target and realised value of every year of the plan."""
    histories: dict[Indicator, list[YearValue]] = defaultdict(list)
    lineages = {each.indicator.lineage for year in plan for each in year.indicators}
    values = _values(lineages, period, states) if period else {}
    for year in plan:
        for each in year.indicators:
            row = each.indicator
            realised = aggregate(values.get((row.lineage, year.year), {}), row.aggregation, 12)
            histories[row].append((year.year, each.target, realised))
    return tuple(IndicatorHistory(row, tuple(years)) for row, years in histories.items())


def _values(
    lineages: set[uuid.UUID], period: Period, states: tuple[State, ...]
) -> Mapping[tuple[uuid.UUID, int], dict[int, Decimal | None]]:
    """Values that count up to the end of `period`, by indicator and year: period number -> value.

    A year that was reported by months and by quarters is told by periods of one kind, those of `period` first.
    """
    found: dict[tuple[uuid.UUID, int, str], dict[int, Decimal | None]] = defaultdict(dict)
    rows = IndicatorValue.objects.filter(
        indicator__lineage__in=lineages,
        report__in=ProgressReport.objects.filter(period__region=period.region_id, state__in=states).in_effect(),
        archived_at=None,
    ).select_related("report__period", "indicator")
    for row in rows:
        at = row.report.period
        if (at.year, at.last_month) <= (period.year, period.last_month):
            found[row.indicator.lineage, at.year, at.kind][at.number] = row.value
    own_kind_last = sorted(found, key=lambda key: key[2] == period.kind)
    return {(lineage, year): found[lineage, year, kind] for lineage, year, kind in own_kind_last}
