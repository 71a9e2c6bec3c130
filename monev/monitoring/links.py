"""When a link is looked at again, and when it counts as dead."""

from __future__ import annotations

from datetime import datetime, timedelta

UNCHECKED, ALIVE, DOUBTFUL, DEAD = "unchecked", "alive", "doubtful", "dead"
EVERY = timedelta(days=7)
SOON = timedelta(hours=20)
"""For doubtful ones; less than a day, so that a daily job that starts a little earlier than yesterday still asks."""
FAILURES = 3
DAYS = 2


def due_before(state: str, now: datetime) -> datetime:
    """A link in `state` is asked again when it was last asked at this moment or earlier.

    >>> due_before("alive", datetime(2026, 10, 8, 2)), due_before("doubtful", datetime(2026, 10, 8, 2))
    (datetime.datetime(2026, 10, 1, 2, 0), datetime.datetime(2026, 10, 7, 6, 0))
    """
    return now - (SOON if state == DOUBTFUL else EVERY)


def is_due(state: str, checked_at: datetime | None, now: datetime) -> bool:
    """Whether a link is asked now: never asked, doubtful since a day, else at most once in seven days."""
    return checked_at is None or checked_at <= due_before(state, now)


def judged(*, is_alive: bool, failures: int, failing_since: datetime | None, now: datetime) -> tuple[str, int]:
    """State and failures in a row after an answer. Dead: three failures in a row, the first two days ago or earlier.

    >>> judged(is_alive=False, failures=2, failing_since=datetime(2026, 10, 1, 2), now=datetime(2026, 10, 3, 1))
    ('dead', 3)
    >>> judged(is_alive=False, failures=2, failing_since=datetime(2026, 10, 2, 2), now=datetime(2026, 10, 3, 1))
    ('doubtful', 3)
    >>> judged(is_alive=True, failures=9, failing_since=datetime(2026, 9, 1), now=datetime(2026, 10, 3))
    ('alive', 0)
    """
    if is_alive:
        return ALIVE, 0
    count = failures + 1
    days = (now.date() - failing_since.date()).days if failing_since else 0
    return (DEAD if count >= FAILURES and days >= DAYS else DOUBTFUL), count
