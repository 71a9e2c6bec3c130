"""What a better score of an item would add to the final index, by the instrument's own rule, rounding included.

It alone answers "which items would lift the final score most, and by how much". Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from monev.evaluation.scoring import HIGHEST, Rounding, dimension_score, final_index

ONE_STEP = Decimal(1)


@dataclass(frozen=True, slots=True)
class Scored:
    """An item with its score, None where it does not apply: then it is in no denominator and cannot be lifted."""

    code: str
    dimension: str
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Rules:
    """How an instrument makes the final index: weights in percent by dimension, and when it rounds."""

    weights: Mapping[str, Decimal]
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class Outcome:
    """The score of each dimension (None where no item applies) and the final; None while a dimension has no score."""

    dimensions: Mapping[str, Decimal | None]
    final: Decimal | None


@dataclass(frozen=True, slots=True)
class Gain:
    """What one step up, and the full score, would add to the final index as it is published.

    `exact`: the full gain before any rounding. It orders items whose published gains are the same.
    """

    code: str
    score: Decimal
    step_to: Decimal
    by_step: Decimal
    by_full: Decimal
    exact: Fraction

    @property
    def is_full(self) -> bool:
        """Nothing can be added."""
        return self.score >= HIGHEST


def outcome(items: Iterable[Scored], rules: Rules) -> Outcome:
    """Dimensions and final of these scores.

    Two dimensions of 40 and 60 percent, the first with 3 and 4, the second with 2: 3.50 and 2.00 make 2.60.

    >>> rules = Rules({"a": Decimal(40), "b": Decimal(60)}, Rounding.TOTAL)
    >>> rows = [Scored("1", "a", Decimal(3)), Scored("2", "a", Decimal(4)), Scored("3", "b", Decimal(2))]
    >>> outcome(rows, rules).final
    Decimal('2.60')
    """
    grouped: dict[str, list[Decimal | None]] = {code: [] for code in rules.weights}
    for item in items:
        grouped[item.dimension].append(item.score)
    dimensions = {code: dimension_score(scores) for code, scores in grouped.items()}
    known = {code: score for code, score in dimensions.items() if score is not None}
    final = final_index(known, rules.weights, rules.rounding) if len(known) == len(rules.weights) else None
    return Outcome(dimensions, final)


def lifted(items: Iterable[Scored], tried: Mapping[str, Decimal]) -> list[Scored]:
    """The same items with the tried scores; an item that does not apply stays so, a lower score is tried as well."""
    return [
        replace(item, score=tried[item.code]) if item.score is not None and item.code in tried else item
        for item in items
    ]


def gains(items: Sequence[Scored], rules: Rules) -> list[Gain]:
    """For each item that applies what it could add, the largest first; nothing while a dimension has no score.

    Of the two dimensions above: the item with 2 alone carries 60 percent, so one step adds 0.60 and the full score
    1.20; the item with 3 shares 40 percent with another one, so one step adds 0.20.

    >>> rules = Rules({"a": Decimal(40), "b": Decimal(60)}, Rounding.TOTAL)
    >>> rows = [Scored("1", "a", Decimal(3)), Scored("2", "a", Decimal(4)), Scored("3", "b", Decimal(2))]
    >>> [(each.code, str(each.by_step), str(each.by_full)) for each in gains(rows, rules)]
    [('3', '0.60', '1.20'), ('1', '0.20', '0.20'), ('2', '0.00', '0.00')]
    """
    now = outcome(items, rules).final
    if now is None:
        return []
    counts = {code: sum(each.dimension == code and each.score is not None for each in items) for code in rules.weights}
    found = [_gain(item, items, rules, now, counts) for item in items if item.score is not None]
    return sorted(found, key=lambda each: (-each.by_full, -each.exact, -each.by_step, each.code))


def _gain(item: Scored, items: Sequence[Scored], rules: Rules, now: Decimal, counts: Mapping[str, int]) -> Gain:
    score = item.score or Decimal(0)
    step_to = min(score + ONE_STEP, HIGHEST)
    share = Fraction(rules.weights[item.dimension]) / 100 / counts[item.dimension]
    return Gain(
        code=item.code,
        score=score,
        step_to=step_to,
        by_step=_added(items, rules, now, item.code, step_to),
        by_full=_added(items, rules, now, item.code, max(score, HIGHEST)),
        exact=share * Fraction(HIGHEST - score),
    )


def _added(items: Sequence[Scored], rules: Rules, now: Decimal, code: str, score: Decimal) -> Decimal:
    """The new final minus the one of now: both as they would be published."""
    then = outcome(lifted(items, {code: score}), rules).final
    return (then or now) - now
