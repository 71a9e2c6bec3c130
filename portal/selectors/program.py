"""What the page of a program shows: its plan, its figures, its periods across all versions of the plan.

Everything is read once in a fixed number of queries; what the parts of the page need more is put together without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from masterplan.models.plans import Partnership, Program, ProgramSupporter
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ActionItemProgress, ProgressReport
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.evidence_levels import NOTHING, Level, level_of, together
from monev.monitoring.selectors.forecasts import ProgramForecast, program_forecast
from monev.monitoring.selectors.inputs import ProgramInput, last_day, load
from monev.monitoring.selectors.program_figures import PRELIMINARY, ProgramFigure, program_figure
from monev.monitoring.selectors.rule_versions import RuleBook, rule_book
from monev.monitoring.selectors.subjects import report_of
from monev.monitoring.workflow import PUBLISHED, State
from organizations.roles import Can
from portal.selectors.program_actions import ActionLine, action_lines
from portal.selectors.program_budget import BudgetYear, budget_years
from portal.selectors.program_indicators import IndicatorHistory, indicator_histories
from portal.selectors.program_related import Related, related_to

Inputs = Mapping[tuple[int, int, str], ProgramInput]
"""By program row (a version of the plan), year and kind of period."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report with its own figures and proof, whatever its state."""

    report: ProgressReport
    figure: ProgramFigure
    evidence: tuple[EvidenceUse, ...]

    @property
    def level(self) -> Level:
        """How well it is proven."""
        return level_of(self.evidence) if self.evidence else NOTHING


@dataclass(frozen=True, slots=True)
class ProgramPage:
    """Everything on the page of one program. `figure` is None while no period has begun, and in years when the program
    does not run; `before` is the same one period earlier, `forecast` says where the year will end."""

    program: Program
    period: Period | None
    runs: bool
    figure: ProgramFigure | None
    before: ProgramFigure | None
    forecast: ProgramForecast | None
    rules: Rules | None
    periods: tuple[Period, ...]
    lines: tuple[ReportLine, ...]
    actions: tuple[ActionLine, ...]
    budget: tuple[BudgetYear, ...]
    indicators: tuple[IndicatorHistory, ...]
    supporters: tuple[ProgramSupporter, ...]
    partnerships: tuple[Partnership, ...]
    related: Related
    preliminary: bool

    @property
    def reports(self) -> tuple[ProgressReport, ...]:
        """Every report, the newest first."""
        return tuple(each.report for each in self.lines)

    @property
    def current(self) -> ReportLine | None:
        """The newest revision of the report for the chosen period, whatever its state."""
        return next((each for each in self.lines if each.report.period_id == getattr(self.period, "pk", None)), None)

    @property
    def level(self) -> Level:
        """How well all reports together are proven."""
        return together(each.level for each in self.lines)


def program_page(
    program: Program, period: Period | None, periods: Sequence[Period], *, preliminary: bool, seen_by: Any
) -> ProgramPage:
    """The page at the end of `period` (one of the region's `periods`), in a fixed number of queries."""
    region = program.plan_version.plan.region
    states = PRELIMINARY if preliminary else PUBLISHED
    reports = _reports(program, seen_by)
    kinds = {period.kind if period else Period.Kind.QUARTER, *(each.period.kind for each in reports)}
    inputs = _inputs(program, reports, kinds)
    book = rule_book({region.pk})
    rules = book.at(region.pk, last_day(period)) if period else None
    own = [inputs[program.pk, year, kind] for year in _years(program) for kind in sorted(kinds)]
    figure, before, forecast = _figures(program, period, periods, inputs, rules, preliminary)
    items = tuple(program.action_items.filter(archived_at=None).select_related("agency"))
    ids = [each.pk for each in reports]
    return ProgramPage(
        program=program,
        period=period,
        runs=period is not None and period.year in _years(program),
        figure=figure,
        before=before,
        forecast=forecast,
        rules=rules,
        periods=_of_the_year(period, periods),
        lines=_lines(reports, inputs, book, _evidence(ids, seen_by)),
        actions=action_lines(items, _progress(ids), counting(reports, period, states), period),
        budget=budget_years(own, period, periods, rules, preliminary=preliminary),
        indicators=indicator_histories(own, period, states),
        supporters=tuple(program.supporters.filter(archived_at=None).select_related("agency")),
        partnerships=tuple(program.partnerships.filter(archived_at=None).select_related("partner")),
        related=related_to(program, ids, seen_by=seen_by),
        preliminary=preliminary,
    )


def counting(
    reports: Iterable[ProgressReport], period: Period | None, states: tuple[State, ...]
) -> dict[int, ProgressReport]:
    """By id the reports that count up to the end of `period`."""
    if period is None:
        return {}
    limit = (period.year, period.last_month)
    return {
        each.pk: each
        for each in reports
        if each.state in states
        and each.is_in_effect  # type: ignore[attr-defined]
        and (each.period.year, each.period.last_month) <= limit
    }


def _years(program: Program) -> range:
    return range(program.start_year, program.end_year + 1)


def _reports(program: Program, seen_by: Any) -> tuple[ProgressReport, ...]:
    """The reports of all versions of the plan, the newest first."""
    rows: Any = ProgressReport.objects.allowed(seen_by, Can.VIEW)
    region = program.plan_version.plan.region
    found = rows.filter(program__lineage=program.lineage, period__region=region, archived_at=None)
    in_order = found.annotate_superseded().for_list().select_related("verified_by")
    return tuple(in_order.order_by("-period__year", "-period__number", "-revision", "pk"))


def _inputs(program: Program, reports: Iterable[ProgressReport], kinds: Iterable[str]) -> Inputs:
    """What the figures rest on, for each version of the program that was reported on."""
    rows = {program, *(each.program for each in reports)}
    years = {*_years(program), *(each.period.year for each in reports)}
    return {(pk, year, kind): found for kind in kinds for (pk, year), found in load(rows, years, kind).items()}


def _figures(
    program: Program,
    period: Period | None,
    periods: Sequence[Period],
    inputs: Inputs,
    rules: Rules | None,
    preliminary: bool,
) -> tuple[ProgramFigure | None, ProgramFigure | None, ProgramForecast | None]:
    """The figures of the chosen period and of the one before it in the same year; where the year will end."""
    if period is None or rules is None or period.year not in _years(program):
        return None, None, None
    own = inputs[program.pk, period.year, period.kind]
    earlier = [each for each in _of_the_year(period, periods) if each.number < period.number]
    before = program_figure(own, earlier[-1], rules, preliminary=preliminary) if earlier else None
    figure = program_figure(own, period, rules, preliminary=preliminary)
    return figure, before, program_forecast(own, figure, period, rules, preliminary=preliminary)


def _of_the_year(period: Period | None, periods: Sequence[Period]) -> tuple[Period, ...]:
    """The periods of the same year and kind, in order."""
    same = [each for each in periods if period and (each.year, each.kind) == (period.year, period.kind)]
    return tuple(sorted(same, key=lambda each: each.number))


def _lines(
    reports: Iterable[ProgressReport], inputs: Inputs, book: RuleBook, evidence: Mapping[int, tuple[EvidenceUse, ...]]
) -> tuple[ReportLine, ...]:
    """Each report with the figures of its own version of the plan and its own rules, as on its own page."""
    found = []
    for each in reports:
        rules = book.at(each.period.region_id, last_day(each.period))
        own = inputs[each.program_id, each.period.year, each.period.kind].as_reported(each.pk)
        figure = program_figure(own, each.period, rules, every_state=True)
        found.append(ReportLine(each, figure, evidence.get(each.pk, ())))
    return tuple(found)


def _evidence(ids: Sequence[int], seen_by: Any) -> dict[int, tuple[EvidenceUse, ...]]:
    """By report its evidence, also that of its indicator values."""
    rows: Any = EvidenceUse.objects.allowed(seen_by, Can.VIEW)
    uses = rows.of_progress(ids).select_related("evidence", "progress_report", "indicator_value__indicator")
    found: dict[int, list[EvidenceUse]] = {}
    for use in uses.select_related("indicator_value__report").order_by("created_at", "pk"):
        found.setdefault(report_of(use).pk, []).append(use)
    return {pk: tuple(rows) for pk, rows in found.items()}


def _progress(ids: Sequence[int]) -> tuple[ActionItemProgress, ...]:
    rows = ActionItemProgress.objects.filter(report__in=ids, archived_at=None)
    return tuple(rows.select_related("action_item").order_by("pk"))
