"""How far a target is reached, what predicate that earns, and how several figures become one.

Sources: DOMAIN.md 'Calculations', DOMAIN-FACTS 4.1 and 4.4. Figures stay uncapped and unrounded until they are shown
or averaged. None means 'not measurable' and is never zero. Worked examples: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.numbers import round_half_up
from monev.monitoring import rules as settings
from monev.monitoring.rules import Rules

HIGHER = "higher"
LOWER = "lower"
STABILISE = "stabilise"

RATIO = "ratio"
INVERSE = settings.INVERSE
MIRROR = settings.MIRROR
RANGE = settings.RANGE

SUM = "sum"
LAST = "last"
MEAN = "mean"
MAX = "max"

FORMULAS = {HIGHER: (RATIO,), LOWER: (INVERSE, MIRROR, RANGE), STABILISE: (STABILISE,)}
"""The formulas each polarity may use."""

HUNDRED = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Weighted:
    """A figure (None: nothing reported) and its weight (None: none known)."""

    value: Decimal | None
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RollUp:
    """A mean and what it rests on: '11 of 14 programs' is `counted` of `counted + left_out`."""

    value: Decimal | None
    counted: int
    left_out: int
    weight_total: Decimal

    @property
    def total(self) -> int:
        return self.counted + self.left_out


def formula_for(polarity: str, formula: str, rules: Rules) -> str:
    """The formula of an indicator that names none: ratio, the region's default for lower is better, stabilise.

    >>> formula_for("lower", "", Rules()), formula_for("higher", "", Rules())
    ('mirror', 'ratio')
    """
    allowed = FORMULAS.get(polarity)
    if allowed is None:
        raise ValueError(f"unknown polarity {polarity!r}")
    if not formula:
        return rules.default_formula if polarity == LOWER else allowed[0]
    if formula not in allowed:
        raise ValueError(f"formula {formula!r} does not fit polarity {polarity!r}")
    return formula


def achievement(
    realised: Decimal | None,
    target: Decimal | None,
    *,
    polarity: str,
    rules: Rules,
    formula: str = "",
    worst: Decimal | None = None,
) -> Decimal | None:
    """Percent of the target that is reached, uncapped; None when it cannot be measured.

    A target of zero follows `rules.zero_target`; a missing or negative one is not measurable. `worst` is the value
    that earns 0 in the range formula.

    >>> achievement(Decimal(45), Decimal(60), polarity="higher", rules=Rules())
    Decimal('75.00')
    >>> achievement(Decimal(12), Decimal(10), polarity="lower", rules=Rules())
    Decimal('80.0')
    """
    used = formula_for(polarity, formula, rules)
    if realised is None or target is None:
        return None
    if used == RANGE:
        return _range(realised, target, worst)
    if target < 0:
        return None
    if target == 0:
        return _for_zero_target(realised, polarity, rules)
    return _PLAIN_FORMULAS[used](realised, target)


def _ratio(realised: Decimal, target: Decimal) -> Decimal:
    """R / T x 100."""
    return realised / target * HUNDRED


def _inverse(realised: Decimal, target: Decimal) -> Decimal:
    """T / R x 100; a realised zero, the best there is, earns what the mirror formula gives: 200."""
    return target / realised * HUNDRED if realised > 0 else _mirror(realised, target)


def _mirror(realised: Decimal, target: Decimal) -> Decimal:
    """(2T - R) / T x 100: ten percent too many earn 90."""
    return (2 * target - realised) / target * HUNDRED


def _stabilise(realised: Decimal, target: Decimal) -> Decimal:
    """100 - |R - T| / T x 100: too much is as far away as too little."""
    return HUNDRED - abs(realised - target) / target * HUNDRED


_PLAIN_FORMULAS = {RATIO: _ratio, INVERSE: _inverse, MIRROR: _mirror, STABILISE: _stabilise}


def _range(realised: Decimal, target: Decimal, worst: Decimal | None) -> Decimal | None:
    """(worst - R) / (worst - T) x 100: 0 at the worst value, 100 at the target, which may be zero."""
    if worst is None or worst <= target:
        return None
    return (worst - realised) / (worst - target) * HUNDRED


def _for_zero_target(realised: Decimal, polarity: str, rules: Rules) -> Decimal | None:
    """Not measurable, 0, or (policy 'full') 100 when the realised value is no worse than the zero asked for."""
    if rules.zero_target == settings.NOT_MEASURABLE:
        return None
    reached = {HIGHER: realised >= 0, LOWER: realised <= 0, STABILISE: realised == 0}[polarity]
    return HUNDRED if rules.zero_target == settings.FULL and reached else ZERO


def aggregate(values: Mapping[int, Decimal | None], how: str, upto: int) -> Decimal | None:
    """The value of an indicator at the end of period `upto` from the values of the periods (number -> own value).

    Later periods and missing values do not count; none at all gives None. The values themselves are never changed,
    so a late report of quarter 1 alters a sum, and nothing of quarter 2's own value.

    >>> quarters = {1: Decimal(10), 2: None, 3: Decimal(30), 4: Decimal(5)}
    >>> [str(aggregate(quarters, how, 3)) for how in ("sum", "last", "mean", "max")]
    ['40', '30', '20', '30']
    """
    known = [value for period, value in sorted(values.items()) if period <= upto and value is not None]
    if how not in (SUM, LAST, MEAN, MAX):
        raise ValueError(f"unknown aggregation {how!r}")
    if not known:
        return None
    if how == LAST:
        return known[-1]
    if how == MAX:
        return max(known)
    total = sum(known, ZERO)
    return total if how == SUM else total / len(known)


def capped(percent: Decimal | None, rules: Rules) -> Decimal | None:
    """The figure that goes into a mean: between the floor and the cap.

    >>> capped(Decimal(180), Rules()), capped(Decimal(-40), Rules())
    (Decimal('100'), Decimal('0'))
    """
    return None if percent is None else max(rules.floor_averaging, min(percent, rules.cap_averaging))


def shown(percent: Decimal | None, rules: Rules) -> Decimal | None:
    """The figure that a page prints: no more than the cap.

    >>> shown(Decimal(180), Rules()), shown(Decimal(120), Rules())
    (Decimal('150'), Decimal('120'))
    """
    return None if percent is None else min(percent, rules.cap_shown)


def predicate(percent: Decimal | None, rules: Rules, quarter: int | None = None) -> str | None:
    """The code of the band; the published bands are whole numbers, `rules.predicate_rounding` says what is between.

    >>> predicate(Decimal("90.5"), Rules()), predicate(Decimal("90.5"), Rules(predicate_rounding="rounded"))
    ('high', 'very_high')
    """
    if percent is None:
        return None
    figure = round_half_up(percent, 0) if rules.predicate_rounding == settings.ROUNDED else percent
    bands = rules.bands(quarter)
    return next((code for bound, code in bands if figure >= bound), bands[-1][1])


def weighted_mean(items: Iterable[Weighted], rules: Rules) -> RollUp:
    """The mean of capped figures by weights normalised to their sum; equal weights where nobody has one.

    Left out and counted: items without a value (unless the region takes them as zero), and items without a weight
    where others have one.

    >>> weighted_mean([Weighted(Decimal(50), Decimal(1)), Weighted(Decimal(90), Decimal(3)), Weighted(None)], Rules())
    RollUp(value=Decimal('80'), counted=2, left_out=1, weight_total=Decimal('4'))
    """
    rows = list(items)
    if any(row.weight is not None and row.weight < 0 for row in rows):
        raise ValueError("a weight is negative")
    equal = not any(row.weight for row in rows)
    missing = ZERO if rules.missing_policy == settings.AS_ZERO else None
    used = []
    for row in rows:
        value = capped(missing if row.value is None else row.value, rules)
        weight = Decimal(1) if equal else row.weight
        if value is not None and weight:
            used.append((value, weight))
    total = sum((weight for _, weight in used), ZERO)
    mean = sum((value * weight for value, weight in used), ZERO) / total if used else None
    return RollUp(mean, len(used), len(rows) - len(used), total)
