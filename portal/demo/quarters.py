"""The eight quarters of the demonstration, counted back from the day of loading; pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 2022, 2026
"""The years of the demonstration plan."""
COUNT = 8
DAYS_LEFT = 14
"""The open quarter closes so many days after loading, so that there is something to do now."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a budget year."""

    year: int
    number: int

    @property
    def last_month(self) -> int:
        return self.number * 3

    @property
    def first_day(self) -> date:
        return date(self.year, self.last_month - 2, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.last_month, calendar.monthrange(self.year, self.last_month)[1])

    def back(self, count: int) -> Quarter:
        """The quarter `count` quarters earlier.

        >>> Quarter(2026, 1).back(2)
        Quarter(year=2025, number=3)
        """
        index = self.year * 4 + self.number - 1 - count
        return Quarter(index // 4, index % 4 + 1)


@dataclass(frozen=True)
class Calendar:
    """When a quarter opens, warns, closes and locks."""

    quarter: Quarter
    opens_on: date
    warns_on: date
    closes_on: date
    locks_on: date
    is_open: bool


def open_quarter(today: date) -> Quarter:
    """The quarter of `today`, kept within the years of the plan so that eight quarters fit.

    >>> open_quarter(date(2026, 11, 24)), open_quarter(date(2027, 3, 1))
    (Quarter(year=2026, number=4), Quarter(year=2026, number=4))
    """
    now = Quarter(today.year, (today.month + 2) // 3)
    return min(max(now, Quarter(FIRST_YEAR + 1, 4)), Quarter(LAST_YEAR, 4))


def calendars(today: date) -> list[Calendar]:
    """Seven closed quarters and the open one, in order."""
    now = open_quarter(today)
    return [_closed(now.back(count), today) for count in range(COUNT - 1, 0, -1)] + [_open(now, today)]


def _closed(quarter: Quarter, today: date) -> Calendar:
    """Closed five days after its end, locked ten days later; all before today."""
    locks = min(quarter.last_day + timedelta(days=15), today - timedelta(days=1))
    closes = min(quarter.last_day + timedelta(days=5), locks)
    warns = closes - timedelta(days=7)
    return Calendar(quarter, quarter.first_day, warns, closes, locks, is_open=False)


def _open(quarter: Quarter, today: date) -> Calendar:
    opens = min(quarter.first_day, today)
    closes = today + timedelta(days=DAYS_LEFT)
    return Calendar(quarter, opens, max(opens, today - timedelta(days=1)), closes, closes + timedelta(days=10), True)
