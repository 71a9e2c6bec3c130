"""What the indicators of a program will have reached by the end of the year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from monev.monitoring.achievement import HUNDRED, LAST, SUM, ZERO, achievement, predicate
from monev.monitoring.forecast import Methods, value_by_line, value_by_work
from monev.monitoring.models.periods import Period
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.inputs import Entry, IndicatorPlan, ProgramInput
from monev.monitoring.selectors.program_figures import (
    IndicatorFigure,
    ProgramFigure,
    counting_entries,
    quarter_of,
)

PERCENT_UNITS = ("%", "persen", "percent")


@dataclass(frozen=True, slots=True)
class IndicatorForecast:
    """One indicator at the end of the year: by index (results follow the work) and by line."""

    figure: IndicatorFigure
    aggregation: str
    value: Methods
    achievement: Methods
    predicate: str | None


def indicator_forecasts(
    source: ProgramInput,
    figure: ProgramFigure,
    period: Period,
    rules: Rules,
    work_end: Decimal | None,
    *,
    preliminary: bool,
) -> tuple[IndicatorForecast, ...]:
    """The forecasts of a program's indicators; none of a program that did not report this period."""
    if not figure.is_counted:
        return ()
    entries = counting_entries(source, period, preliminary=preliminary)
    work = {each.number: figure.curve.actual[each.month] for each in entries if each.month in figure.curve.actual}
    own = {each.indicator_id: each for each in figure.indicators}
    return tuple(
        _forecast(plan, own[plan.indicator.pk], _values(plan, entries, source.year), work, period, rules, work_end)
        for plan in source.indicators
    )


def _forecast(
    plan: IndicatorPlan,
    figure: IndicatorFigure,
    values: Mapping[int, Decimal | None],
    work: Mapping[int, Decimal],
    period: Period,
    rules: Rules,
    work_end: Decimal | None,
) -> IndicatorForecast:
    row = plan.indicator
    last = 4 if period.kind == Period.Kind.QUARTER else 12
    value = Methods(
        _plausible(value_by_work(values, row.aggregation, work, period.number, work_end), plan, figure),
        _plausible(value_by_line(values, row.aggregation, period.number, last), plan, figure),
    )

    def reached(realised: Decimal | None) -> Decimal | None:
        return achievement(
            realised, plan.target, polarity=row.polarity, rules=rules, formula=row.formula, worst=row.worst
        )

    achieved = Methods(reached(value.index), reached(value.line))
    bands = None if quarter_of(period) is None else 4
    return IndicatorForecast(figure, row.aggregation, value, achieved, predicate(achieved.leading(rules), rules, bands))


def _values(plan: IndicatorPlan, entries: list[Entry], year: int) -> dict[int, Decimal | None]:
    """The values by number of the period. 'Nihil' adds nothing to a sum; number 0 is the year before, where known."""
    row = plan.indicator
    found: dict[int, Decimal | None] = {}
    if row.aggregation == LAST and row.baseline is not None and row.baseline_year == year - 1:
        found[0] = row.baseline
    for each in entries:
        value = each.values.get(row.lineage)
        found[each.number] = ZERO if value is None and each.nil_reason and row.aggregation == SUM else value
    return found


def _plausible(value: Decimal | None, plan: IndicatorPlan, figure: IndicatorFigure) -> Decimal | None:
    """A level drawn on stays within what the indicator can be: its plausible range, a hundred for a percentage."""
    row, now = plan.indicator, figure.realised
    if value is None or now is None or row.aggregation != LAST:
        return value
    is_share = row.unit.strip().casefold() in PERCENT_UNITS
    high = row.plausible_max if row.plausible_max is not None else HUNDRED if is_share else None
    if high is not None and now <= high:
        value = min(value, high)
    if row.plausible_min is not None and now >= row.plausible_min:
        value = max(value, row.plausible_min)
    return value
