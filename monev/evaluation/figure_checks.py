"""Whether a figure of another institution may be right: what is impossible, and what looks like another unit.

It alone decides that; words are made elsewhere. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

POWERS = (1, 2, 3, 6, -1, -2, -3, -6)
"""Factors of ten by which units are mixed up: fraction and percent, thousands, millions."""
NEAR = Decimal("0.25")
"""A value in another unit comes so near to last year's, relative to it, when it is multiplied by a factor of ten."""
FAR = Decimal("0.25")
"""A value that moved by more than this share of the usual range within a year is asked about."""


class Doubt(Enum):
    """Why a value is asked about."""

    OTHER_UNIT = "other_unit"
    UNUSUAL = "unusual"
    FAR_FROM_LAST = "far_from_last"


@dataclass(frozen=True, slots=True)
class Range:
    """In which range a figure must lie, and in which it usually does; None: open on that side."""

    lowest: Decimal | None = None
    highest: Decimal | None = None
    usual_from: Decimal | None = None
    usual_to: Decimal | None = None

    def allows(self, value: Decimal) -> bool:
        return _within(value, self.lowest, self.highest)

    def is_usual(self, value: Decimal) -> bool:
        return _within(value, self.usual_from, self.usual_to)

    @property
    def width(self) -> Decimal | None:
        """Of the usual range; None where it is open."""
        if self.usual_from is None or self.usual_to is None:
            return None
        return self.usual_to - self.usual_from


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt; `meant` is the value that the other unit would give, where one fits."""

    doubt: Doubt
    meant: Decimal | None = None


def _within(value: Decimal, least: Decimal | None, most: Decimal | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def meant_value(value: Decimal, known: Range, last: Decimal | None = None) -> Decimal | None:
    """The value in the right unit, if a factor of ten makes it usual: the one nearest to last year's, if there is one.

    >>> hdi = Range(Decimal(0), Decimal(100), Decimal(30), Decimal(90))
    >>> [meant_value(Decimal(text), hdi) for text in ("0.69", "6.9", "69300000", "69.3")]
    [Decimal('69'), Decimal('69'), Decimal('69.3'), None]
    """
    if last and known.width and known.is_usual(last):
        near = [each for each in _shifted(value) if known.allows(each) and abs(each - last) <= abs(last) * NEAR]
        if near and abs(value - last) > abs(last) * NEAR:
            return min(near, key=lambda each: abs(each - last))
    if known.is_usual(value) and known.allows(value):
        return None
    return next((each for each in _shifted(value) if known.is_usual(each) and known.allows(each)), None)


def _shifted(value: Decimal) -> Iterator[Decimal]:
    """The value times each factor of ten, without zeros that say nothing."""
    for power in POWERS:
        shifted = value.scaleb(power)
        yield shifted.quantize(Decimal(1)) if shifted == shifted.to_integral_value() else shifted.normalize()


def doubts(value: Decimal, known: Range, last: Decimal | None = None) -> tuple[Finding, ...]:
    """What to ask about a possible value; nothing for one that is usual and near to last year's.

    A human development index of 6.9 after 69.0 is asked about once, as another unit:

    >>> hdi = Range(Decimal(0), Decimal(100), Decimal(30), Decimal(90))
    >>> [each.doubt.value for each in doubts(Decimal("6.9"), hdi, Decimal("69.0"))]
    ['other_unit']
    >>> doubts(Decimal("69.3"), hdi, Decimal("69.0"))
    ()
    >>> [each.doubt.value for each in doubts(Decimal("88"), hdi, Decimal("69.0"))]
    ['far_from_last']
    """
    meant = meant_value(value, known, last)
    if meant is not None:
        return (Finding(Doubt.OTHER_UNIT, meant),)
    if not known.is_usual(value):
        return (Finding(Doubt.UNUSUAL),)
    if last is not None and known.width and abs(value - last) > known.width * FAR:
        return (Finding(Doubt.FAR_FROM_LAST),)
    return ()
