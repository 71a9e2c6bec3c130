"""When a schedule is due: ends of months, leap years, the clocks of three zones, and what is made up after a pause."""

from datetime import UTC, date, datetime

import pytest

from monev.reports.rhythm import Every, Rhythm, ended_periods, ended_year

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


def monthly(day=10, hour=7, zone=WITA) -> Rhythm:
    return Rhythm(Every.MONTH, day, hour, 0, zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "year", "month", "due"),
    [
        (31, 2026, 1, date(2026, 1, 31)),
        (31, 2026, 2, date(2026, 2, 28)),
        (31, 2028, 2, date(2028, 2, 29)),
        (30, 2028, 2, date(2028, 2, 29)),
        (29, 2027, 2, date(2027, 2, 28)),
        (31, 2026, 4, date(2026, 4, 30)),
        (1, 2026, 12, date(2026, 12, 1)),
    ],
)
def test_in_a_short_month_its_last_day_is_due(day, year, month, due):
    assert monthly(day).due_in(year, month) == due


@pytest.mark.parametrize(
    ("every", "offset", "months"),
    [
        (Every.MONTH, 0, [*range(1, 13)]),
        (Every.QUARTER, 0, [1, 4, 7, 10]),
        (Every.QUARTER, 1, [2, 5, 8, 11]),
        (Every.QUARTER, 2, [3, 6, 9, 12]),
        (Every.YEAR, 0, [1]),
        (Every.YEAR, 2, [3]),
        (Every.YEAR, 11, [12]),
    ],
)
def test_the_months_that_follow_a_quarter_or_a_year(every, offset, months):
    rhythm = Rhythm(every, 5, 7, offset, WIB)
    assert [month for month in range(1, 13) if rhythm.due_in(2026, month)] == months


@pytest.mark.parametrize(
    ("zone", "moment"), [(WIB, "2026-10-10T00:00"), (WITA, "2026-10-09T23:00"), (WIT, "2026-10-09T22:00")]
)
def test_seven_in_the_morning_is_by_the_clock_of_the_region(zone, moment):
    rhythm = monthly(zone=zone)
    assert rhythm.moment_of(date(2026, 10, 10)) == utc(moment)
    assert rhythm.last_due(utc(moment)) == date(2026, 10, 10)
    assert rhythm.next_due(utc(moment)) == date(2026, 11, 10)


def test_a_minute_before_it_is_not_due_yet():
    rhythm = monthly()
    assert rhythm.last_due(utc("2026-10-09T22:59")) == date(2026, 9, 10)
    assert rhythm.next_due(utc("2026-10-09T22:59")) == date(2026, 10, 10)


def test_the_first_of_january_is_due_while_the_server_still_has_december():
    rhythm = monthly(day=1, hour=0, zone=WIT)
    assert rhythm.last_due(utc("2026-12-31T15:00")) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("due_on", "hour", "moment"),
    [
        (date(2026, 3, 29), 2, "2026-03-29T01:00"),  # the clocks go from 2 to 3
        (date(2026, 10, 25), 2, "2026-10-25T00:00"),  # 2 o'clock comes twice: the first one
        (date(2026, 3, 30), 2, "2026-03-30T00:00"),
    ],
)
def test_where_clocks_change_a_turn_comes_once(due_on, hour, moment):
    rhythm = Rhythm(Every.MONTH, due_on.day, hour, 0, "Europe/Berlin")
    assert rhythm.moment_of(due_on) == utc(moment)
    assert rhythm.last_due(utc(moment)) == due_on


@pytest.mark.parametrize(
    ("now", "since", "taken", "due"),
    [
        ("2026-10-10T00:00", "2026-01-01T00:00", date(2026, 9, 10), date(2026, 10, 10)),
        ("2026-10-10T00:00", "2026-01-01T00:00", date(2026, 10, 10), None),
        ("2026-10-20T00:00", "2026-10-15T00:00", None, None),  # made after the 10th: the first is in November
        ("2026-10-20T00:00", "2026-10-05T00:00", None, date(2026, 10, 10)),
        ("2026-12-20T00:00", "2026-01-01T00:00", date(2026, 6, 10), date(2026, 12, 10)),  # five missed: the newest
    ],
)
def test_of_what_was_missed_only_the_newest_is_made_up(now, since, taken, due):
    assert monthly().to_take_up(utc(now), since=utc(since), taken=taken) == due


def test_what_waited_for_the_timetable_was_not_missed():
    rhythm, due_on = monthly(), date(2026, 10, 10)
    assert not rhythm.is_late(due_on, utc("2026-10-09T23:10"))
    assert rhythm.is_late(due_on, utc("2026-10-10T01:00"))


@pytest.mark.parametrize(
    ("every", "due_on", "addresses", "year"),
    [
        (Every.MONTH, date(2026, 1, 10), ("2025-b12", "2025-4"), 2025),
        (Every.MONTH, date(2026, 12, 31), ("2026-b11", "2026-3"), 2026),
        (Every.QUARTER, date(2026, 1, 10), ("2025-4", "2025-b12"), 2025),
        (Every.QUARTER, date(2026, 3, 10), ("2025-4", "2025-b12"), 2025),
        (Every.QUARTER, date(2026, 4, 1), ("2026-1", "2026-b3"), 2026),
        (Every.YEAR, date(2026, 12, 1), ("2025-4", "2025-b12"), 2025),
    ],
)
def test_a_turn_takes_what_ended_last(every, due_on, addresses, year):
    assert ended_periods(every, due_on) == addresses
    assert ended_year(every, due_on) == year
