"""How long a report still takes, judged by how long such reports took lately; pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext, ngettext

LATELY = 10
"""So many reports of a kind are looked at."""
MINUTE, HOUR = 60, 3600


def seconds_left(lately: Sequence[float], *, elapsed: float, progress: int) -> int | None:
    """The median of the last durations less what has passed; a report that takes longer than those, or the first of
    its kind, by its progress; None when nothing is known.

    >>> seconds_left([20, 30, 40], elapsed=12, progress=35)
    18
    >>> seconds_left([20, 30, 40], elapsed=40, progress=80), seconds_left([], elapsed=40, progress=0)
    (10, None)
    """
    if lately and (left := median(lately) - elapsed) > 0:
        return round(left)
    if progress <= 0:
        return None
    return round(max(elapsed, 0) * (100 - progress) / progress)


def left_label(seconds: int | None) -> str:
    """As somebody would say it, in the active language; empty when nothing is known."""
    if seconds is None:
        return ""
    if seconds < 10:
        return gettext("less than 10 seconds left")
    if seconds < MINUTE:
        return gettext("about %(count)s seconds left") % {"count": _rounded(seconds, 10)}
    if seconds < HOUR:
        count = _rounded(seconds, MINUTE) // MINUTE
        return ngettext("about %(count)s minute left", "about %(count)s minutes left", count) % {"count": count}
    count = _rounded(seconds, HOUR) // HOUR
    return ngettext("about %(count)s hour left", "about %(count)s hours left", count) % {"count": count}


def _rounded(seconds: int, unit: int) -> int:
    """To whole units, at least one."""
    return max(unit, (seconds + unit // 2) // unit * unit)
