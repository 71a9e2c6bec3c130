"""Every figure of one program at the end of one period."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from masterplan.models.plans import Program
from monev.monitoring.achievement import (
    ZERO,
    RollUp,
    Weighted,
    achievement,
    aggregate,
    predicate,
    shown,
    weighted_mean,
)
from monev.monitoring.models.periods import Period
from monev.monitoring.progress import absorption, deviation, overspending, rfk_deviation, traffic_light
from monev.monitoring.rules import Rules
from monev.monitoring.scurve import ProgramCurve, planned_percent
from monev.monitoring.selectors.inputs import Entry, IndicatorPlan, ProgramInput, last_day
from monev.monitoring.workflow import State

PRELIMINARY = (State.SUBMITTED, State.APPROVED, State.VERIFIED)
"""States that count when preliminary figures are switched on; drafts and returned reports never count."""


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """One indicator at the end of the period: realised value of the year so far against the year's target."""

    indicator_id: int
    lineage: uuid.UUID
    name: str
    unit: str
    polarity: str
    target: Decimal | None
    target_text: str
    realised: Decimal | None
    own_value: Decimal | None
    previous_value: Decimal | None
    achievement: Decimal | None
    achievement_shown: Decimal | None
    predicate: str | None


@dataclass(frozen=True, slots=True)
class SourceFigure:
    """Spending against the ceiling of one source of funds (Rp, cumulative within the year)."""

    source_id: int
    name: str
    is_apbd: bool
    ceiling: Decimal
    spending: Decimal | None
    absorption: Decimal | None


@dataclass(frozen=True, slots=True)
class ProgramFigure:
    """Every figure of one program at the end of one period. Percent 0 to 100, rupiah, deviation in points."""

    program: Program
    entry: Entry | None
    planned: Decimal
    actual: Decimal | None
    deviation: Decimal | None
    rfk_deviation: Decimal | None
    light: str | None
    sources: tuple[SourceFigure, ...]
    ceiling: Decimal
    spending: Decimal | None
    planned_spending: Decimal | None
    absorption: Decimal | None
    overspending: Decimal | None
    indicators: tuple[IndicatorFigure, ...]
    achievement: RollUp
    predicate: str | None
    curve: ProgramCurve

    @property
    def is_counted(self) -> bool:
        """Whether a report of this period counts."""
        return self.entry is not None

    @property
    def is_preliminary(self) -> bool:
        """Counted, but not verified yet."""
        return self.entry is not None and self.entry.state != State.VERIFIED


def program_figure(
    source: ProgramInput, period: Period, rules: Rules, *, preliminary: bool = False, every_state: bool = False
) -> ProgramFigure:
    """The figures of one program at the end of `period`. `every_state` lets drafts count (a person's own entry)."""
    entries = counting_entries(source, period, preliminary=preliminary, every_state=every_state)
    own = _of_period(entries, period)
    planned = planned_percent(period.last_month, source.milestones)
    actual = _carried(entries, own, lambda each: each.physical)
    behind = deviation(actual, planned)
    sources = _source_figures(source, period, entries, own)
    ceiling = sum((each.ceiling for each in sources), ZERO)
    spending = _spent(entries, own)
    indicators = _indicator_figures(source, entries, period, rules)
    reached = weighted_mean([Weighted(each.achievement) for each in indicators] if own else [], rules)
    planned_spending = source.planned_spending.get(period.last_month)
    return ProgramFigure(
        program=source.program,
        entry=own,
        planned=planned,
        actual=actual,
        deviation=behind,
        rfk_deviation=rfk_deviation(planned, actual),
        light=traffic_light(behind, planned, rules),
        sources=sources,
        ceiling=ceiling,
        spending=spending,
        planned_spending=planned_spending,
        absorption=absorption(spending, ceiling),
        overspending=overspending(spending, ceiling),
        indicators=indicators,
        achievement=reached,
        predicate=predicate(reached.value, rules, quarter_of(period)),
        curve=ProgramCurve(
            ceiling=ceiling,
            milestones=source.milestones,
            actual={
                each.month: value
                for each in entries
                if (value := _carried(entries, each, lambda one: one.physical)) is not None
            },
        ),
    )


def indicator_figures(
    source: ProgramInput, period: Period, rules: Rules, *, preliminary: bool = False, every_state: bool = False
) -> tuple[IndicatorFigure, ...]:
    """The `indicators` of `program_figure`, for whom needs nothing else; the plan of the program need not be there."""
    entries = counting_entries(source, period, preliminary=preliminary, every_state=every_state)
    return _indicator_figures(source, entries, period, rules)


def _indicator_figures(
    source: ProgramInput, entries: list[Entry], period: Period, rules: Rules
) -> tuple[IndicatorFigure, ...]:
    own = _of_period(entries, period)
    return tuple(_indicator_figure(each, entries, own, period, rules) for each in source.indicators)


def _of_period(entries: list[Entry], period: Period) -> Entry | None:
    return next((each for each in entries if each.number == period.number), None)


def counting_entries(
    source: ProgramInput, period: Period, *, preliminary: bool, every_state: bool = False
) -> list[Entry]:
    """The entries up to this period that count, oldest first."""
    states = tuple(State) if every_state else PRELIMINARY if preliminary else (State.VERIFIED,)
    return [
        entry for number, entry in sorted(source.entries.items()) if number <= period.number and entry.state in states
    ]


def _carried(entries: list[Entry], own: Entry | None, read: Callable[[Entry], Decimal | None]) -> Decimal | None:
    """The cumulative figure at the end of `own`; a report of 'no change' carries the last known one on."""
    if own is None:
        return None
    value = read(own)
    if value is not None or not own.nil_reason:
        return value
    earlier = [known for each in entries if each.number < own.number and (known := read(each)) is not None]
    return earlier[-1] if earlier else ZERO


def _spent_in(entry: Entry) -> Decimal | None:
    return sum(entry.spending.values(), ZERO) if entry.spending else None


def _spent(entries: list[Entry], own: Entry | None) -> Decimal | None:
    return _carried(entries, own, _spent_in)


def _spent_from(source_id: int) -> Callable[[Entry], Decimal | None]:
    return lambda entry: entry.spending.get(source_id)


def _source_figures(
    source: ProgramInput, period: Period, entries: list[Entry], own: Entry | None
) -> tuple[SourceFigure, ...]:
    found = []
    for each in source.sources(last_day(period)):
        spent = _carried(entries, own, _spent_from(each.source_id))
        found.append(
            SourceFigure(each.source_id, each.name, each.is_apbd, each.ceiling, spent, absorption(spent, each.ceiling))
        )
    return tuple(found)


def _indicator_figure(
    plan: IndicatorPlan, entries: list[Entry], own: Entry | None, period: Period, rules: Rules
) -> IndicatorFigure:
    """Achievement of the year so far; nothing when this period was not reported."""
    row = plan.indicator
    values = {each.number: each.values.get(row.lineage) for each in entries}
    realised = aggregate(values, row.aggregation, period.number) if own else None
    percent = achievement(
        realised, plan.target, polarity=row.polarity, rules=rules, formula=row.formula, worst=row.worst
    )
    earlier = [value for number, value in sorted(values.items()) if number < period.number and value is not None]
    return IndicatorFigure(
        indicator_id=row.pk,
        lineage=row.lineage,
        name=row.name,
        unit=row.unit,
        polarity=row.polarity,
        target=plan.target,
        target_text=plan.target_text,
        realised=realised,
        own_value=values.get(period.number),
        previous_value=earlier[-1] if earlier else None,
        achievement=percent,
        achievement_shown=shown(percent, rules),
        predicate=predicate(percent, rules, quarter_of(period)),
    )


def quarter_of(period: Period) -> int | None:
    """The number of the quarter, for regions that rate each quarter by bands of its own."""
    return period.number if period.kind == Period.Kind.QUARTER else None
