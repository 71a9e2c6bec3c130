"""How often something may be done within an hour, counted in the cache only."""

from __future__ import annotations

from django.core.cache import cache

HOUR = 60 * 60


def is_over(name: str, most: int) -> bool:
    """Count one more under this name in this hour; whether that is more than allowed."""
    key = f"hourly-limit:{name}"
    if cache.add(key, 1, HOUR):
        return most < 1
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, HOUR)
        return most < 1
