"""Two sets of figures side by side: what differs between them, in points and rupiah, and how many programs moved.

Nothing is calculated anew: both sides come from the figures of monitoring; here they are only put beside each other.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from masterplan.models.plans import Program
from monev.monitoring.achievement import RollUp
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.figures import RegionFigures, YearInputs, figures_at, load_year
from monev.monitoring.selectors.group_figures import GroupFigure, group_figure
from monev.monitoring.selectors.program_figures import ProgramFigure
from organizations.models import Region

Unit = Literal["percent", "points", "rupiah", "count", "index"]
MOVES = ("up", "down", "same", "first", "silent", "new", "gone", "none")
"""What became of a program between two periods: its physical progress rose, fell, stayed; it reported for the first
time, or no longer; it is new in the plan, or no longer in it; it never reported. Between two years, in which physical
progress begins anew, its deviation from the plan is told instead."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of two sides. `rests_a` and `rests_b` say on how many programs a mean rests."""

    code: str
    unit: Unit
    a: Decimal | None
    b: Decimal | None
    rests_a: RollUp | None = None
    rests_b: RollUp | None = None

    @property
    def difference(self) -> Decimal | None:
        """B minus A: points between percentages, rupiah between sums."""
        return difference(self.a, self.b)


@dataclass(frozen=True, slots=True)
class GroupPair:
    """The same group (region, pillar, OPD) on both sides; None where a side does not have it."""

    kind: str
    a: GroupFigure | None
    b: GroupFigure | None

    @property
    def either(self) -> GroupFigure:
        """For name and colour: the later side, else the earlier one."""
        found = self.b or self.a
        assert found is not None, "a pair has at least one side"  # noqa: S101
        return found

    @property
    def measures(self) -> dict[str, Measure]:
        """Its figures by code."""
        return {each.code: each for each in measures(self.a, self.b)}


@dataclass(frozen=True, slots=True)
class ProgramPair:
    """One program (by its identifier across versions) on both sides; `told_by`: the figure by which it moved."""

    a: ProgramFigure | None
    b: ProgramFigure | None
    told_by: str = "actual"

    @property
    def program(self) -> Program:
        """The row of the later side, else of the earlier one."""
        found = self.b or self.a
        assert found is not None, "a pair has at least one side"  # noqa: S101
        return found.program

    @property
    def physical(self) -> Measure:
        return Measure("physical", "percent", _read(self.a, "actual"), _read(self.b, "actual"))

    @property
    def deviation(self) -> Measure:
        return Measure("deviation", "points", _read(self.a, "deviation"), _read(self.b, "deviation"))

    @property
    def achievement(self) -> Measure:
        a, b = (each.achievement.value if each else None for each in (self.a, self.b))
        return Measure("achievement", "percent", a, b)

    @property
    def spending(self) -> Measure:
        return Measure("spending", "rupiah", _read(self.a, "spending"), _read(self.b, "spending"))

    @property
    def move(self) -> str:
        """What became of it, one of `MOVES`."""
        if self.a is None or self.b is None:
            return "new" if self.a is None else "gone"
        before, now = _read(self.a, self.told_by), _read(self.b, self.told_by)
        if before is None or now is None:
            return "none" if before is now else "first" if before is None else "silent"
        return "same" if before == now else "up" if now > before else "down"


@dataclass(frozen=True, slots=True)
class PeriodComparison:
    """A region at the end of two periods. `same_a` and `same_b`: only the programs that reported in both."""

    a: RegionFigures
    b: RegionFigures
    groups: tuple[GroupPair, ...]
    programs: tuple[ProgramPair, ...]
    same_a: GroupFigure
    same_b: GroupFigure
    moves: dict[str, int]

    @property
    def measures(self) -> tuple[Measure, ...]:
        return measures(self.a.total, self.b.total)

    @property
    def total(self) -> dict[str, Measure]:
        """The figures of the whole region by code."""
        return {each.code: each for each in self.measures}

    @property
    def like_for_like(self) -> Measure:
        """Physical progress of the programs that reported in both periods: no change of who reported in it."""
        a, b = self.same_a.physical, self.same_b.physical
        return Measure("physical", "percent", a.value, b.value, a, b)

    @property
    def crosses_years(self) -> bool:
        """Physical progress and spending are of a year's work and begin anew with each year."""
        return self.a.period.year != self.b.period.year

    @property
    def rules_differ(self) -> bool:
        return self.a.rules.version != self.b.rules.version


def difference(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    """B minus A; nothing where a side says nothing.

    >>> difference(Decimal(48), Decimal(62)), difference(None, Decimal(5))
    (Decimal('14'), None)
    """
    return None if a is None or b is None else b - a


def compare_periods(
    year_a: YearInputs, a: Period, year_b: YearInputs, b: Period, *, preliminary: bool
) -> PeriodComparison:
    """Everything that stands on the page of two periods; no query beyond the loaded years."""
    before = figures_at(year_a, a, preliminary=preliminary)
    now = figures_at(year_b, b, preliminary=preliminary)
    told_by = "actual" if a.year == b.year else "deviation"
    programs = program_pairs(before.programs, now.programs, told_by=told_by)
    same = [each for each in programs if each.physical.difference is not None]
    counts = Counter(each.move for each in programs)
    return PeriodComparison(
        a=before,
        b=now,
        groups=(
            GroupPair("region", before.total, now.total),
            *group_pairs("pillar", before.pillars, now.pillars),
            *group_pairs("agency", before.agencies, now.agencies),
        ),
        programs=programs,
        same_a=group_figure("same", "", [each.a for each in same if each.a], before.rules, a),
        same_b=group_figure("same", "", [each.b for each in same if each.b], now.rules, b),
        moves={move: counts[move] for move in MOVES},
    )


def both_years(region: Region, a: Period, b: Period, periods: Sequence[Period]) -> tuple[YearInputs, YearInputs]:
    """The inputs of both periods: each of the plan in force at its own end."""
    first = load_year(region, a, periods=periods)
    return first, first if a == b else load_year(region, b, periods=periods)


def group_pairs(kind: str, a: Iterable[GroupFigure], b: Iterable[GroupFigure]) -> tuple[GroupPair, ...]:
    """Groups of one kind by their key, those of the later side first and in its order."""
    before, now = ({each.key: each for each in side} for side in (a, b))
    keys = [*now, *(key for key in before if key not in now)]
    return tuple(GroupPair(kind, before.get(key), now.get(key)) for key in keys)


def program_pairs(
    a: Iterable[ProgramFigure], b: Iterable[ProgramFigure], *, told_by: str = "actual"
) -> tuple[ProgramPair, ...]:
    """Programs by their identifier across versions of the plan, by code."""
    before: dict[uuid.UUID, ProgramFigure] = {each.program.lineage: each for each in a}
    now: dict[uuid.UUID, ProgramFigure] = {each.program.lineage: each for each in b}
    found = [ProgramPair(before.get(key), now.get(key), told_by) for key in {**now, **before}]
    return tuple(sorted(found, key=lambda each: (each.program.code, each.program.name)))


def measures(a: GroupFigure | None, b: GroupFigure | None) -> tuple[Measure, ...]:
    """The figures of a group on both sides; each says on how many programs it rests."""
    reached = [each.achievement if each else None for each in (a, b)]
    physical = [each.physical if each else None for each in (a, b)]
    return (
        Measure("achievement", "percent", _mean(reached[0]), _mean(reached[1]), *reached),
        Measure("physical", "percent", _mean(physical[0]), _mean(physical[1]), *physical),
        Measure("planned", "percent", _of(a, "planned"), _of(b, "planned")),
        Measure("deviation", "points", _of(a, "deviation"), _of(b, "deviation"), *physical),
        Measure("absorption", "percent", _of(a, "absorption"), _of(b, "absorption")),
        Measure("ceiling", "rupiah", _of(a, "ceiling"), _of(b, "ceiling")),
        Measure("spending", "rupiah", _of(a, "spending"), _of(b, "spending")),
        Measure("programs", "count", _of(a, "total"), _of(b, "total")),
        Measure("reported", "count", _of(a, "reported"), _of(b, "reported")),
        Measure("verified", "count", _of(a, "verified"), _of(b, "verified")),
        *(Measure(light, "count", _light(a, light), _light(b, light)) for light in ("green", "amber", "red")),
    )


def _mean(roll_up: RollUp | None) -> Decimal | None:
    return None if roll_up is None else roll_up.value


def _of(group: GroupFigure | None, name: str) -> Decimal | None:
    value = None if group is None else getattr(group, name)
    return None if value is None else Decimal(value)


def _light(group: GroupFigure | None, light: str) -> Decimal | None:
    return None if group is None else Decimal(group.lights[light])


def _read(figure: ProgramFigure | None, name: str) -> Decimal | None:
    value: Decimal | None = None if figure is None else getattr(figure, name)
    return value
