"""Which step of the scale a measured value reaches."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

STEPS = (1, 2, 3, 4)


def step_for(value: Decimal | int, thresholds: Mapping[str, Any], *, lower_is_better: bool = False) -> int | None:
    """The highest step whose threshold the value meets; 0 when it meets none; None without thresholds.

    A threshold is the least value of its step, {"1": "0.01", "2": "50", "3": "75", "4": "90"}; where `lower_is_better`
    it is the greatest one. A step without a threshold is not reached by measuring.

    >>> usual = {"1": "0.01", "2": "50", "3": "75", "4": "90"}
    >>> step_for(Decimal("85.7"), usual), step_for(Decimal(0), usual), step_for(Decimal(90), usual)
    (3, 0, 4)
    >>> step_for(Decimal("11.2"), {"1": "20", "2": "15", "3": "12", "4": "8"}, lower_is_better=True)
    3
    """
    known = {step: limit for step in STEPS if (limit := number_of(thresholds.get(str(step)))) is not None}
    if not known:
        return None
    met = [step for step, limit in known.items() if (value <= limit if lower_is_better else value >= limit)]
    return max(met, default=0)


def number_of(text: Any) -> Decimal | None:
    """A threshold as a number; None for nothing and for what is no number.

    >>> number_of("0.50"), number_of(""), number_of("WTP")
    (Decimal('0.50'), None, None)
    """
    if text is None or isinstance(text, bool):
        return None
    try:
        number = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
