"""A program as it stood at the end of a day, put together from the stored states of its rows, beside today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext

from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    PlannedProgress,
    PlanVersion,
    Program,
)
from masterplan.selectors.versions import PROGRAM_FIELDS
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import IndicatorValue, ProgressReport, Spending
from portal.selectors.history_values import NO_VALUE, Names, label_of, shown

REPORT_FIELDS = ("state", "physical_percent", "nil_reason", "narrative")
Key = tuple[Any, ...]
Facts = dict[Key, tuple[str, str]]
"""What is said, under a key that is the same on any day: a label and the value as people read it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact on the day and today; empty where there was (or is) none."""

    label: str
    then: str
    now: str

    @property
    def differs(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class Section:
    """Facts of one kind: the plan, the budget, the targets, a report."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class AsOf:
    """The program on the day beside today. `existed`: whether it was there at all."""

    sections: tuple[Section, ...]
    existed: bool
    version: str
    differences: int


def program_as_of(program: Program, day: date, *, today: date) -> AsOf:
    """The program of all versions of its plan at the end of `day`, in a fixed number of queries.

    The version that was in force then is shown; before any was adopted the newest draft of that time.
    """
    zone = ZoneInfo(program.plan_version.plan.region.time_zone)
    then = _State.at(program, end_of(day, zone))
    now = _State.at(program, end_of(today, zone))
    names = Names.of([*then.rows(), *now.rows()])
    before, after = then.sections(names), now.sections(names)
    sections = []
    for title in dict.fromkeys([*before, *after]):
        lines = tuple(_lines(before.get(title, {}), after.get(title, {})))
        if lines:
            sections.append(Section(title, lines))
    return AsOf(
        sections=tuple(sections),
        existed=then.program is not None,
        version=then.version_name(),
        differences=sum(line.differs for section in sections for line in section.lines),
    )


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a day in a time zone.

    >>> end_of(date(2026, 9, 30), ZoneInfo("Asia/Makassar")).isoformat()
    '2026-09-30T23:59:59.999999+08:00'
    """
    return datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)


def _lines(before: Facts, after: Facts) -> Iterable[Line]:
    for key in dict.fromkeys([*before, *after]):
        label = (before.get(key) or after[key])[0]
        line = Line(label, before.get(key, ("", ""))[1], after.get(key, ("", ""))[1])
        if line.then not in ("", NO_VALUE) or line.now not in ("", NO_VALUE):
            yield line


def rows_at(model: Any, moment: datetime, **of: Any) -> list[Any]:
    """The stored states of rows as they were at `moment`: of each row the last one before it, without deleted ones.

    What is deleted is sorted out here: as a condition of the query it would apply before the last state is chosen.
    """
    last = Window(RowNumber(), partition_by="id", order_by=[F("history_date").desc(), F("history_id").desc()])
    states = model.history.filter(history_date__lte=moment, **of).annotate(place=last).filter(place=1)
    return [row for row in states.order_by("id") if row.history_type != "-" and row.archived_at is None]


@dataclass(frozen=True, slots=True)
class _State:
    """All stored states of one moment."""

    program: Any
    version: Any
    budget: list[Any]
    planned: list[Any]
    actions: list[Any]
    indicators: list[Any]
    targets: list[Any]
    reports: list[Any]
    spending: list[Any]
    values: list[Any]
    periods: dict[int, Period]

    @classmethod
    def at(cls, program: Program, moment: datetime) -> _State:
        programs = rows_at(Program, moment, lineage=program.lineage)
        versions = {
            row.id: row for row in rows_at(PlanVersion, moment, id__in=[each.plan_version_id for each in programs])
        }
        chosen = max(programs, key=lambda row: _rank(versions.get(row.plan_version_id)), default=None)
        reports = _newest(rows_at(ProgressReport, moment, program_id__in=[each.id for each in programs]))
        ids = [each.id for each in reports]
        of = {"program_id": chosen.id if chosen else None}
        indicators = rows_at(Indicator, moment, **of)
        return cls(
            program=chosen,
            version=versions.get(chosen.plan_version_id) if chosen else None,
            budget=rows_at(BudgetLine, moment, **of),
            planned=rows_at(PlannedProgress, moment, **of),
            actions=rows_at(ActionItem, moment, **of),
            indicators=indicators,
            targets=rows_at(IndicatorTarget, moment, indicator_id__in=[each.id for each in indicators]),
            reports=reports,
            spending=rows_at(Spending, moment, report_id__in=ids),
            values=rows_at(IndicatorValue, moment, report_id__in=ids),
            periods=Period.objects.in_bulk({each.period_id for each in reports}),
        )

    def rows(self) -> list[Any]:
        """All states whose references are shown by name."""
        own = [self.program] if self.program else []
        return [*own, *self.budget, *self.actions, *self.spending, *self.values]

    def version_name(self) -> str:
        if self.version is None:
            return ""
        state = dict(PlanVersion.Status.choices)[self.version.status]
        return gettext("version %(number)s (%(state)s)") % {"number": self.version.number, "state": state}

    def sections(self, names: Names) -> dict[str, Facts]:
        """The facts by the heading under which they stand."""
        if self.program is None:
            return {}
        found: dict[str, Facts] = {gettext("In the master plan"): self._plan(names)}
        found[gettext("Budget")] = {
            (row.year, row.source_of_funds_id, row.edition): (
                f"{row.year} · {_text(row, 'source_of_funds', names)} · {_text(row, 'edition', names)}",
                _text(row, "ceiling", names),
            )
            for row in sorted(self.budget, key=lambda row: (row.year, row.source_of_funds_id, row.edition))
        }
        found[gettext("Targets")] = self._targets(names)
        found[gettext("Planned progress")] = {
            (row.year, row.month): (
                f"{row.year}-{row.month:02d}",
                _together(row, names, "physical_percent", "spending"),
            )
            for row in sorted(self.planned, key=lambda row: (row.year, row.month))
        }
        found[gettext("Action items")] = {
            (row.name,): (row.name, f"{_text(row, 'kind', names)} · {row.start_year}–{row.end_year}")
            for row in self.actions
        }
        for report in sorted(self.reports, key=self._order):
            title = gettext("Report of %(period)s") % {"period": self.periods[report.period_id]}
            found[title] = self._report(report, names)
        return found

    def _order(self, report: Any) -> tuple[int, int]:
        period = self.periods[report.period_id]
        return -period.year, -period.last_month

    def _plan(self, names: Names) -> Facts:
        return {(name,): (_label(self.program, name), _text(self.program, name, names)) for name in PROGRAM_FIELDS}

    def _targets(self, names: Names) -> Facts:
        by_id = {row.id: row for row in self.indicators}
        facts: Facts = {}
        for row in sorted(self.targets, key=lambda row: (by_id[row.indicator_id].position, row.indicator_id, row.year)):
            indicator = by_id[row.indicator_id]
            text = f"{row.text or _text(row, 'value', names)} {indicator.unit}".strip()
            facts[indicator.lineage, row.year] = (f"{indicator.name} · {row.year}", text)
        return facts

    def _report(self, report: Any, names: Names) -> Facts:
        facts: Facts = {(name,): (_label(report, name), _text(report, name, names)) for name in REPORT_FIELDS}
        for row in self.spending:
            if row.report_id == report.id:
                label = f"{_label(row, 'amount')}: {_text(row, 'source_of_funds', names)}"
                facts["spending", row.source_of_funds_id] = (label, _text(row, "amount", names))
        for row in self.values:
            if row.report_id == report.id:
                name = _text(row, "indicator", names)
                facts["value", name] = (name, _text(row, "value", names))
        return facts


def _rank(version: Any) -> tuple[int, int]:
    """The adopted version first, then the one that was in force before, then the newest draft."""
    if version is None:
        return -1, 0
    order = {PlanVersion.Status.ADOPTED: 2, PlanVersion.Status.SUPERSEDED: 1}
    return order.get(version.status, 0), version.number


def _newest(reports: list[Any]) -> list[Any]:
    """Of each period the newest revision that there was."""
    found: dict[int, Any] = {}
    for report in sorted(reports, key=lambda row: row.revision):
        found[report.period_id] = report
    return list(found.values())


def _field(row: Any, name: str) -> Any:
    return row.instance_type._meta.get_field(name)


def _label(row: Any, name: str) -> str:
    return label_of(_field(row, name))


def _text(row: Any, name: str, names: Names) -> str:
    return shown(_field(row, name), row, names)


def _together(row: Any, names: Names, *columns: str) -> str:
    return " · ".join(text for name in columns if (text := _text(row, name, names)) != NO_VALUE)
