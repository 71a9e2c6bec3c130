"""What the page of a program shows: its plan, its figures, its periods across all versions of the plan."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    Partnership,
    Program,
    ProgramSupporter,
)
from monev.monitoring.achievement import aggregate
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import IndicatorValue, ProgressReport
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.figures import ProgramFigure, program_figure
from monev.monitoring.selectors.inputs import last_day, load
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.workflow import PUBLISHED
from organizations.roles import Can

YearValue = tuple[int, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class IndicatorHistory:
    """An indicator with target and realised value of each year of the plan."""

    indicator: Indicator
    years: tuple[YearValue, ...]


@dataclass(frozen=True)
class ProgramPage:
    """Everything on the page of one program. `figure` is None while no period has begun."""

    program: Program
    period: Period | None
    figure: ProgramFigure | None
    rules: Rules | None
    periods: tuple[Period, ...]
    reports: tuple[ProgressReport, ...]
    action_items: tuple[ActionItem, ...]
    budget: tuple[BudgetLine, ...]
    indicators: tuple[IndicatorHistory, ...]
    supporters: tuple[ProgramSupporter, ...]
    partnerships: tuple[Partnership, ...]


def program_page(program: Program, period: Period | None, *, preliminary: bool, seen_by: Any) -> ProgramPage:
    """The page at the end of `period`, in a fixed number of queries."""
    region = program.plan_version.plan.region
    rules = rules_for(region.pk, last_day(period)) if period else None
    figure = None
    if period is not None and rules is not None:
        source = load([program], {period.year}, period.kind)[program.pk, period.year]
        figure = program_figure(source, period, rules, preliminary=preliminary)
    rows: Any = ProgressReport.objects.allowed(seen_by, Can.VIEW)
    reports = rows.filter(program__lineage=program.lineage, period__region=region, archived_at=None)
    in_order = region.periods.filter(year=period.year, kind=period.kind).in_order() if period else ()
    return ProgramPage(
        program=program,
        period=period,
        figure=figure,
        rules=rules,
        periods=tuple(in_order),
        reports=tuple(reports.for_list()),
        action_items=tuple(program.action_items.filter(archived_at=None).select_related("agency")),
        budget=tuple(program.budget_lines.filter(archived_at=None).select_related("source_of_funds")),
        indicators=_indicators(program),
        supporters=tuple(program.supporters.filter(archived_at=None).select_related("agency")),
        partnerships=tuple(program.partnerships.filter(archived_at=None).select_related("partner")),
    )


def _indicators(program: Program) -> tuple[IndicatorHistory, ...]:
    rows = list(program.indicators.filter(archived_at=None))
    targets = {
        (each.indicator_id, each.year): each.value
        for each in IndicatorTarget.objects.filter(indicator__in=rows, archived_at=None)
    }
    values = _values({each.lineage for each in rows})
    years = range(program.start_year, program.end_year + 1)
    return tuple(
        IndicatorHistory(
            row,
            tuple(
                (year, targets.get((row.pk, year)), aggregate(values[row.lineage, year], row.aggregation, 12))
                for year in years
            ),
        )
        for row in rows
    )


def _values(lineages: set[uuid.UUID]) -> Mapping[tuple[uuid.UUID, int], dict[int, Decimal | None]]:
    """Verified values by indicator and year: period number -> value."""
    found: dict[tuple[uuid.UUID, int], dict[int, Decimal | None]] = defaultdict(dict)
    rows = IndicatorValue.objects.filter(
        indicator__lineage__in=lineages, report__state__in=PUBLISHED, archived_at=None
    ).values_list("indicator__lineage", "report__period__year", "report__period__number", "value")
    for lineage, year, number, value in rows:
        found[lineage, year][number] = value
    return found
