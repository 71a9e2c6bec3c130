"""What the figures are computed from: programs with their plan, and what was reported for them, in few queries."""

from __future__ import annotations

import calendar
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value

from core.bundles import listed, together
from masterplan.models.catalogues import FundSource
from masterplan.models.plans import BudgetLine, Indicator, IndicatorTarget, PlannedProgress, PlanVersion, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import IndicatorValue, ProgressReport, Spending
from monev.monitoring.workflow import State

Columns = Mapping[str, tuple[str, ...]]
"""By name of the part of what is loaded (see `_rows`) the columns that are read of it; none named: all."""
FIGURES_FROM: Columns = {
    "funds": (),
    "planned": ("program", "year", "month", "physical_percent", "spending"),
    "targets": ("indicator", "year", "value", "text"),
    "budget": ("program", "year", "edition", "source_of_funds", "approved_on", "ceiling"),
    "indicators": (
        *("program", "position", "lineage", "name", "unit"),
        *("polarity", "formula", "aggregation", "worst"),
    ),
    "reports": ("period", "state", "is_late", "physical_percent", "nil_reason", "revision"),
    "periods": ("kind", "year", "number"),
}
"""What figures rest on, of rows of which pages show more."""
INDICATORS_FROM: Columns = {name: FIGURES_FROM[name] for name in ("indicators", "targets", "reports", "periods")}
"""What the figures of indicators rest on."""
TEXTS = ("narrative", "supporting_factors", "hindering_factors", "follow_up")
"""What an OPD writes beside its figures."""


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """The ceiling of one source of funds in the year (Rp), as it stood on the last day of the period."""

    source_id: int
    name: str
    is_apbd: bool
    ceiling: Decimal


@dataclass(frozen=True, slots=True)
class IndicatorPlan:
    """One indicator with its target of the year."""

    indicator: Indicator
    target: Decimal | None
    target_text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What was reported for one period of the year. Spending by source id; values by the indicator's lineage."""

    report_id: int
    number: int
    month: int
    state: str
    is_late: bool
    physical: Decimal | None
    spending: Mapping[int, Decimal]
    values: Mapping[uuid.UUID, Decimal]
    nil_reason: str = ""
    narrative: str = ""
    supporting_factors: str = ""
    hindering_factors: str = ""
    follow_up: str = ""
    revision: int = 1

    @property
    def is_correction(self) -> bool:
        """Whether it was reported after the period was locked, instead of what was reported before."""
        return self.revision > 1


@dataclass(frozen=True, slots=True)
class ProgramInput:
    """A program in one budget year: its plan and its entries by period number (all states).

    Where a report was corrected, `entries` holds the revision that counts: the newest verified one, else the newest.
    `revisions` holds every revision by the id of its report.
    """

    program: Program
    year: int
    budget: tuple[BudgetLine, ...]
    milestones: Mapping[int, Decimal]
    planned_spending: Mapping[int, Decimal]
    indicators: tuple[IndicatorPlan, ...]
    entries: Mapping[int, Entry] = field(default_factory=dict)
    funds: Mapping[int, FundSource] = field(default_factory=dict)
    revisions: Mapping[int, Entry] = field(default_factory=dict)

    def as_reported(self, report_id: int) -> ProgramInput:
        """The same with this very revision in its period, also where another one counts."""
        own = self.revisions.get(report_id)
        return self.with_entry(own) if own else self

    def with_entry(self, entry: Entry) -> ProgramInput:
        """The same with one entry replaced: what the figures would be if this were saved."""
        return replace(self, entries={**self.entries, entry.number: entry})

    def sources(self, on: date) -> tuple[SourcePlan, ...]:
        """Ceilings by source on that day: the revised edition where one counts by then, else the original.

        A source that was spent from without a budget line (a grant, CSR) stands at the end with a ceiling of zero.
        """
        current = budget_at(self.budget, on)
        planned = tuple(
            SourcePlan(key, line.source_of_funds.name, line.source_of_funds.is_apbd, line.ceiling)
            for key, line in sorted(current.items(), key=lambda item: item[1].source_of_funds.code)
        )
        spent = {key for entry in self.entries.values() for key in entry.spending} - set(current)
        unplanned = sorted((self.funds[key] for key in spent if key in self.funds), key=lambda each: each.code)
        return planned + tuple(SourcePlan(each.pk, each.name, each.is_apbd, Decimal(0)) for each in unplanned)


def budget_at(lines: Iterable[BudgetLine], on: date) -> dict[int, BudgetLine]:
    """By source of funds the line of a program and year that counts on that day: the revised one from its day on."""
    current: dict[int, BudgetLine] = {}
    for line in sorted(lines, key=lambda each: each.edition != BudgetLine.Edition.ORIGINAL):
        if line.approved_on is None or line.approved_on <= on:
            current[line.source_of_funds_id] = line
    return current


def first_day(period: Period) -> date:
    """The day with which a period begins."""
    months = 3 if period.kind == Period.Kind.QUARTER else 1
    return date(period.year, period.last_month - months + 1, 1)


def last_day(period: Period) -> date:
    """The day with which a period ends."""
    return date(period.year, period.last_month, calendar.monthrange(period.year, period.last_month)[1])


def adoptions(region_id: int) -> list[tuple[int, int, date]]:
    """The versions of a region's plans that were ever in force, oldest first: version, plan, day of adoption."""
    rows = PlanVersion.objects.filter(plan__region=region_id, archived_at=None).exclude(status=PlanVersion.Status.DRAFT)
    return list(rows.order_by("adopted_on", "number").values_list("pk", "plan_id", "adopted_on"))


def versions_at(adopted: Iterable[tuple[int, int, date]], on: date) -> set[int]:
    """Of each plan the version adopted last before that day; of a plan adopted later, its first one.

    >>> versions_at([(1, 7, date(2022, 12, 1)), (2, 7, date(2025, 1, 1))], date(2024, 6, 30))
    {1}
    """
    chosen: dict[int, int] = {}
    for pk, plan_id, adopted_on in adopted:
        if plan_id not in chosen or adopted_on <= on:
            chosen[plan_id] = pk
    return set(chosen.values())


def versions_in_force(versions: Iterable[PlanVersion], period: Period) -> set[int]:
    """Of rows of versions that were ever in force, those in force at the end of the period."""
    rows = sorted(versions, key=lambda row: (row.adopted_on, row.number))
    return versions_at([(row.pk, row.plan_id, row.adopted_on) for row in rows if row.adopted_on], last_day(period))


def programs_of(region_id: int, period: Period) -> QuerySet[Program]:
    """The programs that ran in the period's year, of the plan versions in force at its end.

    Of each plan the version adopted last before the period ended counts; of a plan adopted later, its first one: so
    a later version does not rewrite an earlier period.
    """
    return programs_in(versions_at(adoptions(region_id), last_day(period)), period)


def programs_in(versions: Collection[int], period: Period) -> QuerySet[Program]:
    """The programs of these plan versions that ran in the period's year."""
    rows = Program.objects.filter(plan_version__in=versions, archived_at=None).running_in(period.year)
    return rows.for_list()


def load(
    programs: Iterable[Program], years: Collection[int], kind: str, *, only: Columns | None = None
) -> dict[tuple[int, int], ProgramInput]:
    """Inputs by (program id, year), in two queries; entries of all plan versions, by lineage.

    `only`: FIGURES_FROM, INDICATORS_FROM. Entries then lack what was written beside their figures, and the inputs all
    that such figures do not rest on.
    """
    inputs, _reports = load_with_reports(programs, years, kind, only=only)
    return inputs


def load_with_reports(
    programs: Iterable[Program], years: Collection[int], kind: str, *, only: Columns | None = None
) -> tuple[dict[tuple[int, int], ProgramInput], list[ProgressReport]]:
    """The same, and the reports that the entries were made from, each with its period and its `lineage`."""
    rows = list(programs)
    found = _rows(rows, years, kind, only)
    funds = {each.pk: each for each in found["funds"]}
    for line in found["budget"]:
        line.source_of_funds = funds[line.source_of_funds_id]
    periods = {each.pk: each for each in found["periods"]}
    for report in found["reports"]:
        report.period = periods[report.period_id]
    editions = _by_year(found["budget"], lambda row: (funds[row.source_of_funds_id].code, row.edition, row.pk))
    planned = _by_year(found["planned"], lambda row: (row.month, row.pk))
    indicators = _indicators(found["indicators"], found["targets"], years)
    entries = _entries(found, TEXTS if only is None else ())
    spent_from = {key: funds[key] for report in found["reports"] for key, _amount in report.spent or ()}
    inputs = {
        (row.pk, year): ProgramInput(
            program=row,
            year=year,
            budget=tuple(editions[row.pk, year]),
            milestones={each.month: each.physical_percent for each in planned[row.pk, year]},
            planned_spending={each.month: each.spending for each in planned[row.pk, year] if each.spending is not None},
            indicators=tuple(indicators[row.pk, year]),
            entries=in_effect(entries[row.lineage, year]),
            funds=spent_from,
            revisions={each.report_id: each for each in entries[row.lineage, year]},
        )
        for row in rows
        for year in years
    }
    return inputs, found["reports"]


def _rows(
    programs: Collection[Program], years: Collection[int], kind: str, only: Columns | None
) -> dict[str, list[Any]]:
    """Everything that is planned and reported for the programs in these years, in two queries; or `only` some of it.

    A report has with it what was spent (`spent`: source, amount) and measured (`measured`: lineage, value).
    """
    ids = [row.pk for row in programs]
    of_year: dict[str, Any] = {"program__in": ids, "year__in": years, "archived_at": None}
    reports = ProgressReport.objects.filter(
        program__lineage__in={row.lineage for row in programs},
        period__year__in=years,
        period__kind=kind,
        archived_at=None,
    )
    parts: dict[str, QuerySet[Any]] = {
        "funds": FundSource.objects.all(),
        "budget": BudgetLine.objects.filter(**of_year),
        "planned": PlannedProgress.objects.filter(**of_year).only(*FIGURES_FROM["planned"]),
        "indicators": Indicator.objects.filter(program__in=ids, archived_at=None),
        "targets": IndicatorTarget.objects.filter(indicator__program__in=ids, year__in=years, archived_at=None).only(
            *FIGURES_FROM["targets"]
        ),
        "reports": reports.annotate_lineage().annotate(
            spent=_spent() if only is None or "funds" in only else Value(None, TextField()),
            measured=listed(IndicatorValue.objects.filter(report=OuterRef("pk")), "indicator__lineage", "value"),
        ),
    }
    found: dict[str, list[Any]] = {name: [] for name in parts}
    found |= together(**_narrowed(parts, only))
    periods = Period.objects.filter(pk__in={row.period_id for row in found["reports"]})
    return found | together(**_narrowed({"periods": periods}, only))


def _spent() -> Subquery:
    return listed(Spending.objects.filter(report=OuterRef("pk")), "source_of_funds", "amount")


def _narrowed(parts: Mapping[str, QuerySet[Any]], only: Columns | None) -> Mapping[str, QuerySet[Any]]:
    """Those parts that are wanted, with the columns that are."""
    if only is None:
        return parts
    return {name: rows.only(*only[name]) if only[name] else rows for name, rows in parts.items() if name in only}


def _by_year(rows: Iterable[Any], order: Callable[[Any], Any]) -> dict[tuple[int, int], list[Any]]:
    found: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in sorted(rows, key=order):
        found[row.program_id, row.year].append(row)
    return found


def _indicators(
    indicators: Iterable[Indicator], targets: Iterable[IndicatorTarget], years: Collection[int]
) -> dict[tuple[int, int], list[IndicatorPlan]]:
    of_year = {(row.indicator_id, row.year): row for row in targets}
    found: dict[tuple[int, int], list[IndicatorPlan]] = defaultdict(list)
    for indicator in sorted(indicators, key=lambda row: (row.position, row.pk)):
        for year in years:
            target = of_year.get((indicator.pk, year))
            found[indicator.program_id, year].append(
                IndicatorPlan(indicator, target.value if target else None, target.text if target else "")
            )
    return found


def _entries(rows: Mapping[str, list[Any]], texts: Collection[str]) -> dict[tuple[uuid.UUID, int], list[Entry]]:
    """Entries of every revision by (lineage, year)."""
    found: dict[tuple[uuid.UUID, int], list[Entry]] = defaultdict(list)
    for report in sorted(rows["reports"], key=lambda each: each.pk):
        entry = entry_of(report, dict(report.spent or ()), dict(report.measured or ()), texts)
        found[report.lineage, report.period.year].append(entry)
    return found


def in_effect(revisions: Iterable[Entry]) -> dict[int, Entry]:
    """By number of the period the entry that counts: the newest verified revision, else the newest.

    The same choice in SQL: `ReportQuerySet.in_effect`.
    """
    ranked = sorted(revisions, key=lambda each: (each.state == State.VERIFIED, each.revision))
    return {each.number: each for each in ranked}


def entry_of(
    report: ProgressReport,
    spending: Mapping[int, Decimal],
    values: Mapping[uuid.UUID, Decimal],
    texts: Collection[str] = TEXTS,
) -> Entry:
    """The entry that a report and its rows make; of what was written beside its figures, these `texts`."""
    return Entry(
        report_id=report.pk,
        number=report.period.number,
        month=report.period.last_month,
        state=report.state,
        is_late=report.is_late,
        physical=report.physical_percent,
        spending=spending,
        values=values,
        nil_reason=report.nil_reason,
        revision=report.revision,
        **{name: getattr(report, name) for name in texts},
    )
