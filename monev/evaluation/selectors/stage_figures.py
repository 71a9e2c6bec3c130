"""What the scores of a region come to, by the rule of its instrument: the one calculation behind a closed stage.

Exact fractions until the two decimals of a dimension; everything stored is text or Decimal, never a binary float.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from monev.evaluation import scoring
from monev.evaluation.scoring import Rounding

SHOWN = Decimal("0.0001")
"""Item scores are stored with four decimals; the mean of a dimension is taken of the exact ones."""


@dataclass(frozen=True, slots=True)
class Grid:
    """What the calculation needs of an instrument: the dimension of each item, in order, weights and the rounding."""

    items: Mapping[str, str]
    weights: Mapping[str, Decimal]
    rounding: Rounding

    def of_dimension(self, code: str) -> list[str]:
        """The items of one dimension."""
        return [item for item, dimension in self.items.items() if dimension == code]


@dataclass(frozen=True, slots=True)
class Mark:
    """What one assessor says of one item: a score, or that it does not apply."""

    score: int | None
    is_not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """Scores by code. `index` and `raw` are None where a dimension has no score; then `gaps` and `unscored` say why.

    `gaps`: dimensions in which no item applies. `unscored`: items of which no assessor said anything.
    """

    items: Mapping[str, Fraction | None]
    dimensions: Mapping[str, Decimal]
    contributions: Mapping[str, Decimal]
    index: Decimal | None
    raw: Decimal | None
    gaps: Sequence[str] = ()
    unscored: Sequence[str] = field(default_factory=tuple)


def assessed(grid: Grid, sheets: Iterable[Mapping[str, Mark]]) -> Figures:
    """The figures of the assessors who submitted, one sheet each.

    An item's score is the mean over those who scored it; it does not apply when all who judged it say so. An item that
    nobody judged makes the result incomplete: it is neither a zero nor left out silently.
    """
    every = list(sheets)
    items: dict[str, Fraction | None] = {}
    unscored = []
    for code in grid.items:
        marks = [sheet[code] for sheet in every if code in sheet and _says_something(sheet[code])]
        items[code] = scoring.item_score(each.score for each in marks)
        if not marks:
            unscored.append(code)
    return _figures(grid, items, unscored)


def _says_something(mark: Mark) -> bool:
    return mark.score is not None or mark.is_not_applicable


def own(grid: Grid, answers: Mapping[str, Mark]) -> Figures:
    """The figures that the region gives itself."""
    items = {code: _exact(answers.get(code)) for code in grid.items}
    unscored = [code for code in grid.items if code not in answers or not _says_something(answers[code])]
    return _figures(grid, items, unscored)


def _exact(mark: Mark | None) -> Fraction | None:
    return None if mark is None or mark.score is None else Fraction(mark.score)


def _figures(grid: Grid, items: Mapping[str, Fraction | None], unscored: Sequence[str]) -> Figures:
    """A dimension in which no item applies has no score, and then there is no index: its weight is given to nobody."""
    found = {code: scoring.dimension_score(items[item] for item in grid.of_dimension(code)) for code in grid.weights}
    dimensions = {code: score for code, score in found.items() if score is not None}
    missing = set(unscored)
    gaps = [code for code in grid.weights if code not in dimensions and not missing & set(grid.of_dimension(code))]
    whole = len(dimensions) == len(grid.weights) and not unscored
    return Figures(
        items=items,
        dimensions=dimensions,
        contributions={code: _contribution(grid, code, score) for code, score in dimensions.items()},
        index=scoring.final_index(dimensions, grid.weights, grid.rounding) if whole else None,
        raw=scoring.raw_index(dimensions, grid.weights) if whole else None,
        gaps=gaps,
        unscored=unscored,
    )


def _contribution(grid: Grid, code: str, score: Decimal) -> Decimal:
    """What the dimension adds: rounded where the instrument rounds each one, else exact."""
    if grid.rounding is Rounding.EACH_CONTRIBUTION:
        return scoring.contribution(score, grid.weights[code])
    return score * grid.weights[code] / 100


def shown_score(exact: Fraction | None) -> str | None:
    """The score of an item as it is stored: up to four decimals, half up.

    >>> shown_score(Fraction(11, 4)), shown_score(Fraction(7, 3)), shown_score(None)
    ('2.75', '2.3333', None)
    """
    if exact is None:
        return None
    value = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(SHOWN, ROUND_HALF_UP)
    text = format(value, "f").rstrip("0")
    return text + "00" if text.endswith(".") else text + "0" if len(text.split(".")[1]) == 1 else text
