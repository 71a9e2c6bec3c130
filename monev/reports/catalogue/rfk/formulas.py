"""The calculations of the RFK form that pages do not show; pure, Decimal. None is 'no figure' and never zero.

Percent of the ceiling, deviation in points, deviation of the form, physical percent weighted by ceiling (sum of
percent x ceiling / sum of ceilings) and weighted percent: `monev.monitoring.progress`. Sources: DOMAIN-FACTS 4.2.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from monev.monitoring.progress import absorption, rfk_deviation

HUNDRED = Decimal(100)
ZERO = Decimal(0)
ORIGINAL = "murni"
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Line:
    """A budget line: source of funds, edition (`murni`, `perubahan`), ceiling in Rp, the day from which it counts."""

    source: int
    edition: str
    ceiling: Decimal
    counts_from: date | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """What one program planned and spent by the end of the period, in Rp: ceiling, RAK, realised."""

    ceiling: Decimal
    planned: Decimal | None
    spent: Decimal | None


@dataclass(frozen=True, slots=True)
class Place:
    """The place among those with a figure; `tied` where another one has the same figures."""

    place: int
    of: int
    tied: bool


def original_ceiling(lines: Iterable[Line]) -> Decimal | None:
    """Pagu murni: the sum of the original lines; None when there is none.

    >>> original_ceiling([Line(1, "murni", Decimal(500)), Line(2, "murni", Decimal(200))])
    Decimal('700')
    """
    found = [each.ceiling for each in lines if each.edition == ORIGINAL]
    return sum(found, ZERO) if found else None


def revised_ceiling(lines: Iterable[Line], on: date) -> Decimal | None:
    """Pagu perubahan: what counts on that day once a revised line counts, sources without one as they were.

    >>> lines = [Line(1, "murni", Decimal(500)), Line(2, "murni", Decimal(200)),
    ...     Line(1, "perubahan", Decimal(650), date(2026, 9, 15))]
    >>> revised_ceiling(lines, date(2026, 6, 30)), revised_ceiling(lines, date(2026, 9, 30))
    (None, Decimal('850'))
    """
    begun = [each for each in lines if each.counts_from is None or each.counts_from <= on]
    revised = {each.source: each.ceiling for each in begun if each.edition != ORIGINAL}
    if not revised:
        return None
    return sum(({each.source: each.ceiling for each in begun if each.edition == ORIGINAL} | revised).values(), ZERO)


def weight(ceiling: Decimal | None, ceilings: Decimal | None) -> Decimal | None:
    """Bobot: the share of a ceiling in those of its OPD, in percent.

    >>> weight(Decimal(300), Decimal(400))
    Decimal('75.00')
    """
    return None if ceiling is None or not ceilings else ceiling / ceilings * HUNDRED


def cash_plan_percent(programs: Iterable[Money]) -> Decimal | None:
    """RAK in percent of the ceiling, of the programs that have a RAK.

    >>> cash_plan_percent([Money(Decimal(400), Decimal(100), None), Money(Decimal(600), None, Decimal(5))])
    Decimal('25.00')
    """
    having = [each for each in programs if each.planned is not None]
    planned = sum((each.planned for each in having if each.planned is not None), ZERO)
    return absorption(planned, sum((each.ceiling for each in having), ZERO)) if having else None


def cash_deviation(programs: Iterable[Money]) -> Decimal | None:
    """The form's deviation (RAK - realised) / RAK x 100 in money; positive is late. Only programs that have both count.

    >>> cash_deviation([Money(Decimal(400), Decimal(200), Decimal(150)), Money(Decimal(600), Decimal(50), None)])
    Decimal('25.00')
    """
    both = [(each.planned, each.spent) for each in programs if each.planned is not None and each.spent is not None]
    if not both:
        return None
    return rfk_deviation(sum((planned for planned, _ in both), ZERO), sum((spent for _, spent in both), ZERO))


def remaining(ceiling: Decimal, spent: Decimal | None) -> Decimal | None:
    """Sisa anggaran: what may still be spent; negative where more was spent than the ceiling.

    >>> remaining(Decimal(500), Decimal(340)), remaining(Decimal(500), None)
    (Decimal('160'), None)
    """
    return None if spent is None else ceiling - spent


def remaining_percent(ceiling: Decimal, spent: Decimal | None) -> Decimal | None:
    """Sisa anggaran in percent of the ceiling.

    >>> remaining_percent(Decimal(500), Decimal(340))
    Decimal('32.00')
    """
    return absorption(remaining(ceiling, spent), ceiling)


def places(figures: Mapping[Key, tuple[Decimal | None, Decimal | None]]) -> dict[Key, Place]:
    """The highest physical percent is first; where it is equal, the higher absorption. Without physical no place.

    >>> found = places({"a": (Decimal(60), Decimal(40)), "b": (Decimal(60), Decimal(55)), "c": (None, Decimal(99)),
    ...     "d": (Decimal(60), Decimal(55))})
    >>> [(key, each.place, each.tied) for key, each in sorted(found.items())]
    [('a', 3, False), ('b', 1, True), ('d', 1, True)]
    """
    known = {
        key: (physical, ZERO if spent is None else spent)
        for key, (physical, spent) in figures.items()
        if physical is not None
    }
    ordered = sorted(known.values(), reverse=True)
    return {
        key: Place(ordered.index(value) + 1, len(ordered), ordered.count(value) > 1) for key, value in known.items()
    }
