"""When somebody is reminded of what is due; pure. Days are those of the place where it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is due to be said today; `mark` makes it the same reminder for all runs of these days."""

    is_overdue: bool
    days: int
    mark: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`before`: how many days before the date a reminder begins, with its mark, nearest first; once the date has passed
    one every `every` days, `times` times.

    >>> rhythm = Rhythm(before=((3, "late"), (14, "early")), every=7, times=8)
    >>> rhythm.on(date(2026, 10, 1), date(2026, 10, 15))
    Reminder(is_overdue=False, days=14, mark='early')
    >>> rhythm.on(date(2026, 10, 14), date(2026, 10, 15))
    Reminder(is_overdue=False, days=1, mark='late')
    >>> rhythm.on(date(2026, 10, 25), date(2026, 10, 15))
    Reminder(is_overdue=True, days=10, mark='overdue-1')
    >>> rhythm.on(date(2026, 9, 30), date(2026, 10, 15)) is None
    True
    """

    before: tuple[tuple[int, str], ...]
    every: int
    times: int

    def on(self, today: date, due_on: date) -> Reminder | None:
        """The reminder of the day, if any."""
        left = (due_on - today).days
        if left >= 0:
            return next((Reminder(False, left, mark) for days, mark in self.before if left <= days), None)
        turn = (-left - 1) // self.every
        return Reminder(True, -left, f"overdue-{turn}") if turn < self.times else None
