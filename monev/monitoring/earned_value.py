"""Earned value: what the work done so far is worth against what was planned and what was paid.

The terms of the field (PMI, The Standard for Earned Value Management, 2019; ANSI/EIA-748), and the earned schedule of
Lipke, "Schedule is Different" (The Measurable News, 2003). Worked examples: docs/scoring.md. None means that there is
nothing to divide by; it is never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from monev.monitoring.achievement import HUNDRED, ZERO
from monev.monitoring.scurve import plan_points, planned_percent


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """A program, or a set of them, at the end of a month, all in the unit of the ceiling (rupiah).

    `bac`: budget at completion, the ceiling. `pv`: planned value. `ev`: earned value. `ac`: actual cost, the spending.
    """

    bac: Decimal
    pv: Decimal
    ev: Decimal
    ac: Decimal | None

    @property
    def sv(self) -> Decimal:
        """Schedule variance EV - PV: the worth of the work that is ahead (or, negative, behind)."""
        return self.ev - self.pv

    @property
    def cv(self) -> Decimal | None:
        """Cost variance EV - AC: negative when more was paid than was done."""
        return None if self.ac is None else self.ev - self.ac

    @property
    def spi(self) -> Decimal | None:
        """Schedule performance index EV / PV: below 1 is behind schedule."""
        return ratio(self.ev, self.pv)

    @property
    def cpi(self) -> Decimal | None:
        """Cost performance index EV / AC: below 1 is dearer than planned; none before anything was spent."""
        return ratio(self.ev, self.ac)

    @property
    def eac(self) -> Decimal | None:
        """Estimate at completion BAC / CPI: what all the work costs at the cost of the work so far."""
        return ratio(self.bac * self.ac, self.ev) if self.ac else None

    @property
    def eac_as_planned(self) -> Decimal | None:
        """AC + (BAC - EV): what all the work costs when the rest costs what was planned."""
        return None if self.ac is None else self.ac + (self.bac - self.ev)

    @property
    def eac_with_schedule(self) -> Decimal | None:
        """AC + (BAC - EV) / (CPI x SPI): what it costs when the delay has to be made up as well."""
        if not self.ac or not self.pv:
            return None
        rest = ratio((self.bac - self.ev) * self.ac * self.pv, self.ev * self.ev)
        return None if rest is None else self.ac + rest

    @property
    def tcpi(self) -> Decimal | None:
        """To-complete index (BAC - EV) / (BAC - AC): how well the rest must go to end within the ceiling."""
        if self.ac is None or self.ac >= self.bac:
            return None
        return (self.bac - self.ev) / (self.bac - self.ac)


def ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """A quotient, none where either is unknown or there is nothing to divide by.

    >>> ratio(Decimal(9), Decimal(10)), ratio(Decimal(9), Decimal(0)), ratio(None, Decimal(1))
    (Decimal('0.9'), None, None)
    """
    return None if part is None or not whole else part / whole


def earned_value(bac: Decimal, planned: Decimal, actual: Decimal, spending: Decimal | None) -> EarnedValue:
    """From planned and actual percent. 400 million; planned 60, done 54, paid 240 million:

    >>> value = earned_value(Decimal(400), Decimal(60), Decimal(54), Decimal(240))
    >>> value.pv, value.ev, value.sv, value.cv, value.spi, value.cpi
    (Decimal('240'), Decimal('216'), Decimal('-24'), Decimal('-24'), Decimal('0.9'), Decimal('0.9'))
    >>> round(value.eac, 1), value.eac_as_planned, round(value.eac_with_schedule, 1), value.tcpi
    (Decimal('444.4'), Decimal('424'), Decimal('467.2'), Decimal('1.15'))
    """
    return EarnedValue(bac, bac * planned / HUNDRED, bac * actual / HUNDRED, spending)


def together(values: Iterable[EarnedValue]) -> EarnedValue | None:
    """The sums of a set of programs; none of an empty one.

    >>> one, two = EarnedValue(*map(Decimal, (300, 180, 210, 150))), EarnedValue(*map(Decimal, (100, 60, 30, 20)))
    >>> both = together([one, two])
    >>> both.bac, both.spi, round(both.cpi, 2)
    (Decimal('400'), Decimal('1'), Decimal('1.41'))
    """
    rows = list(values)
    if not rows:
        return None
    paid = [each.ac for each in rows if each.ac is not None]
    return EarnedValue(
        sum((each.bac for each in rows), ZERO),
        sum((each.pv for each in rows), ZERO),
        sum((each.ev for each in rows), ZERO),
        sum(paid, ZERO) if paid else None,
    )


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """In which month the plan stood where the work stands: `earned` of `month`, both counted from `begins`."""

    begins: Decimal
    month: Decimal
    earned: Decimal

    @property
    def index(self) -> Decimal | None:
        """SPI(t): months of the plan that are done per month that passed since work was to begin."""
        return None if self.month <= self.begins else (self.earned - self.begins) / (self.month - self.begins)


def earned_schedule(actual: Decimal, month: int, milestones: Mapping[int, Decimal]) -> EarnedSchedule:
    """The month at which the plan of the year had reached `actual`, and how that compares with `month`.

    A plan that rests counts neither for nor against: who is on schedule has earned `month` itself. Planned evenly
    over the year, 60 percent at the end of September stand where the plan stood after 7.2 of 9 months:

    >>> found = earned_schedule(Decimal(60), 9, {})
    >>> found.earned, found.index
    (Decimal('7.2'), Decimal('0.8'))
    """
    line = _rising(plan_points(milestones))
    planned = planned_percent(month, dict(line))
    begins = _last_at(line, ZERO)
    if actual < planned:
        earned = _last_at(line, actual)
    else:
        earned = max(_first_at(line, actual), Decimal(month)) if actual > planned else Decimal(month)
    return EarnedSchedule(begins, Decimal(month), earned)


def planned_at(month: Decimal, milestones: Mapping[int, Decimal]) -> Decimal:
    """The plan at a fraction of a month, never falling, and after its end what it ended with."""
    return planned_percent(month, dict(_rising(plan_points(milestones))))


def _rising(line: Iterable[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    """Cumulative progress does not fall: a milestone below an earlier one is read as a rest."""
    found: list[tuple[int, Decimal]] = []
    for month, value in line:
        found.append((month, max(value, found[-1][1]) if found else value))
    return found


def _last_at(line: list[tuple[int, Decimal]], value: Decimal) -> Decimal:
    """The latest month in which the plan is not above `value`; the first month where it always is."""
    found = Decimal(line[0][0])
    for (before, low), (after, high) in pairwise(line):
        if high <= value:
            found = Decimal(after)
        elif low <= value:
            found = before + (value - low) / (high - low) * (after - before)
    return found


def _first_at(line: list[tuple[int, Decimal]], value: Decimal) -> Decimal:
    """The earliest month in which the plan is not below `value`; where it never is, the month it reaches its most."""
    wanted = min(value, line[-1][1])
    if line[0][1] >= wanted:
        return Decimal(line[0][0])
    for (before, low), (after, high) in pairwise(line):
        if high >= wanted:
            return before + (wanted - low) / (high - low) * (after - before)
    raise AssertionError("unreachable: the last month reaches the most")
