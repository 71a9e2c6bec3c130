"""The settings of every calculation, as one value with a version: what a region may choose and what is the default.

Defaults and their sources: DOMAIN.md 'Calculations', DOMAIN-FACTS 4.1 (bands), 4.3 (late contracts), 4.4 (formulas).
A published figure names the version of the rules that it was computed with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from monev.monitoring.quality_codes import CODES

Bands = tuple[tuple[Decimal, str], ...]

VERY_HIGH = "very_high"
HIGH = "high"
MEDIUM = "medium"
LOW = "low"
VERY_LOW = "very_low"

LOWER_BOUND = "lower_bound"
ROUNDED = "rounded"
PREDICATE_ROUNDINGS = (LOWER_BOUND, ROUNDED)

NOT_MEASURABLE = "not_measurable"
ZERO = "zero"
FULL = "full"
ZERO_TARGETS = (NOT_MEASURABLE, ZERO, FULL)

LEFT_OUT = "left_out"
AS_ZERO = "as_zero"
MISSING_POLICIES = (LEFT_OUT, AS_ZERO)

INVERSE = "inverse"
MIRROR = "mirror"
RANGE = "range"
DEFAULT_FORMULAS = (INVERSE, MIRROR, RANGE)

BY_INDEX = "index"
BY_LINE = "line"
BY_SCHEDULE = "schedule"
FORECAST_METHODS = (BY_INDEX, BY_LINE, BY_SCHEDULE)

PERMENDAGRI_86_2017: Bands = (
    (Decimal(91), VERY_HIGH),
    (Decimal(76), HIGH),
    (Decimal(66), MEDIUM),
    (Decimal(51), LOW),
    (Decimal(0), VERY_LOW),
)
"""Bands of the annual evaluation; the last one takes everything below."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Every setting of the calculations. Numbers may come as text or lists (from JSON): they become Decimal and tuples.

    >>> rules = Rules(version="2026-1", cap_shown="200", predicate_bands=[["80", "high"], [0, "low"]])
    >>> rules.cap_shown, rules.predicate_bands
    (Decimal('200'), ((Decimal('80'), 'high'), (Decimal('0'), 'low')))
    """

    version: str = "default"
    # Predicate of a percentage: (lower bound, code), highest first; the last band takes everything below.
    predicate_bands: Bands = PERMENDAGRI_86_2017
    # Regions that rate a cumulative figure against its quarter: {"1": bands, ...}; empty: the bands above all year.
    quarter_bands: Mapping[str, Bands] = field(default_factory=dict, hash=False)
    predicate_rounding: str = LOWER_BOUND
    # Achievement.
    default_formula: str = MIRROR
    zero_target: str = NOT_MEASURABLE
    floor_averaging: Decimal = Decimal(0)
    cap_averaging: Decimal = Decimal(100)
    cap_shown: Decimal = Decimal(150)
    missing_policy: str = LEFT_OUT
    # Traffic light: green from, amber from, red below; once `strict_from` percent are planned red below `strict_red`.
    light_green: Decimal = Decimal(-5)
    light_amber: Decimal = Decimal(-10)
    strict_from: Decimal = Decimal(70)
    strict_red: Decimal = Decimal(-5)
    # Forecast: the method that leads; points below the target from which a program misses it, above the ceiling from
    # which it is at risk.
    forecast_method: str = BY_INDEX
    forecast_physical: Decimal = Decimal(5)
    forecast_achievement: Decimal = Decimal(5)
    forecast_ceiling: Decimal = Decimal(0)
    # Data quality.
    jump_points: Decimal = Decimal(40)
    silent_periods: int = 2
    scale_factor: Decimal = Decimal(100)
    same_value_periods: int = 3
    nil_periods: int = 3
    finished_absorption: Decimal = Decimal(50)
    quality_off: tuple[str, ...] = ()
    # Quality score of an OPD: how much each part weighs (docs/scoring.md).
    weight_complete: Decimal = Decimal(40)
    weight_on_time: Decimal = Decimal(20)
    weight_evidence: Decimal = Decimal(20)
    weight_unquestioned: Decimal = Decimal(20)

    def __post_init__(self) -> None:
        _set(self, "predicate_bands", _bands(self.predicate_bands))
        _set(self, "quarter_bands", {str(key): _bands(value) for key, value in self.quarter_bands.items()})
        for each in fields(self):
            if each.type == "Decimal":
                _set(self, each.name, _decimal(getattr(self, each.name), each.name))
        for name in ("silent_periods", "same_value_periods", "nil_periods"):
            _set(self, name, _count(getattr(self, name), name))
        _set(self, "quality_off", _off(self.quality_off))
        _check(self)

    def bands(self, quarter: int | None = None) -> Bands:
        """The bands for a figure of a whole year, or of `quarter` where the region rates quarters by their own."""
        return self.quarter_bands.get(str(quarter), self.predicate_bands)


def _set(rules: Rules, name: str, value: object) -> None:
    object.__setattr__(rules, name, value)


def _decimal(value: object, name: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{name}: {value!r} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{name}: {value!r} is not a number")
    return number


def _count(value: object, name: str) -> int:
    number = _decimal(value, name)
    if number < 1 or number != number.to_integral_value():
        raise ValueError(f"{name}: {value!r} is not a whole number from 1")
    return int(number)


def _off(codes: object) -> tuple[str, ...]:
    """The rules of data quality that are switched off, in the order of the catalogue; unknown ones are refused."""
    if isinstance(codes, str) or not isinstance(codes, Iterable):
        raise ValueError("quality_off: a list of rules is needed")
    chosen = {str(code) for code in codes}
    if unknown := chosen - set(CODES):
        raise ValueError(f"quality_off: {', '.join(sorted(unknown))} is not a rule of data quality")
    return tuple(code for code in CODES if code in chosen)


def _bands(bands: Iterable[Iterable[object]]) -> Bands:
    """Half-open bands that cover the whole line: highest bound first, none twice."""
    made = tuple((_decimal(bound, "band"), str(code)) for bound, code in bands)
    bounds = [bound for bound, _ in made]
    if not made or any(low >= high for high, low in pairwise(bounds)):
        raise ValueError("bands must go from the highest lower bound down to the lowest")
    return made


def _check(rules: Rules) -> None:
    choices = (
        (rules.predicate_rounding, PREDICATE_ROUNDINGS),
        (rules.default_formula, DEFAULT_FORMULAS),
        (rules.zero_target, ZERO_TARGETS),
        (rules.missing_policy, MISSING_POLICIES),
        (rules.forecast_method, FORECAST_METHODS),
    )
    for value, allowed in choices:
        if value not in allowed:
            raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
    if rules.light_amber > rules.light_green:
        raise ValueError("amber must not begin above green")
    if min(rules.forecast_physical, rules.forecast_achievement, rules.forecast_ceiling) < 0:
        raise ValueError("a tolerance of the forecast is not negative")
    weights = (rules.weight_complete, rules.weight_on_time, rules.weight_evidence, rules.weight_unquestioned)
    if min(weights) < 0 or not sum(weights):
        raise ValueError("the weights of the quality score are not negative, and not all zero")
    if rules.floor_averaging >= rules.cap_averaging:
        raise ValueError("the floor when averaging must be below the cap")


DEFAULT = Rules()
