"""The periods of some years, quarterly or monthly; pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

OPENS_DAY = 20


@dataclass(frozen=True)
class Span:
    """A period before it is stored: when it opens, warns, closes and locks."""

    kind: str
    year: int
    number: int

    @property
    def last_month(self) -> int:
        return self.number if self.kind == "month" else self.number * 3

    @property
    def last_day(self) -> date:
        return date(self.year, self.last_month, calendar.monthrange(self.year, self.last_month)[1])

    @property
    def opens_on(self) -> date:
        return date(self.year, self.last_month, OPENS_DAY)

    @property
    def warns_on(self) -> date:
        return self.last_day + timedelta(days=5)

    @property
    def closes_on(self) -> date:
        return self.last_day + timedelta(days=10)

    @property
    def locks_on(self) -> date:
        return self.last_day + timedelta(days=25)


def spans(*, monthly: bool, years: range, today: date) -> Iterator[Span]:
    """The periods of these years that have opened, in order.

    >>> [each.number for each in spans(monthly=False, years=range(2026, 2027), today=date(2026, 7, 1))]
    [1, 2]
    """
    kind, count = ("month", 12) if monthly else ("quarter", 4)
    for year in years:
        for number in range(1, count + 1):
            if (span := Span(kind, year, number)).opens_on <= today:
                yield span


def reports_monthly(place: int, regions: int, reports_per_year: int) -> bool:
    """Whether the region at this place reports each month: so many do that the mean is `reports_per_year`.

    >>> [reports_monthly(place, 4, 6) for place in range(4)]
    [True, False, False, False]
    """
    return place * 8 < regions * (reports_per_year - 4)
