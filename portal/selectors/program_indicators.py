"""The indicators of a program over the years: the target of each year, and the value at the end of each period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from masterplan.models.plans import Indicator
from monev.monitoring.achievement import aggregate
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.inputs import Entry, IndicatorPlan, ProgramInput
from monev.monitoring.workflow import State

YearValue = tuple[int, Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """The value of one period, and of the year so far by the indicator's aggregation."""

    year: int
    number: int
    month: int
    is_quarter: bool
    own: Decimal
    so_far: Decimal | None
    report_id: int


@dataclass(frozen=True, slots=True)
class IndicatorHistory:
    """An indicator with target and realised value of each year of the plan, and the values within the years."""

    indicator: Indicator
    years: tuple[YearValue, ...]
    periods: tuple[PeriodValue, ...]
    texts: tuple[tuple[int, str], ...] = ()
    """By year the target as it was published, where it is no number."""


def indicator_histories(
    years: Iterable[ProgramInput], period: Period | None, states: tuple[State, ...]
) -> tuple[IndicatorHistory, ...]:
    """Each indicator of the program over all years up to `period`.

    `years` may hold a year twice, by months and by quarters: it is told by periods of one kind, that of `period` first.
    """
    by_year = _by_year(years, period, states)
    plans: dict[int, list[tuple[int, IndicatorPlan]]] = {}
    for year, (own, _entries, _kind) in sorted(by_year.items()):
        for each in own.indicators:
            plans.setdefault(each.indicator.pk, []).append((year, each))
    return tuple(_history(rows, by_year) for rows in plans.values())


Year = tuple[ProgramInput, Sequence[Entry], bool]
"""The plan of a year, its entries that count in order, and whether they are quarters."""


def _by_year(years: Iterable[ProgramInput], period: Period | None, states: tuple[State, ...]) -> dict[int, Year]:
    found: dict[int, Year] = {}
    for own in years:
        entries = _counting(own, period, states)
        is_quarter = all(each.month == each.number * 3 for each in entries)
        known = found.get(own.year)
        is_own_kind = period is not None and is_quarter == (period.kind == Period.Kind.QUARTER)
        if known is None or (entries and (not known[1] or is_own_kind)):
            found[own.year] = own, entries, is_quarter
    return found


def _counting(own: ProgramInput, period: Period | None, states: tuple[State, ...]) -> list[Entry]:
    if period is None:
        return []
    limit = (period.year, period.last_month)
    return [
        each
        for _number, each in sorted(own.entries.items())
        if each.state in states and (own.year, each.month) <= limit
    ]


def _history(rows: Sequence[tuple[int, IndicatorPlan]], by_year: dict[int, Year]) -> IndicatorHistory:
    indicator = rows[0][1].indicator
    years, periods = [], []
    for year, plan in rows:
        _own, entries, is_quarter = by_year[year]
        values = {each.number: each.values.get(indicator.lineage) for each in entries}
        years.append((year, plan.target, aggregate(values, indicator.aggregation, 12)))
        periods += [
            _period(year, each, indicator, values, is_quarter=is_quarter)
            for each in entries
            if indicator.lineage in each.values
        ]
    return IndicatorHistory(
        indicator,
        tuple(years),
        tuple(periods),
        tuple((year, plan.target_text) for year, plan in rows if plan.target is None and plan.target_text),
    )


def _period(
    year: int, entry: Entry, indicator: Indicator, values: dict[int, Decimal | None], *, is_quarter: bool
) -> PeriodValue:
    return PeriodValue(
        year=year,
        number=entry.number,
        month=entry.month,
        is_quarter=is_quarter,
        own=entry.values[indicator.lineage],
        so_far=aggregate(values, indicator.aggregation, entry.number),
        report_id=entry.report_id,
    )
