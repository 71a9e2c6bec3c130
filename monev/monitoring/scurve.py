"""The S-curve (kurva S): planned against actual cumulative physical progress, per period, weighted by ceiling.

Source: DOMAIN-FACTS 4.3. Months are whole numbers that count up (1 to 12 in one budget year; a plan of several years
goes on with 13, 14 ...), each standing for its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from monev.monitoring.achievement import HUNDRED, ZERO, Weighted, weighted_mean
from monev.monitoring.progress import deviation
from monev.monitoring.rules import AS_ZERO, Rules


@dataclass(frozen=True, slots=True)
class ProgramCurve:
    """One program: its ceiling, planned milestones and reported values (month -> cumulative percent)."""

    ceiling: Decimal | None = None
    milestones: Mapping[int, Decimal] = field(default_factory=dict)
    actual: Mapping[int, Decimal] = field(default_factory=dict)
    start: int = 1
    end: int = 12


@dataclass(frozen=True, slots=True)
class Period:
    """A point of the horizontal axis: its label and the month it ends with."""

    label: str
    month: int


@dataclass(frozen=True, slots=True)
class Point:
    """One period of the curve. `planned` is of all programs, `deviation` compares the `counted` with their own plan."""

    label: str
    planned: Decimal | None
    actual: Decimal | None
    deviation: Decimal | None
    counted: int
    total: int


@dataclass(frozen=True, slots=True)
class CurveEnd:
    """Where the actual line is expected to end: the label of the last period, the forecast, the band around it."""

    label: str
    value: Decimal
    low: Decimal
    high: Decimal


def planned_percent(month: int | Decimal, milestones: Mapping[int, Decimal], start: int = 1, end: int = 12) -> Decimal:
    """Planned cumulative percent at the end of `month`: straight lines through the milestones.

    The line begins with 0 before month `start` and ends with 100 at `end`, unless a milestone says otherwise.

    >>> planned_percent(3, {}), planned_percent(12, {})
    (Decimal('25'), Decimal('100'))
    >>> planned_percent(4, {3: Decimal(10), 6: Decimal(40)})
    Decimal('20')
    """
    known = dict(plan_points(milestones, start, end))
    months = list(known)
    if month <= months[0]:
        return known[months[0]]
    if month >= months[-1]:
        return known[months[-1]]
    after = next(at for at in months if at >= month)
    before = max(at for at in months if at < month)
    rise = known[after] - known[before]
    return known[before] + rise * (month - before) / (after - before)


def plan_points(milestones: Mapping[int, Decimal], start: int = 1, end: int = 12) -> list[tuple[int, Decimal]]:
    """The corners of the planned line, in order: the milestones, with the beginning and the end they leave open.

    >>> plan_points({6: Decimal(40)})
    [(0, Decimal('0')), (6, Decimal('40')), (12, Decimal('100'))]
    """
    if end < start:
        raise ValueError("a program ends before it starts")
    known = dict(milestones)
    if not known or min(known) >= start:
        known[start - 1] = ZERO
    if max(known) < end:
        known[end] = HUNDRED
    return sorted(known.items())


def points(programs: Sequence[ProgramCurve], periods: Sequence[Period], rules: Rules) -> list[Point]:
    """The curve of a set of programs. A program that did not report a period is left out of it, and counted.

    >>> programs = [ProgramCurve(Decimal(300), actual={3: Decimal(20)}), ProgramCurve(Decimal(100))]
    >>> point = points(programs, [Period("TW I", 3)], Rules())[0]
    >>> point.planned, point.actual, point.deviation, point.counted, point.total
    (Decimal('25'), Decimal('20'), Decimal('-5'), 1, 2)
    """
    return [_point(programs, period, rules) for period in periods]


def _point(programs: Sequence[ProgramCurve], period: Period, rules: Rules) -> Point:
    plans = [planned_percent(period.month, each.milestones, each.start, each.end) for each in programs]
    reported = [each.actual.get(period.month) for each in programs]
    nobody = all(value is None for value in reported)
    planned = weighted_mean(_weighted(programs, plans), rules)
    actual = weighted_mean([] if nobody else _weighted(programs, reported), rules)
    compared = plans if rules.missing_policy == AS_ZERO else _where_reported(plans, reported)
    behind = deviation(actual.value, weighted_mean(_weighted(programs, compared), rules).value)
    return Point(period.label, planned.value, actual.value, behind, actual.counted, len(programs))


def _where_reported(plans: Sequence[Decimal], reported: Sequence[Decimal | None]) -> list[Decimal | None]:
    """Like is compared with like: the plan of the programs that reported."""
    return [None if value is None else plan for plan, value in zip(plans, reported, strict=True)]


def _weighted(programs: Sequence[ProgramCurve], values: Sequence[Decimal | None]) -> list[Weighted]:
    return [Weighted(value, each.ceiling) for each, value in zip(programs, values, strict=True)]
