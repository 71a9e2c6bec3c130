"""The budget of a program by year and source: both editions, what is in force, what was spent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from masterplan.models.plans import BudgetLine
from monev.monitoring.models.periods import Period
from monev.monitoring.progress import absorption
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.inputs import ProgramInput, last_day
from monev.monitoring.selectors.program_figures import ProgramFigure, program_figure


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """One source of funds in one year, rupiah. `at`: the period whose report tells the spending (None: no report)."""

    year: int
    source: str
    original: Decimal | None
    revised: Decimal | None
    revised_on: date | None
    in_force: Decimal
    spending: Decimal | None
    at: Period | None
    report_id: int | None
    is_example: bool

    @property
    def absorption(self) -> Decimal | None:
        return absorption(self.spending, self.in_force)


def budget_years(
    years: Iterable[ProgramInput],
    period: Period | None,
    periods: Sequence[Period],
    rules: Rules | None,
    *,
    preliminary: bool,
) -> tuple[BudgetYear, ...]:
    """Every year and source of the plan, in order; spending as the last report tells that counts by `period`."""
    found: dict[tuple[int, str], BudgetYear] = {}
    for own in years:
        figure, at = _last_figure(own, period, periods, rules, preliminary)
        for line in _year(own, figure, at, period):
            known = found.get((line.year, line.source))
            if known is None or line.at is not None:
                found[line.year, line.source] = line
    return tuple(found[key] for key in sorted(found))


def _last_figure(
    own: ProgramInput, period: Period | None, periods: Sequence[Period], rules: Rules | None, preliminary: bool
) -> tuple[ProgramFigure | None, Period | None]:
    """The figures of the last period of the year that was reported, and that period."""
    if period is None or rules is None:
        return None, None
    limit = (period.year, period.last_month)
    reported = {(each.number, each.month) for each in own.entries.values()}
    known = [
        each
        for each in periods
        if each.year == own.year
        and (each.year, each.last_month) <= limit
        and (each.number, each.last_month) in reported
    ]
    for each in sorted(known, key=lambda one: -one.number):
        figure = program_figure(own, each, rules, preliminary=preliminary)
        if figure.is_counted:
            return figure, each
    return None, None


def _year(
    own: ProgramInput, figure: ProgramFigure | None, at: Period | None, period: Period | None
) -> Iterable[BudgetYear]:
    """The sources of one year. Until a report counts, the ceiling is that of the chosen period or of the year's end."""
    on = last_day(period) if period and period.year == own.year else date(own.year, 12, 31)
    spent = {each.source_id: each.spending for each in figure.sources} if figure else {}
    for plan in own.sources(on):
        lines = {each.edition: each for each in own.budget if each.source_of_funds_id == plan.source_id}
        original = lines.get(BudgetLine.Edition.ORIGINAL)
        revised = lines.get(BudgetLine.Edition.REVISED)
        yield BudgetYear(
            year=own.year,
            source=plan.name,
            original=original.ceiling if original else None,
            revised=revised.ceiling if revised else None,
            revised_on=revised.approved_on if revised else None,
            in_force=plan.ceiling,
            spending=spent.get(plan.source_id),
            at=at,
            report_id=figure.entry.report_id if figure and figure.entry else None,
            is_example=any(each.is_example for each in lines.values()),
        )
