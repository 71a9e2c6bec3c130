"""Durations and sizes as people say them."""

from __future__ import annotations

from django.utils.translation import ngettext

from core.formats import number

MINUTE, HOUR, DAY = 60, 3600, 86400
UNITS = ("B", "kB", "MB", "GB", "TB")


def age(seconds: float) -> str:
    """`12 seconds`, `3 minutes`, `5 hours`, `9 days`; never more than one unit."""
    if seconds < 2 * MINUTE:
        return ngettext("%(n)s second", "%(n)s seconds", round(seconds)) % {"n": round(seconds)}
    if seconds < 2 * HOUR:
        return ngettext("%(n)s minute", "%(n)s minutes", round(seconds / MINUTE)) % {"n": round(seconds / MINUTE)}
    if seconds < 2 * DAY:
        return ngettext("%(n)s hour", "%(n)s hours", round(seconds / HOUR)) % {"n": round(seconds / HOUR)}
    return ngettext("%(n)s day", "%(n)s days", round(seconds / DAY)) % {"n": round(seconds / DAY)}


def size(count: float) -> str:
    """Bytes in the unit that makes them short: `12,4 GB`."""
    for unit in UNITS:
        if count < 1000 or unit == UNITS[-1]:
            return f"{number(count, 0 if unit == UNITS[0] or count >= 100 else 1)} {unit}"
        count /= 1000
    raise AssertionError
