"""What the year will end with, for programs, sets of programs and a region; no query beyond those of the figures.

Like the figures it rests on reports of this period: a program that did not report it has no forecast, and is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monev.monitoring.achievement import HUNDRED, ZERO, Weighted, predicate, weighted_mean
from monev.monitoring.earned_value import EarnedSchedule, EarnedValue, earned_schedule, earned_value, ratio, together
from monev.monitoring.forecast import (
    AT_RISK,
    MISS,
    STATES,
    YEAR_END,
    Methods,
    Miss,
    misses,
    physical_forecast,
    spending_forecast,
    state_of,
)
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import period_label
from monev.monitoring.progress import absorption
from monev.monitoring.rules import Rules
from monev.monitoring.scurve import CurveEnd, planned_percent
from monev.monitoring.selectors.figures import RegionFigures, YearInputs
from monev.monitoring.selectors.group_figures import GroupFigure, weight_of
from monev.monitoring.selectors.indicator_forecasts import IndicatorForecast, indicator_forecasts
from monev.monitoring.selectors.inputs import ProgramInput
from monev.monitoring.selectors.program_figures import ProgramFigure, quarter_of

METHODS = ("index", "line", "schedule")


@dataclass(frozen=True, slots=True)
class ProgramForecast:
    """One program at the end of the year. Percent, rupiah; `value` and `schedule` only where they can be computed."""

    figure: ProgramFigure
    rules: Rules
    year_end: str
    is_final: bool
    planned_end: Decimal
    value: EarnedValue | None
    schedule: EarnedSchedule | None
    physical: Methods
    spending: Methods
    absorption: Methods
    indicators: tuple[IndicatorForecast, ...]
    achievement: Methods
    predicate: str | None
    misses: tuple[Miss, ...]
    state: str

    @property
    def spi(self) -> Decimal | None:
        """Schedule index; from the percentages, so that a program without a ceiling has one too."""
        return ratio(self.figure.actual, self.figure.planned)

    @property
    def cpi(self) -> Decimal | None:
        """Cost index."""
        return self.value.cpi if self.value else None

    @property
    def shortfall(self) -> Decimal:
        """By how many points it misses most; zero when it does not."""
        return max((each.by for each in self.misses), default=ZERO)

    @property
    def over_ceiling(self) -> Decimal | None:
        """Rupiah by which the leading forecast is above the ceiling, zero when within."""
        spent = self.spending.leading(self.rules)
        return None if spent is None or not self.figure.ceiling else max(spent - self.figure.ceiling, ZERO)

    @property
    def curve_end(self) -> CurveEnd | None:
        """What the S-curve draws."""
        return _curve_end(self.physical, self)


@dataclass(frozen=True, slots=True)
class GroupForecast:
    """A set of programs at the end of the year: the forecasts of its programs, weighted like the figures.

    `value` sums the earned value of the programs that reported, `paid` of those with spending. `physical_counted` and
    the like of `total` programs have a forecast; `actual` and `planned` are of the programs that reported.
    """

    group: GroupFigure
    rules: Rules
    year_end: str
    is_final: bool
    programs: tuple[ProgramForecast, ...]
    value: EarnedValue | None
    paid: EarnedValue | None
    actual: Decimal | None
    planned: Decimal | None
    planned_end: Decimal | None
    physical: Methods
    physical_counted: int
    spending: Methods
    spending_counted: int
    absorption: Methods
    achievement: Methods
    achievement_counted: int
    predicate: str | None
    states: dict[str, int]

    @property
    def spi(self) -> Decimal | None:
        """Schedule index of the programs that reported: the sum of EV by the sum of PV."""
        return self.value.spi if self.value else ratio(self.actual, self.planned)

    @property
    def cpi(self) -> Decimal | None:
        """Cost index of the programs that reported their spending."""
        return self.paid.cpi if self.paid else None

    @property
    def total(self) -> int:
        """How many programs there are."""
        return len(self.programs)

    @property
    def missing(self) -> tuple[ProgramForecast, ...]:
        """The programs that will miss their target, the one that falls short most first."""
        return _ranked(self.programs, MISS)

    @property
    def at_risk(self) -> tuple[ProgramForecast, ...]:
        """The programs that one method or their ceiling calls into question."""
        return _ranked(self.programs, AT_RISK)

    @property
    def curve_end(self) -> CurveEnd | None:
        """What the S-curve draws."""
        return _curve_end(self.physical, self)


@dataclass(frozen=True, slots=True)
class RegionForecast:
    """A region at the end of the year: everything, and the same by pillar, OPD and program."""

    figures: RegionFigures
    total: GroupForecast
    pillars: tuple[GroupForecast, ...]
    agencies: tuple[GroupForecast, ...]
    programs: tuple[ProgramForecast, ...]

    @property
    def rules(self) -> Rules:
        return self.figures.rules

    def of(self, group: GroupFigure) -> GroupForecast:
        """The forecast of one of the groups of the same figures (a pillar, a sub-dimension, an OPD)."""
        own = {each.figure.program.pk: each for each in self.programs}
        return group_forecast(group, [own[each.program.pk] for each in group.programs], self.figures.period, self.rules)


def region_forecast(year: YearInputs, figures: RegionFigures) -> RegionForecast:
    """The forecast that goes with the figures of a period; no query."""
    period, rules = figures.period, figures.rules
    sources = {each.program.pk: each for each in year.programs}
    programs = tuple(
        program_forecast(sources[each.program.pk], each, period, rules, preliminary=figures.preliminary)
        for each in figures.programs
    )
    own = {each.figure.program.pk: each for each in programs}

    def of(group: GroupFigure) -> GroupForecast:
        return group_forecast(group, [own[each.program.pk] for each in group.programs], period, rules)

    return RegionForecast(
        figures=figures,
        total=of(figures.total),
        pillars=tuple(map(of, figures.pillars)),
        agencies=tuple(map(of, figures.agencies)),
        programs=programs,
    )


def program_forecast(
    source: ProgramInput, figure: ProgramFigure, period: Period, rules: Rules, *, preliminary: bool = False
) -> ProgramForecast:
    """The forecast of one program from the figures of a period."""
    month, actual = period.last_month, figure.actual
    planned_end = planned_percent(YEAR_END, source.milestones)
    physical = physical_forecast(actual, month, source.milestones)
    spending = spending_forecast(figure.spending, actual, month, physical.index)
    absorbed = Methods(absorption(spending.index, figure.ceiling), absorption(spending.line, figure.ceiling))
    indicators = indicator_forecasts(source, figure, period, rules, physical.index, preliminary=preliminary)
    achieved = _mean(rules, lambda method: [Weighted(getattr(each.achievement, method)) for each in indicators])
    found = misses(physical, planned_end, achieved, absorbed, rules)
    value = None
    if actual is not None and figure.ceiling:
        value = earned_value(figure.ceiling, figure.planned, actual, figure.spending)
    return ProgramForecast(
        figure=figure,
        rules=rules,
        year_end=year_end_of(period),
        is_final=month >= YEAR_END,
        planned_end=planned_end,
        value=value,
        schedule=None if actual is None else earned_schedule(actual, month, source.milestones),
        physical=physical,
        spending=spending,
        absorption=absorbed,
        indicators=indicators,
        achievement=achieved,
        predicate=predicate(achieved.leading(rules), rules, last_quarter(period)),
        misses=found,
        state=state_of(physical, achieved, found),
    )


def group_forecast(
    group: GroupFigure, programs: Sequence[ProgramForecast], period: Period, rules: Rules
) -> GroupForecast:
    """The forecasts of a set of programs as one: means weighted like the figures, sums of rupiah."""
    figures = [each.figure for each in programs]
    reported = [each for each in programs if each.figure.actual is not None]
    values = [each.value for each in reported if each.value]
    physical = _mean(
        rules, lambda name: [Weighted(getattr(each.physical, name), each.figure.ceiling) for each in programs]
    )
    achieved = _mean(
        rules,
        lambda name: [Weighted(getattr(each.achievement, name), weight_of(each.figure, figures)) for each in programs],
    )
    spending = Methods(
        _sum(each.spending.line if each.spending.index is None else each.spending.index for each in programs),
        _sum(each.spending.line for each in programs),
    )
    return GroupForecast(
        group=group,
        rules=rules,
        year_end=year_end_of(period),
        is_final=period.last_month >= YEAR_END,
        programs=tuple(programs),
        value=together(values),
        paid=together(each for each in values if each.ac is not None),
        actual=weighted_mean([Weighted(each.figure.actual, each.figure.ceiling) for each in reported], rules).value,
        planned=weighted_mean([Weighted(each.figure.planned, each.figure.ceiling) for each in reported], rules).value,
        planned_end=weighted_mean([Weighted(each.planned_end, each.figure.ceiling) for each in programs], rules).value,
        physical=physical,
        physical_counted=sum(bool(each.physical.known) for each in programs),
        spending=spending,
        spending_counted=sum(bool(each.spending.known) for each in programs),
        absorption=Methods(absorption(spending.index, group.ceiling), absorption(spending.line, group.ceiling)),
        achievement=achieved,
        achievement_counted=sum(bool(each.achievement.known) for each in programs),
        predicate=predicate(achieved.leading(rules), rules, last_quarter(period)),
        states={state: sum(each.state == state for each in programs) for state in STATES},
    )


def year_end_of(period: Period) -> str:
    """The label of the last period of the year, in the rhythm of the period, whether it exists or not."""
    is_quarter = period.kind == Period.Kind.QUARTER
    return period_label(is_quarter=is_quarter, year=period.year, number=4 if is_quarter else 12)


def last_quarter(period: Period) -> int | None:
    """The quarter whose bands rate the end of the year, for regions that rate each quarter by its own."""
    return None if quarter_of(period) is None else 4


def _mean(rules: Rules, items: Callable[[str], Iterable[Weighted]]) -> Methods:
    """The weighted mean of each method; a method that nobody has is left out, also where silence counts as zero."""
    found: dict[str, Decimal | None] = {}
    for name in METHODS:
        rows = list(items(name))
        found[name] = weighted_mean(rows, rules).value if any(row.value is not None for row in rows) else None
    return Methods(**found)


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None


def _ranked(programs: Iterable[ProgramForecast], state: str) -> tuple[ProgramForecast, ...]:
    own = [each for each in programs if each.state == state]
    return tuple(sorted(own, key=lambda each: (-each.shortfall, each.figure.program.name, each.figure.program.pk)))


def _curve_end(physical: Methods, forecast: ProgramForecast | GroupForecast) -> CurveEnd | None:
    """None where there is no forecast, or the year has ended."""
    value, low, high = physical.leading(forecast.rules), physical.low, physical.high
    if forecast.is_final or value is None or low is None or high is None:
        return None
    return CurveEnd(forecast.year_end, value, low, min(high, HUNDRED))
