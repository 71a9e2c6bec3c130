"""Ranks and the spread of figures; pure. What has no figure has no rank and is counted apart."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
TWO = Decimal(2)


@dataclass(frozen=True, slots=True)
class Rank:
    """The place of one among `of` that have a figure; `tied` where another one has the same figure."""

    place: int
    of: int
    tied: bool


def ranks(figures: Mapping[Key, Decimal | None]) -> dict[Key, Rank]:
    """The highest figure is first; equal figures share a place and the next one counts on from all before it.

    >>> found = ranks({"a": Decimal("3.2"), "b": Decimal("3.4"), "c": Decimal("3.2"), "d": Decimal(1), "e": None})
    >>> [(key, found[key].place, found[key].tied) for key in "bacd"], found["b"].of, "e" in found
    ([('b', 1, False), ('a', 2, True), ('c', 2, True), ('d', 4, False)], 4, False)
    """
    known = {key: value for key, value in figures.items() if value is not None}
    ordered = sorted(known.values(), reverse=True)
    first: dict[Decimal, int] = {}
    for place, value in enumerate(ordered, start=1):
        first.setdefault(value, place)
    counts = {value: ordered.count(value) for value in first}
    return {key: Rank(first[value], len(known), counts[value] > 1) for key, value in known.items()}


@dataclass(frozen=True, slots=True)
class Spread:
    """Five numbers that say how figures lie: half of them between the quartiles, the median in the middle."""

    count: int
    lowest: Decimal
    lower_quartile: Decimal
    median: Decimal
    upper_quartile: Decimal
    highest: Decimal
    mean: Decimal


def spread(figures: Sequence[Decimal]) -> Spread | None:
    """The spread of some figures; None where there are none. Quartiles are the medians of the lower and upper half.

    With an odd number the middle figure belongs to both halves (Tukey's hinges), so that one figure has quartiles too.

    >>> found = spread([Decimal(each) for each in (1, 2, 3, 4, 10)])
    >>> found.lower_quartile, found.median, found.upper_quartile, found.mean
    (Decimal('2'), Decimal('3'), Decimal('4'), Decimal('4'))
    """
    if not figures:
        return None
    rows = sorted(figures)
    half = (len(rows) + 1) // 2
    return Spread(
        count=len(rows),
        lowest=rows[0],
        lower_quartile=_median(rows[:half]),
        median=_median(rows),
        upper_quartile=_median(rows[-half:]),
        highest=rows[-1],
        mean=sum(rows, Decimal(0)) / len(rows),
    )


def _median(rows: Sequence[Decimal]) -> Decimal:
    middle = len(rows) // 2
    return rows[middle] if len(rows) % 2 else (rows[middle - 1] + rows[middle]) / TWO
