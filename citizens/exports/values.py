"""Values as open data writes them: exact numbers with a point, days as ISO 8601, truth as true and false."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.numbers import round_half_up


def share(value: Decimal | None) -> float | None:
    """A percentage or points with two decimals.

    >>> share(Decimal("68.255")), share(None)
    (68.26, None)
    """
    return None if value is None else float(round_half_up(value, 2))


def amount(value: Decimal | None) -> int | float | None:
    """Rupiah or a quantity: whole numbers as such, others exact to four decimals.

    >>> amount(Decimal("1500000.00")), amount(Decimal("2.5")), amount(None)
    (1500000, 2.5, None)
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(round_half_up(value, 4))


def day(value: date | None) -> str | None:
    """`2022-04-21`."""
    return value.isoformat() if value else None


def flag(value: bool) -> bool:
    """True or false, never empty."""
    return bool(value)
