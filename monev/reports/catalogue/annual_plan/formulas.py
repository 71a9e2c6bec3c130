"""The calculations of the evaluation of the annual plan; pure, Decimal. None is 'no figure' and never zero.

K (kinerja) follows the aggregation of the indicator, Rp is money. Achievement, predicate and mean: `monev.monitoring.
achievement`. Columns: DOMAIN-FACTS 4.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from monev.monitoring.achievement import RollUp, Weighted, achievement, aggregate, predicate, weighted_mean
from monev.monitoring.rules import Rules

ZERO = Decimal(0)
QUARTERS = (1, 2, 3, 4)
Values = Mapping[int, Decimal | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """How an indicator is measured: direction, formula, worst value, and how its values over time become one."""

    polarity: str
    formula: str
    aggregation: str
    worst: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Mean:
    """The footer of the form: the mean achievement, on how many indicators it rests, its predicate."""

    value: Decimal | None
    counted: int
    total: int
    predicate: str | None


def periods_of_quarter(quarter: int, periods_a_year: int) -> range:
    """The numbers of the periods in a quarter: months where a region reports by months, else the quarter itself.

    >>> list(periods_of_quarter(3, 12)), list(periods_of_quarter(3, 4))
    ([7, 8, 9], [3])
    """
    size = periods_a_year // 4
    return range((quarter - 1) * size + 1, quarter * size + 1)


def quarter_value(values: Values, how: str, quarter: int, periods_a_year: int) -> Decimal | None:
    """K of one quarter: the reported value; of months, their sum, last, mean or maximum as the indicator says.

    >>> months = {7: Decimal(10), 8: None, 9: Decimal(30), 10: Decimal(99)}
    >>> [str(quarter_value(months, how, 3, 12)) for how in ("sum", "last", "mean", "max")]
    ['40', '30', '20', '30']
    """
    inside = periods_of_quarter(quarter, periods_a_year)
    return aggregate({number: values.get(number) for number in inside}, how, inside[-1])


def quarter_spending(cumulative: Values) -> dict[int, Decimal | None]:
    """Rp of each quarter from what was spent since January: what came on top of the last known amount.

    A quarter without a figure has none of its own; what was spent in it shows in the next one. Negative: corrected.

    >>> own = quarter_spending({1: Decimal(100), 2: None, 3: Decimal(250)})
    >>> own[1], own[2], own[3], own[4]
    (Decimal('100'), None, Decimal('150'), None)
    """
    known, found = ZERO, dict[int, Decimal | None]()
    for quarter in QUARTERS:
        amount = cumulative.get(quarter)
        found[quarter] = None if amount is None else amount - known
        known = known if amount is None else amount
    return found


def last_known(values: Values) -> Decimal | None:
    """The newest figure that there is.

    >>> last_known({1: Decimal(100), 2: Decimal(180), 3: None})
    Decimal('180')
    """
    return next((value for _, value in sorted(values.items(), reverse=True) if value is not None), None)


def over_years(values: Values, how: str, upto: int) -> Decimal | None:
    """K of several years by the aggregation of the indicator.

    >>> years = {2023: Decimal(20), 2024: Decimal(30), 2025: Decimal(40)}
    >>> over_years(years, "sum", 2024), over_years(years, "last", 2025)
    (Decimal('50'), Decimal('40'))
    """
    return aggregate(values, how, upto)


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known.

    >>> total([Decimal(5), None]), total([None])
    (Decimal('5'), None)
    """
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None


def reached(realised: Decimal | None, target: Decimal | None, measure: Measure, rules: Rules) -> Decimal | None:
    """Achievement in percent by the indicator's own formula, uncapped.

    >>> reached(Decimal(45), Decimal(60), Measure("higher", "ratio", "last"), Rules())
    Decimal('75.00')
    """
    return achievement(
        realised, target, polarity=measure.polarity, rules=rules, formula=measure.formula, worst=measure.worst
    )


def mean(percents: Iterable[Decimal | None], rules: Rules, quarter: int | None) -> Mean:
    """The mean of the form: every measurable indicator counts alike, capped as the region's rules say.

    >>> found = mean([Decimal(180), Decimal(81), None], Rules(), None)
    >>> found.value, found.counted, found.total, found.predicate
    (Decimal('90.5'), 2, 3, 'high')
    """
    rolled: RollUp = weighted_mean([Weighted(each) for each in percents], rules)
    return Mean(rolled.value, rolled.counted, rolled.total, predicate(rolled.value, rules, quarter))
