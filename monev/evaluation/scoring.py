"""Scores of the national evaluation: items, dimensions, the final index, the improvement. Decimal, 0 to 4.

Source: the ministry's result letters of 2022 and 2023; both rounding rules reproduce every published figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from enum import Enum
from fractions import Fraction

CENT = Decimal("0.01")
LOWEST, HIGHEST = Decimal(0), Decimal(4)
DIFFERENCE_TO_TALK_ABOUT = 2
"""Assessors whose scores for one item lie this far apart talk about it."""


class Rounding(Enum):
    """When the final index is rounded: half up, to two decimals."""

    EACH_CONTRIBUTION = "each_contribution"
    TOTAL = "total"


def rounded(exact: Fraction | Decimal) -> Decimal:
    """Half up to two decimals, from the exact value.

    >>> rounded(Fraction(41, 40)), rounded(Decimal("-0.125"))
    (Decimal('1.03'), Decimal('-0.13'))
    """
    value = Fraction(exact)
    cents = (abs(value) * 100 + Fraction(1, 2)).__floor__()
    return (Decimal(cents) / 100 * (-1 if value < 0 else 1)).quantize(CENT)


def mean(scores: Iterable[Fraction | Decimal | int]) -> Fraction | None:
    """The exact unweighted mean; None of nothing.

    >>> mean([3, 3, 3, 2])
    Fraction(11, 4)
    """
    values = [Fraction(each) for each in scores]
    return sum(values, Fraction(0)) / len(values) if values else None


def item_score(scores: Iterable[int | None]) -> Fraction | None:
    """The mean over the assessors who scored the item; None where it applies to none of them.

    Four assessors give 3, 3, 3 and 2: 2.75. Five give 4, 4, 4, 4 and 3: 3.8.

    >>> item_score([3, 3, 3, 2]), item_score([None, None])
    (Fraction(11, 4), None)
    """
    return mean(each for each in scores if each is not None)


def dimension_score(items: Iterable[Fraction | Decimal | None]) -> Decimal | None:
    """The unweighted mean of the items that apply, half up to two decimals; None when none applies.

    Kabupaten Malang 2022, output: 2, 1, 2, 2.75, 1, 1 and 1 make 10.75 / 7 = 1.5357..., published as 1.54.

    >>> dimension_score([Decimal(each) for each in ("2", "1", "2", "2.75", "1", "1", "1")])
    Decimal('1.54')
    """
    exact = mean(each for each in items if each is not None)
    return None if exact is None else rounded(exact)


def raw_index(dimensions: Mapping[str, Decimal], weights: Mapping[str, Decimal]) -> Decimal:
    """The weighted sum of the dimension scores (two decimals each) before any rounding; weights in percent.

    Raises KeyError for a dimension without a score.

    >>> raw_index({"a": Decimal("1.40"), "b": Decimal("1.55")}, {"a": Decimal(10), "b": Decimal(90)})
    Decimal('1.535')
    """
    with localcontext() as context:
        context.prec = 28
        return sum((dimensions[code] * weight / 100 for code, weight in weights.items()), Decimal(0))


def final_index(dimensions: Mapping[str, Decimal], weights: Mapping[str, Decimal], rounding: Rounding) -> Decimal:
    """The final index by the instrument's rule; weights in percent.

    Kabupaten Malang 2022 (each contribution rounded): 1.40, 1.54, 2.92, 2.56 and 3.08 with 10, 20, 30, 10 and 30
    percent make 0.14 + 0.31 + 0.88 + 0.26 + 0.92 = 2.51. Rounding only the total of the same would make 2.50.

    >>> scores = dict(zip("abcde", map(Decimal, ("1.40", "1.54", "2.92", "2.56", "3.08"))))
    >>> weights = dict(zip("abcde", map(Decimal, (10, 20, 30, 10, 30))))
    >>> final_index(scores, weights, Rounding.EACH_CONTRIBUTION), final_index(scores, weights, Rounding.TOTAL)
    (Decimal('2.51'), Decimal('2.50'))
    """
    if rounding is Rounding.TOTAL:
        return rounded(raw_index(dimensions, weights))
    return sum((contribution(dimensions[code], weight) for code, weight in weights.items()), Decimal("0.00"))


def contribution(score: Decimal, weight: Decimal) -> Decimal:
    """What one dimension adds to the final index, half up to two decimals.

    >>> contribution(Decimal("1.54"), Decimal(20))
    Decimal('0.31')
    """
    return rounded(Fraction(score) * Fraction(weight) / 100)


def improvement(now: Decimal, before: Decimal | None) -> Decimal | None:
    """This year's index minus last year's, both before rounding, then rounded half up; None without a year before.

    >>> improvement(Decimal("2.5049"), Decimal("2.1000")), improvement(Decimal("2.5"), None)
    (Decimal('0.40'), None)
    """
    return None if before is None else rounded(now - before)


def is_disputed(scores: Sequence[int | None]) -> bool:
    """Whether assessors differ so much that they should talk about the item.

    >>> is_disputed([1, 3, 2]), is_disputed([2, 3, None])
    (True, False)
    """
    given = [each for each in scores if each is not None]
    return bool(given) and max(given) - min(given) >= DIFFERENCE_TO_TALK_ABOUT
