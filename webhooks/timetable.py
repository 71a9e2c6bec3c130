"""When a message that was not accepted is sent again; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

TASK = "webhooks.tasks.send_waiting"
"""The job that sends all that is due."""
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""After the first, second ... try. After the last one nothing is tried again by itself."""
MOST_TRIES = len(DELAYS) + 1
LONGEST = DELAYS[-1]
"""How long a receiver may ask to be left alone."""
REST = timedelta(minutes=5)
"""After a failure what else waits for that receiver is held back so long at most."""
PAUSE_AFTER = timedelta(days=7)
"""A webhook at which nothing arrived for so long is paused."""


def next_try(tries: int, now: datetime, wait: int = 0) -> datetime | None:
    """When to try again after `tries` tries that failed, `wait` seconds later at the earliest; None: no more.

    >>> next_try(1, datetime(2026, 10, 1, 8)), next_try(8, datetime(2026, 10, 1, 8))
    (datetime.datetime(2026, 10, 1, 8, 1), None)
    >>> next_try(1, datetime(2026, 10, 1, 8), wait=600)
    datetime.datetime(2026, 10, 1, 8, 10)
    """
    if tries > len(DELAYS):
        return None
    return now + max(DELAYS[tries - 1], min(timedelta(seconds=wait), LONGEST))
