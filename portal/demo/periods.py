"""The eight reporting periods of a demonstration region; the closed ones are locked when everything is in them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from monev.monitoring.models.periods import Period
from organizations.models import Region, User
from portal.demo.quarters import Calendar, calendars
from portal.demo.store import REASON, examples


def load(region: Region, today: date) -> list[tuple[Calendar, Period]]:
    """The periods in order, none locked yet."""
    days = calendars(today)
    made = examples(
        Period(
            region=region,
            kind=Period.Kind.QUARTER,
            year=each.quarter.year,
            number=each.quarter.number,
            opens_on=each.opens_on,
            warns_on=each.warns_on,
            closes_on=each.closes_on,
            locks_on=each.locks_on,
        )
        for each in days
    )
    return list(zip(days, made, strict=True))


def lock(periods: list[tuple[Calendar, Period]], by: User | None) -> None:
    """Lock the closed ones: from here on their reports do not change."""
    for days, period in periods:
        if not days.is_open:
            period.locked_at = moment(period.region, days.locks_on, 16)
            period.locked_by = by
            period.store(by=by, reason=REASON)


def moment(region: Region, day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on that day in the region's own time."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(region.time_zone))
