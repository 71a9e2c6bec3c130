"""The figures of sets of programs: pillars, sub-dimensions, OPDs, a whole region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monev.monitoring.achievement import ZERO, RollUp, Weighted, predicate, weighted_mean
from monev.monitoring.models.periods import Period
from monev.monitoring.progress import absorption, deviation
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.program_figures import ProgramFigure, SourceFigure, quarter_of


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
    reached = weighted_mean([Weighted(each.achievement.value, weight_of(each, programs)) for each in programs], rules)
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
        predicate=predicate(reached.value, rules, quarter_of(period)),
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


def weight_of(figure: ProgramFigure, programs: Sequence[ProgramFigure]) -> Decimal | None:
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


def by_pillar(programs: Sequence[ProgramFigure], rules: Rules, period: Period) -> tuple[GroupFigure, ...]:
    """One group a pillar, in the order of the catalogue; programs without a pillar come last."""
    return _groups(programs, rules, period, _pillar)


def by_sub_dimension(programs: Sequence[ProgramFigure], rules: Rules, period: Period) -> tuple[GroupFigure, ...]:
    """One group a sub-dimension."""
    return _groups(programs, rules, period, _sub_dimension)


def by_agency(programs: Sequence[ProgramFigure], rules: Rules, period: Period) -> tuple[GroupFigure, ...]:
    """One group a lead OPD."""
    return _groups(programs, rules, period, _agency)
