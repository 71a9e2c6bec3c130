"""What a year will end with, at the pace so far: by earned value, by a plain line, and the verdict on the target.

Two methods stand side by side. By index: what is left of the plan is done as well as what was done so far (PMI,
Standard for Earned Value Management, 2019). By line: each month that is left brings what a month brought on average
since January. Earned schedule (Lipke, 2003) is given as a third opinion. Everything is cumulative within the budget
year and counts whole months, to the last one for which figures count. None means that there is no pace to go by.
Worked examples: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monev.monitoring.achievement import HUNDRED, LAST, SUM, ZERO, aggregate
from monev.monitoring.earned_value import earned_schedule, planned_at, ratio
from monev.monitoring.rules import BY_INDEX, BY_LINE, BY_SCHEDULE, Rules
from monev.monitoring.scurve import planned_percent

YEAR_END = 12
"""The month with which the budget year ends."""

MISS = "miss"
AT_RISK = "at_risk"
ON_COURSE = "on_course"
UNKNOWN = "unknown"
STATES = (MISS, AT_RISK, ON_COURSE, UNKNOWN)
"""The leading method says it will miss; another one says so; none says so; there is nothing to go by."""

PHYSICAL = "physical"
ACHIEVEMENT = "achievement"
CEILING = "ceiling"


@dataclass(frozen=True, slots=True)
class Methods:
    """One figure at the end of the year: by index, by line, by earned schedule (physical progress only)."""

    index: Decimal | None = None
    line: Decimal | None = None
    schedule: Decimal | None = None

    def leading(self, rules: Rules) -> Decimal | None:
        """The figure of the method that the region chose; where that one has none, of the first that has.

        >>> Methods(index=None, line=Decimal(80)).leading(Rules())
        Decimal('80')
        """
        own = {BY_INDEX: self.index, BY_LINE: self.line, BY_SCHEDULE: self.schedule}[rules.forecast_method]
        return own if own is not None else next(iter(self.known), None)

    @property
    def known(self) -> tuple[Decimal, ...]:
        """The figures there are."""
        return tuple(each for each in (self.index, self.line, self.schedule) if each is not None)

    @property
    def low(self) -> Decimal | None:
        """The lower end of the band between the methods."""
        return min(self.known, default=None)

    @property
    def high(self) -> Decimal | None:
        """The upper end of the band between the methods."""
        return max(self.known, default=None)


def physical_by_index(actual: Decimal, planned: Decimal, planned_end: Decimal) -> Decimal:
    """What is done, and what is left of the plan at the schedule index: actual + (planned_end - planned) x SPI.

    No more than 100. Work before its plan begins (planned zero) is on schedule at the least: SPI 1.

    >>> physical_by_index(Decimal(54), Decimal(60), Decimal(100))
    Decimal('90.0')
    """
    index = ratio(actual, planned) or (Decimal(1) if actual and not planned else ZERO)
    return max(actual, min(HUNDRED, actual + max(planned_end - planned, ZERO) * index))


def physical_by_line(actual: Decimal, month: int) -> Decimal:
    """As many points a month as on average since January: actual + actual / month x months left, no more than 100.

    Through zero and the last point only: that point holds all earlier ones. A least-squares line through zero would
    promise a program that has stood at 50 since March more than one that rose to 50 evenly.

    >>> physical_by_line(Decimal(54), 9)
    Decimal('72')
    """
    return max(actual, min(HUNDRED, actual + actual / month * _left(month)))


def physical_by_schedule(actual: Decimal, month: int, milestones: Mapping[int, Decimal]) -> Decimal | None:
    """The plan at the month that will be earned by the end of the year at SPI(t); none before work was to begin.

    >>> physical_by_schedule(Decimal(60), 9, {})
    Decimal('80.0')
    """
    if month >= YEAR_END:
        return actual
    found = earned_schedule(actual, month, milestones)
    if found.index is None:
        return max(actual, planned_at(Decimal(YEAR_END), milestones)) if actual else None
    reached = found.begins + (YEAR_END - found.begins) * found.index
    return max(actual, planned_at(min(reached, Decimal(YEAR_END)), milestones))


def physical_forecast(actual: Decimal | None, month: int, milestones: Mapping[int, Decimal]) -> Methods:
    """Physical percent at the end of the year by each method; nothing while nothing was due and nothing done.

    The schedule index needs a plan that still runs: where the plan ended before the year, earned schedule takes its
    place. Planned 60 and done 54 at the end of September:

    >>> found = physical_forecast(Decimal(54), 9, {9: Decimal(60)})
    >>> found.index, found.line, round(found.schedule, 2)
    (Decimal('90.0'), Decimal('72'), Decimal('84.00'))
    """
    planned = planned_percent(month, milestones)
    if actual is None or (not actual and not planned):
        return Methods()
    planned_end = planned_percent(YEAR_END, milestones)
    by_schedule = physical_by_schedule(actual, month, milestones)
    is_over = planned >= planned_end and month < YEAR_END
    by_index = by_schedule if is_over else physical_by_index(actual, planned, planned_end)
    return Methods(by_index, physical_by_line(actual, month), by_schedule)


def spending_forecast(
    spending: Decimal | None, actual: Decimal | None, month: int, physical_end: Decimal | None
) -> Methods:
    """Rupiah at the end of the year; above the ceiling where it comes to that, never below what is spent.

    By index: the work done by then at the cost of the work so far, spending x physical_end / actual, which is
    earned value at the end / CPI; with all the work done, EAC = BAC / CPI. By line: the average month goes on.

    >>> found = spending_forecast(Decimal(240), Decimal(54), 9, Decimal(90))
    >>> found.index, round(found.line, 2)
    (Decimal('400'), Decimal('320.00'))
    """
    if spending is None:
        return Methods()
    by_index = None
    if spending and actual and physical_end is not None:
        by_index = spending * max(physical_end, actual) / actual
    return Methods(by_index, spending + spending / month * _left(month))


def value_by_line(values: Mapping[int, Decimal | None], how: str, number: int, last: int) -> Decimal | None:
    """The value of an indicator for the whole year from those of the periods up to `number` of `last`.

    sum: what is there, and for each period to come the mean of those that were reported. last: the change from the
    first to the last known value goes on (number 0: the end of the year before); a single value is no trend.
    mean, max: as they are now.

    >>> value_by_line({1: Decimal(10), 2: Decimal(20), 3: None}, "sum", 3, 4)
    Decimal('45')
    >>> value_by_line({1: Decimal(20), 3: Decimal(40)}, "last", 3, 4)
    Decimal('50')
    """
    own = _known(values, number)
    if not own:
        return None
    if how == SUM:
        total = sum(own.values(), ZERO)
        return total + total / len(own) * (last - number)
    if how == LAST:
        return _went_on([*_before(values), *own.items()], Decimal(last))
    return aggregate(own, how, number)


def value_by_work(
    values: Mapping[int, Decimal | None], how: str, work: Mapping[int, Decimal], number: int, work_end: Decimal | None
) -> Decimal | None:
    """The same where results follow the work: `work` is the physical percent by period, `work_end` at the year's end.

    sum: in proportion to the work. last: the change per point of work goes on. mean, max: as they are now.

    >>> value_by_work({3: Decimal(27)}, "sum", {3: Decimal(54)}, 3, Decimal(90))
    Decimal('45')
    """
    own = _known(values, number)
    actual = work.get(number)
    if not own or work_end is None or actual is None:
        return None
    if how == SUM:
        return sum(own.values(), ZERO) * max(work_end, actual) / actual if actual else None
    if how == LAST:
        done = [(work[at], value) for at, value in own.items() if at in work]
        return _went_on([*_before(values), *done], work_end) if done else None
    return aggregate(own, how, number)


def _known(values: Mapping[int, Decimal | None], number: int) -> dict[int, Decimal]:
    """The values of the year's own periods up to `number`."""
    return {at: value for at, value in sorted(values.items()) if 0 < at <= number and value is not None}


def _before(values: Mapping[int, Decimal | None]) -> list[tuple[int, Decimal]]:
    """The value with which the year began, where it is known."""
    value = values.get(0)
    return [] if value is None else [(0, value)]


def _went_on(known: Sequence[tuple[int | Decimal, Decimal]], end: Decimal) -> Decimal | None:
    """The line from the first to the last point, drawn on to `end`; not below zero by itself.

    A single point is no trend: it says nothing of what is still to come.
    """
    (first, before), (last, now) = known[0], known[-1]
    if end <= last:
        return now
    if last <= first:
        return now if len(known) > 1 else None
    ahead = now + (now - before) / (last - first) * (end - last)
    return max(ahead, ZERO) if min(before, now) >= 0 else ahead


def _left(month: int) -> int:
    """The months that are left of the year."""
    return max(YEAR_END - month, 0)


@dataclass(frozen=True, slots=True)
class Miss:
    """What will fall short of what it should be, by how many points; `is_leading`: by the method that leads."""

    kind: str
    forecast: Decimal
    target: Decimal
    is_leading: bool = True

    @property
    def by(self) -> Decimal:
        """Points, always positive: below the target, or above the ceiling."""
        return abs(self.target - self.forecast)


def misses(
    physical: Methods, planned_end: Decimal, achieved: Methods, absorbed: Methods, rules: Rules
) -> tuple[Miss, ...]:
    """What a program will not reach by more than the tolerance, the largest first; and a ceiling that will not do.

    Beside the leading method the others are heard as well, but a plain line does not judge physical progress unless
    it leads: it knows no plan, and most plans do most of their work late in the year.

    >>> found = misses(Methods(Decimal(90), Decimal(72)), Decimal(100), Methods(Decimal(98)), Methods(), Rules())
    >>> [(each.kind, each.by, each.is_leading) for each in found]
    [('physical', Decimal('10'), True)]
    """
    found = [
        _short(PHYSICAL, physical, (physical.index, physical.schedule), planned_end, rules.forecast_physical, rules),
        _short(ACHIEVEMENT, achieved, (achieved.index, achieved.line), HUNDRED, rules.forecast_achievement, rules),
    ]
    spent = absorbed.leading(rules)
    if spent is not None and spent > HUNDRED + rules.forecast_ceiling:
        found.append(Miss(CEILING, spent, HUNDRED, is_leading=False))
    known = [each for each in found if each is not None]
    return tuple(sorted(known, key=lambda each: (not each.is_leading, -each.by)))


def _short(
    kind: str,
    methods: Methods,
    opinions: Sequence[Decimal | None],
    target: Decimal,
    tolerance: Decimal,
    rules: Rules,
) -> Miss | None:
    """What the leading method lets fall short, else what another of the opinions does."""
    leading = methods.leading(rules)
    if leading is None:
        return None
    if leading < target - tolerance:
        return Miss(kind, leading, target)
    low = min(each for each in (leading, *opinions) if each is not None)
    return Miss(kind, low, target, is_leading=False) if low < target - tolerance else None


def state_of(physical: Methods, achieved: Methods, found: tuple[Miss, ...]) -> str:
    """The verdict in one word: miss, at risk (another method says so, or the ceiling will not do), on course, unknown.

    >>> state_of(Methods(), Methods(), ()), state_of(Methods(Decimal(99)), Methods(), ())
    ('unknown', 'on_course')
    """
    if any(each.is_leading for each in found):
        return MISS
    if found:
        return AT_RISK
    return ON_COURSE if physical.known or achieved.known else UNKNOWN
