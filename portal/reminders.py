"""When an OPD is reminded of a directive; pure. Days are those of the region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SOON = 7
"""Days before the due date."""
EVERY, WEEKS = 7, 8
"""An overdue directive is called to mind every week, for two months; then it is for the council to decide."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is due to be said of a directive today; `mark` makes it the same reminder for all runs of these days."""

    is_overdue: bool
    days: int
    mark: str


def reminder(today: date, due_on: date) -> Reminder | None:
    """The reminder of the day, if any.

    >>> reminder(date(2026, 10, 1), date(2026, 10, 5))
    Reminder(is_overdue=False, days=4, mark='soon')
    >>> reminder(date(2026, 10, 14), date(2026, 10, 5))
    Reminder(is_overdue=True, days=9, mark='overdue-1')
    >>> reminder(date(2026, 9, 1), date(2026, 10, 5)) is None
    True
    """
    left = (due_on - today).days
    if 0 <= left <= SOON:
        return Reminder(False, left, "soon")
    late = -left
    week = (late - 1) // EVERY
    return Reminder(True, late, f"overdue-{week}") if late > 0 and week < WEEKS else None
