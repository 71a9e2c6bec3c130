"""How long somebody must wait after failures: some are free, then each doubles the pause. Pure."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(hours=24)
"""Failures that are older do not count."""


def pause_after(failures: int, free: int, longest: timedelta) -> timedelta:
    """The pause that begins with this failure.

    >>> [pause_after(each, 5, timedelta(hours=1)).total_seconds() / 60 for each in (4, 5, 6, 7, 8, 30)]
    [0.0, 1.0, 2.0, 4.0, 8.0, 60.0]
    """
    if failures < free:
        return timedelta()
    return min(FIRST * 2 ** min(failures - free, 20), longest)
