"""How often, or how much, may be done within a time, counted in the cache only."""

from __future__ import annotations

from django.core.cache import cache

HOUR = 60 * 60
DAY = 24 * HOUR


def is_over(name: str, most: int) -> bool:
    """Count one more under this name in this hour; whether that is more than allowed."""
    return counted(f"hourly-limit:{name}", 1, HOUR) > most


def counted(key: str, amount: int, seconds: int) -> int:
    """How much there is under this key after `amount` more; it begins anew `seconds` after the first."""
    if cache.add(key, amount, seconds):
        return amount
    try:
        return int(cache.incr(key, amount))
    except ValueError:  # it ran out between the two
        cache.set(key, amount, seconds)
        return amount
