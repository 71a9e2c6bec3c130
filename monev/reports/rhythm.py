"""When a schedule is due and what a turn of it takes; pure. Days and hours are those of the region's clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LATE_AFTER = timedelta(hours=1)
"""A turn taken up later than that was missed and is made up; before that it only waited for the timetable."""


class Every(StrEnum):
    """How often; the values of `ReportSchedule.Rhythm`."""

    MONTH = "monthly"
    QUARTER = "quarterly"
    YEAR = "yearly"


STEP = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The `day` of the month (its last one when the month is shorter) at `hour`, in the months that `every` says.

    `month_offset` counts from the first month after the end of a quarter or year, which is 0.

    >>> rhythm = Rhythm(Every.QUARTER, day=31, hour=7, month_offset=1, time_zone="Asia/Makassar")
    >>> rhythm.due_in(2026, 11), rhythm.due_in(2026, 12)
    (datetime.date(2026, 11, 30), None)
    """

    every: Every
    day: int
    hour: int
    month_offset: int
    time_zone: str

    def due_in(self, year: int, month: int) -> date | None:
        """The due day of a month, if it has one."""
        step = STEP[self.every]
        if (month - 1 - self.month_offset) % step:
            return None
        return date(year, month, min(self.day, monthrange(year, month)[1]))

    def moment_of(self, due_on: date) -> datetime:
        """The moment on which a day is due. An hour that the clocks leave out is the one after it, of an hour that
        comes twice the first one counts."""
        return datetime.combine(due_on, time(self.hour), ZoneInfo(self.time_zone)).astimezone(UTC)

    def last_due(self, now: datetime) -> date:
        """The newest day that is due by `now`: of several that were missed only this one is made up."""
        return next(day for day in self._days(now, -1) if self.moment_of(day) <= now)

    def next_due(self, now: datetime) -> date:
        """The day that comes next."""
        return next(day for day in self._days(now, 1) if self.moment_of(day) > now)

    def to_take_up(self, now: datetime, *, since: datetime, taken: date | None) -> date | None:
        """The day to be taken up now: due after `since` and newer than the last one that was taken."""
        due_on = self.last_due(now)
        if self.moment_of(due_on) <= since or (taken is not None and due_on <= taken):
            return None
        return due_on

    def is_late(self, due_on: date, now: datetime) -> bool:
        """Whether a turn taken up now is made up later."""
        return now - self.moment_of(due_on) > LATE_AFTER

    def _days(self, now: datetime, direction: int) -> Iterator[date]:
        """The due days from the month of `now` on, forwards or backwards."""
        here = now.astimezone(ZoneInfo(self.time_zone))
        month = here.year * 12 + here.month - 1
        while True:
            if due_on := self.due_in(month // 12, month % 12 + 1):
                yield due_on
            month += direction


def ended_periods(every: Every, due_on: date) -> tuple[str, ...]:
    """The addresses of the periods that ended last before the day, the one that fits the rhythm first.

    >>> ended_periods(Every.MONTH, date(2026, 10, 10))
    ('2026-b9', '2026-3')
    >>> ended_periods(Every.QUARTER, date(2026, 11, 30))
    ('2026-3', '2026-b9')
    >>> ended_periods(Every.YEAR, date(2026, 2, 28))
    ('2025-4', '2025-b12')
    """
    year, month = ended_month(every, due_on)
    quarter_year, quarter = ended_quarter(due_on)
    if every is Every.MONTH:
        return f"{year}-b{month}", f"{quarter_year}-{quarter}"
    return f"{year}-{month // 3}", f"{year}-b{month}"


def ended_month(every: Every, due_on: date) -> tuple[int, int]:
    """Year and number of the last month of the month, quarter or year that ended last before the day."""
    if every is Every.YEAR:
        return due_on.year - 1, 12
    if every is Every.QUARTER:
        year, quarter = ended_quarter(due_on)
        return year, quarter * 3
    return (due_on.year, due_on.month - 1) if due_on.month > 1 else (due_on.year - 1, 12)


def ended_quarter(due_on: date) -> tuple[int, int]:
    """Year and number of the quarter that ended last before the day.

    >>> ended_quarter(date(2026, 3, 31)), ended_quarter(date(2026, 4, 1))
    ((2025, 4), (2026, 1))
    """
    done = (due_on.month - 1) // 3
    return (due_on.year, done) if done else (due_on.year - 1, 4)


def ended_year(every: Every, due_on: date) -> int:
    """The year of what a turn takes: of the month or quarter that ended last, or the year that ended last."""
    return ended_month(every, due_on)[0]
