"""When an OPD is reminded of the follow-up of a finding; pure. Days are those of the region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

EARLY, LATE = 14, 3
"""Days before the due date."""
EVERY, WEEKS = 7, 8
"""What is overdue is called to mind every week, for two months; it stands on the agenda of meetings all the time."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is due to be said today; `mark` makes it the same reminder for all runs of these days."""

    is_overdue: bool
    days: int
    mark: str


def reminder(today: date, due_on: date) -> Reminder | None:
    """The reminder of the day, if any: from 14 days before, again from 3 days before, weekly once it is overdue.

    >>> reminder(date(2026, 10, 1), date(2026, 10, 15))
    Reminder(is_overdue=False, days=14, mark='early')
    >>> reminder(date(2026, 10, 14), date(2026, 10, 15))
    Reminder(is_overdue=False, days=1, mark='late')
    >>> reminder(date(2026, 10, 25), date(2026, 10, 15))
    Reminder(is_overdue=True, days=10, mark='overdue-1')
    >>> reminder(date(2026, 9, 30), date(2026, 10, 15)) is None
    True
    """
    left = (due_on - today).days
    if left > EARLY:
        return None
    if left >= 0:
        return Reminder(False, left, "late" if left <= LATE else "early")
    week = (-left - 1) // EVERY
    return Reminder(True, -left, f"overdue-{week}") if week < WEEKS else None
