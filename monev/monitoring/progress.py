"""Physical and financial progress (RFK): deviation, absorption, weighting by ceiling, traffic light.

Sources: DOMAIN.md 'Calculations', DOMAIN-FACTS 4.2 (RFK) and 4.3 (late contracts). Two deviations are in use with
opposite signs: `deviation` (actual - planned, in points, negative is late) and `rfk_deviation` (relative, positive is
late); label both.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from monev.monitoring.achievement import HUNDRED, ZERO, RollUp, Weighted, weighted_mean
from monev.monitoring.rules import Rules

GREEN = "green"
AMBER = "amber"
RED = "red"


def deviation(actual: Decimal | None, planned: Decimal | None) -> Decimal | None:
    """Actual minus planned in points; negative is late.

    >>> deviation(Decimal("41.5"), Decimal(50))
    Decimal('-8.5')
    """
    return None if actual is None or planned is None else actual - planned


def rfk_deviation(planned: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """The RFK form's (RAK - actual) / RAK in percent of the plan; positive is late.

    >>> rfk_deviation(Decimal(50), Decimal("41.5"))
    Decimal('17.00')
    """
    if actual is None or not planned:
        return None
    return (planned - actual) / planned * HUNDRED


def absorption(spending: Decimal | None, ceiling: Decimal | None) -> Decimal | None:
    """Spending in percent of the ceiling (pagu); None without a ceiling.

    >>> absorption(Decimal(340000000), Decimal(500000000))
    Decimal('68.00')
    """
    return None if spending is None or not ceiling else spending / ceiling * HUNDRED


def overspending(spending: Decimal | None, ceiling: Decimal | None) -> Decimal | None:
    """Rupiah above the ceiling, zero when within; None when either is unknown.

    >>> overspending(Decimal(510), Decimal(500)), overspending(Decimal(490), Decimal(500))
    (Decimal('10'), Decimal('0'))
    """
    return None if spending is None or ceiling is None else max(spending - ceiling, ZERO)


def physical_progress(items: Iterable[Weighted], rules: Rules) -> RollUp:
    """Physical percent of a set of programs, weighted by ceiling; by equal weights when none has a ceiling.

    >>> physical_progress([Weighted(Decimal(20), Decimal(300)), Weighted(Decimal(60), Decimal(100))], Rules()).value
    Decimal('30')
    """
    return weighted_mean(items, rules)


def weighted_points(percent: Decimal | None, ceiling: Decimal | None, ceilings: Decimal) -> Decimal | None:
    """TTB (tertimbang) of the RFK form: what one program adds to the percent of its OPD.

    >>> weighted_points(Decimal(20), Decimal(300), Decimal(400))
    Decimal('15.00')
    """
    if percent is None or ceiling is None or not ceilings:
        return None
    return percent * (ceiling / ceilings)


def traffic_light(deviation: Decimal | None, planned: Decimal | None, rules: Rules) -> str | None:
    """Green, amber or red by the deviation; stricter once `rules.strict_from` percent are planned.

    >>> [traffic_light(Decimal(late), Decimal(40), Rules()) for late in ("-5", "-5.01", "-10", "-10.01")]
    ['green', 'amber', 'amber', 'red']
    >>> traffic_light(Decimal("-5.01"), Decimal(70), Rules())
    'red'
    """
    if deviation is None:
        return None
    if planned is not None and planned >= rules.strict_from and deviation < rules.strict_red:
        return RED
    if deviation >= rules.light_green:
        return GREEN
    return AMBER if deviation >= rules.light_amber else RED
