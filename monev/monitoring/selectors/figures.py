"""The only source of calculated figures: pages, reports, exports and REST all take theirs from here."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from masterplan.models.plans import Program
from monev.monitoring.achievement import RollUp, Weighted, achievement, aggregate, predicate, shown, weighted_mean
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.progress import absorption, deviation, overspending, rfk_deviation, traffic_light
from monev.monitoring.rules import Rules
from monev.monitoring.scurve import Period as CurvePeriod
from monev.monitoring.scurve import Point, ProgramCurve, planned_percent, points
from monev.monitoring.selectors.inputs import Entry, IndicatorPlan, ProgramInput, last_day, load, programs_of
from monev.monitoring.selectors.rule_versions import rule_book, rules_for
from monev.monitoring.workflow import State
from organizations.models import Region

PRELIMINARY = (State.SUBMITTED, State.APPROVED, State.VERIFIED)
"""States that count when preliminary figures are switched on; drafts and returned reports never count."""
ZERO = Decimal(0)


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


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """The figures of a set of programs: a pillar, a sub-dimension, an OPD, the region.

    `achievement` and `physical` say on how many programs they rest; `planned` is of all programs, `deviation`
    compares the reported ones with their own plan.
    """

    key: str
    label: str
    programs: tuple[ProgramFigure, ...]
    achievement: RollUp
    predicate: str | None
    physical: RollUp
    planned: Decimal | None
    deviation: Decimal | None
    ceiling: Decimal
    spending: Decimal | None
    planned_spending: Decimal | None
    absorption: Decimal | None
    lights: dict[str, int]
    reported: int
    verified: int
    sources: tuple[SourceFigure, ...] = ()
    letters: str = ""
    color: str = ""
    object_id: int | None = None

    @property
    def total(self) -> int:
        """How many programs there are."""
        return len(self.programs)


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """A region at the end of a period: every program, and the same rolled up by pillar, sub-dimension and OPD."""

    region: Region
    period: Period
    rules: Rules
    preliminary: bool
    programs: tuple[ProgramFigure, ...]
    total: GroupFigure
    pillars: tuple[GroupFigure, ...]
    sub_dimensions: tuple[GroupFigure, ...]
    agencies: tuple[GroupFigure, ...]
    curve: tuple[Point, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class YearInputs:
    """All a region's figures of one year rest on, loaded once; `figures_at` then needs no query."""

    region: Region
    rules: Rules
    periods: tuple[Period, ...]
    programs: tuple[ProgramInput, ...]


def load_year(region: Region, period: Period, *, periods: Sequence[Period] | None = None) -> YearInputs:
    """Inputs of the period's year, in a fixed number of queries; good for each period of that year.

    `periods` saves a query where the region's periods are already at hand.
    """
    programs = load(programs_of(region.pk, period), (period.year,), period.kind)
    known = region.periods.filter(year=period.year, kind=period.kind, archived_at=None) if periods is None else periods
    same = [each for each in known if (each.year, each.kind) == (period.year, period.kind)]
    in_order = tuple(sorted(same, key=lambda each: each.number))
    return YearInputs(region, rules_for(region.pk, last_day(period)), in_order, tuple(programs.values()))


def region_figures(region: Region, period: Period, *, preliminary: bool = False) -> RegionFigures:
    """All figures of a region at the end of a period; verified reports only unless `preliminary`."""
    return figures_at(load_year(region, period), period, preliminary=preliminary)


def figures_at(year: YearInputs, period: Period, *, preliminary: bool = False) -> RegionFigures:
    """The figures at the end of one period of the loaded year; no query."""
    programs = tuple(program_figure(each, period, year.rules, preliminary=preliminary) for each in year.programs)
    return RegionFigures(
        region=year.region,
        period=period,
        rules=year.rules,
        preliminary=preliminary,
        programs=programs,
        total=group_figure("total", str(year.region), programs, year.rules, period),
        pillars=_groups(programs, year.rules, period, _pillar),
        sub_dimensions=_groups(programs, year.rules, period, _sub_dimension),
        agencies=_groups(programs, year.rules, period, _agency),
        curve=tuple(points([each.curve for each in programs], _axis(year.periods), year.rules)),
    )


def report_figures(reports: QuerySet[ProgressReport] | Sequence[ProgressReport]) -> dict[int, ProgramFigure]:
    """The figures of each report's program at the end of the report's period, by report id; few queries for many.

    Each report counts here whatever its state: the figure says in `is_preliminary` what it is.
    """
    rows = list(reports)
    by_kind: dict[str, list[ProgressReport]] = defaultdict(list)
    for row in rows:
        by_kind[row.period.kind].append(row)
    book = rule_book({row.period.region_id for row in rows})
    found: dict[int, ProgramFigure] = {}
    for kind, same in by_kind.items():
        inputs = load({row.program for row in same}, {row.period.year for row in same}, kind)
        for row in same:
            rules = book.at(row.period.region_id, last_day(row.period))
            found[row.pk] = program_figure(inputs[row.program_id, row.period.year], row.period, rules, every_state=True)
    return found


def program_figure(
    source: ProgramInput, period: Period, rules: Rules, *, preliminary: bool = False, every_state: bool = False
) -> ProgramFigure:
    """The figures of one program at the end of `period`. `every_state` lets drafts count (a person's own entry)."""
    entries = _counting(source, period, preliminary=preliminary, every_state=every_state)
    own = next((each for each in entries if each.number == period.number), None)
    planned = planned_percent(period.last_month, source.milestones)
    actual = _carried(entries, own, lambda each: each.physical)
    behind = deviation(actual, planned)
    sources = _source_figures(source, period, entries, own)
    ceiling = sum((each.ceiling for each in sources), ZERO)
    spending = _spent(entries, own)
    indicators = tuple(_indicator_figure(each, entries, own, period, rules) for each in source.indicators)
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
        predicate=predicate(reached.value, rules, _quarter(period)),
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


def group_figure(
    key: str,
    label: str,
    programs: Sequence[ProgramFigure],
    rules: Rules,
    period: Period,
    *,
    letters: str = "",
    color: str = "",
    object_id: int | None = None,
) -> GroupFigure:
    """Roll a set of programs up: achievement by the region's weights (default: by ceiling, then equal)."""
    reached = weighted_mean([Weighted(each.achievement.value, _weight(each, programs)) for each in programs], rules)
    physical = weighted_mean([Weighted(each.actual, each.ceiling) for each in programs], rules)
    planned = weighted_mean([Weighted(each.planned, each.ceiling) for each in programs], rules)
    compared = [each for each in programs if each.actual is not None]
    planned_of_compared = weighted_mean([Weighted(each.planned, each.ceiling) for each in compared], rules)
    ceiling = sum((each.ceiling for each in programs), ZERO)
    spending = _sum(each.spending for each in programs)
    return GroupFigure(
        key=key,
        label=label,
        programs=tuple(programs),
        achievement=reached,
        predicate=predicate(reached.value, rules, _quarter(period)),
        physical=physical,
        planned=planned.value,
        deviation=deviation(physical.value, planned_of_compared.value),
        ceiling=ceiling,
        spending=spending,
        planned_spending=_sum(each.planned_spending for each in programs),
        absorption=absorption(spending, ceiling),
        lights=_lights(programs),
        reported=sum(each.is_counted for each in programs),
        verified=sum(each.is_counted and not each.is_preliminary for each in programs),
        sources=_sum_sources(programs),
        letters=letters,
        color=color,
        object_id=object_id,
    )


def _counting(source: ProgramInput, period: Period, *, preliminary: bool, every_state: bool) -> list[Entry]:
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
        predicate=predicate(percent, rules, _quarter(period)),
    )


def _quarter(period: Period) -> int | None:
    return period.number if period.kind == Period.Kind.QUARTER else None


def _axis(periods: Iterable[Period]) -> list[CurvePeriod]:
    return [CurvePeriod(str(each), each.last_month) for each in periods]


def _weight(figure: ProgramFigure, programs: Sequence[ProgramFigure]) -> Decimal | None:
    """The region's own weight where any program of the set has one, else the ceiling."""
    if any(each.program.weight is not None for each in programs):
        return figure.program.weight
    return figure.ceiling


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None


def _lights(programs: Sequence[ProgramFigure]) -> dict[str, int]:
    counts = {"green": 0, "amber": 0, "red": 0, "none": 0}
    for each in programs:
        counts[each.light or "none"] += 1
    return counts


def _sum_sources(programs: Sequence[ProgramFigure]) -> tuple[SourceFigure, ...]:
    rows: dict[int, list[SourceFigure]] = defaultdict(list)
    for program in programs:
        for each in program.sources:
            rows[each.source_id].append(each)
    summed = []
    for same in rows.values():
        ceiling = sum((each.ceiling for each in same), ZERO)
        spent = _sum(each.spending for each in same)
        first = same[0]
        summed.append(
            SourceFigure(first.source_id, first.name, first.is_apbd, ceiling, spent, absorption(spent, ceiling))
        )
    return tuple(summed)


@dataclass(frozen=True, slots=True)
class _Head:
    """What a group is called and how it is sorted and coloured."""

    order: tuple[object, ...]
    key: str
    label: str
    letters: str = ""
    color: str = ""
    object_id: int | None = None


NO_PILLAR = _Head((1, 0), "none", "")


def _pillar(figure: ProgramFigure) -> _Head:
    sub = figure.program.sub_dimension
    if sub is None:
        return NO_PILLAR
    row = sub.pillar
    return _Head((0, row.position), row.code, row.name, row.letters, row.color, row.pk)


def _sub_dimension(figure: ProgramFigure) -> _Head:
    sub = figure.program.sub_dimension
    if sub is None:
        return NO_PILLAR
    row = sub.pillar
    return _Head((0, row.position, sub.position), sub.code, sub.name, row.letters, row.color, sub.pk)


def _agency(figure: ProgramFigure) -> _Head:
    row = figure.program.lead_agency
    return _Head((0, row.code, row.name), row.code, str(row), object_id=row.pk)


def _groups(
    programs: Sequence[ProgramFigure], rules: Rules, period: Period, head: Callable[[ProgramFigure], _Head]
) -> tuple[GroupFigure, ...]:
    rows: dict[_Head, list[ProgramFigure]] = defaultdict(list)
    for each in programs:
        rows[head(each)].append(each)
    return tuple(
        group_figure(
            each.key,
            each.label,
            rows[each],
            rules,
            period,
            letters=each.letters,
            color=each.color,
            object_id=each.object_id,
        )
        for each in sorted(rows, key=lambda one: one.order)
    )
