"""The only source of calculated figures: pages, reports, exports and REST all take theirs from here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db.models import Q, QuerySet

from core.bundles import together
from masterplan.models.plans import PlanVersion
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.rules import Rules
from monev.monitoring.scurve import Period as CurvePeriod
from monev.monitoring.scurve import Point, points
from monev.monitoring.selectors.group_figures import GroupFigure, by_agency, by_pillar, by_sub_dimension, group_figure
from monev.monitoring.selectors.inputs import (
    FIGURES_FROM,
    INDICATORS_FROM,
    Columns,
    ProgramInput,
    last_day,
    load,
    programs_in,
    versions_in_force,
)
from monev.monitoring.selectors.program_figures import IndicatorFigure, ProgramFigure, indicator_figures, program_figure
from monev.monitoring.selectors.rule_versions import RuleBook, rule_book
from organizations.models import Region


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """A region at the end of a period: every program, and the same rolled up by pillar, sub-dimension and OPD."""

    region: Region
    period: Period
    rules: Rules
    preliminary: bool
    programs: tuple[ProgramFigure, ...]
    total: GroupFigure
    pillars: tuple[GroupFigure, ...]
    sub_dimensions: tuple[GroupFigure, ...]
    agencies: tuple[GroupFigure, ...]
    curve: tuple[Point, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class YearInputs:
    """All a region's figures of one year rest on, loaded once; `figures_at` then needs no query."""

    region: Region
    rules: Rules
    periods: tuple[Period, ...]
    programs: tuple[ProgramInput, ...]


def load_year(region: Region, period: Period, *, periods: Sequence[Period] | None = None) -> YearInputs:
    """Inputs of the period's year, in a fixed number of queries; good for each period of that year.

    `periods` saves a query where the region's periods are already at hand.
    """
    rows = together(
        versions=PlanVersion.objects.filter(plan__region=region, archived_at=None).exclude(
            status=PlanVersion.Status.DRAFT
        ),
        rules=RuleVersion.objects.filter(Q(region=region) | Q(region=None), archived_at=None),
    )
    programs = load(programs_in(versions_in_force(rows["versions"], period), period), (period.year,), period.kind)
    known = region.periods.filter(year=period.year, kind=period.kind, archived_at=None) if periods is None else periods
    same = [each for each in known if (each.year, each.kind) == (period.year, period.kind)]
    in_order = tuple(sorted(same, key=lambda each: each.number))
    rules = RuleBook.of(rows["rules"]).at(region.pk, last_day(period))
    return YearInputs(region, rules, in_order, tuple(programs.values()))


def region_figures(region: Region, period: Period, *, preliminary: bool = False) -> RegionFigures:
    """All figures of a region at the end of a period; verified reports only unless `preliminary`."""
    return figures_at(load_year(region, period), period, preliminary=preliminary)


def figures_at(year: YearInputs, period: Period, *, preliminary: bool = False) -> RegionFigures:
    """The figures at the end of one period of the loaded year; no query."""
    programs = tuple(program_figure(each, period, year.rules, preliminary=preliminary) for each in year.programs)
    return RegionFigures(
        region=year.region,
        period=period,
        rules=year.rules,
        preliminary=preliminary,
        programs=programs,
        total=group_figure("total", str(year.region), programs, year.rules, period),
        pillars=by_pillar(programs, year.rules, period),
        sub_dimensions=by_sub_dimension(programs, year.rules, period),
        agencies=by_agency(programs, year.rules, period),
        curve=tuple(points([each.curve for each in programs], _axis(year.periods), year.rules)),
    )


def report_figures(
    reports: QuerySet[ProgressReport] | Sequence[ProgressReport], *, texts: bool = True
) -> dict[int, ProgramFigure]:
    """The figures of each report's program at the end of the report's period, by report id; few queries for many.

    Each report counts here whatever its state: the figure says in `is_preliminary` what it is. Without `texts` the
    entries of the figures lack what was written beside them (see `load`).
    """
    return {
        row.pk: program_figure(own, row.period, rules, every_state=True)
        for row, own, rules in _as_reported(reports, None if texts else FIGURES_FROM)
    }


def report_indicators(reports: Sequence[ProgressReport]) -> dict[int, tuple[IndicatorFigure, ...]]:
    """Of the figures of each report's program only those of its indicators, by report id."""
    return {
        row.pk: indicator_figures(own, row.period, rules, every_state=True)
        for row, own, rules in _as_reported(reports, INDICATORS_FROM)
    }


def _as_reported(
    reports: Iterable[ProgressReport], only: Columns | None
) -> Iterator[tuple[ProgressReport, ProgramInput, Rules]]:
    """Each report with what its figures rest on, this very revision in its period, and the rules of its day."""
    by_kind: dict[str, list[ProgressReport]] = defaultdict(list)
    for row in reports:
        by_kind[row.period.kind].append(row)
    book = rule_book({row.period.region_id for same in by_kind.values() for row in same})
    rules_at = cache(book.at)
    for kind, same in by_kind.items():
        inputs = load({row.program for row in same}, {row.period.year for row in same}, kind, only=only)
        for row in same:
            own = inputs[row.program_id, row.period.year].as_reported(row.pk)
            yield row, own, rules_at(row.period.region_id, last_day(row.period))


def _axis(periods: Iterable[Period]) -> list[CurvePeriod]:
    return [CurvePeriod(str(each), each.last_month) for each in periods]
