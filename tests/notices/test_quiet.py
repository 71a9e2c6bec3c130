"""Quiet hours by the clocks of the region, in each of the three time zones of Indonesia."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.quiet import digest_moment, is_quiet, next_allowed

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "allowed"),
    [
        # 14.30 UTC: 21.30 in Jakarta, 22.30 in Makassar, 23.30 in Jayapura: each waits for its own 06.00
        (WIB, "2026-10-05 14:30", "2026-10-05 23:00"),
        (WITA, "2026-10-05 14:30", "2026-10-05 22:00"),
        (WIT, "2026-10-05 14:30", "2026-10-05 21:00"),
        # 12.30 UTC: 19.30 and 20.30 are allowed, 21.30 in Jayapura is not
        (WIB, "2026-10-05 12:30", "2026-10-05 12:30"),
        (WITA, "2026-10-05 12:30", "2026-10-05 12:30"),
        (WIT, "2026-10-05 12:30", "2026-10-05 21:00"),
        # after midnight: the end is on the same day
        (WITA, "2026-10-05 18:00", "2026-10-05 22:00"),
        # both ends: quiet at 21.00, no longer at 06.00
        (WITA, "2026-10-05 13:00", "2026-10-05 22:00"),
        (WITA, "2026-10-05 22:00", "2026-10-05 22:00"),
    ],
)
def test_a_mail_waits_for_the_end_of_the_quiet_hours(zone, now, allowed):
    assert next_allowed(utc(now), zone, time(21), time(6)) == utc(allowed)


def test_quiet_hours_within_a_day():
    assert next_allowed(utc("2026-10-05 04:30"), WITA, time(12), time(13)) == utc("2026-10-05 05:00")
    assert next_allowed(utc("2026-10-05 05:00"), WITA, time(12), time(13)) == utc("2026-10-05 05:00")


def test_equal_ends_mean_no_quiet_hours():
    moment = utc("2026-10-05 14:30")
    assert next_allowed(moment, WITA, time(6), time(6)) == moment


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    st.sampled_from([WIB, WITA, WIT]),
    st.times(),
    st.times(),
)
def test_what_comes_out_is_never_quiet_nor_in_the_past(moment, zone, starts, ends):
    starts, ends = starts.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)
    allowed = next_allowed(moment, zone, starts, ends)
    assert allowed >= moment
    assert (allowed - moment).total_seconds() <= 24 * 3600
    assert not is_quiet(allowed.astimezone(ZoneInfo(zone)).time(), starts, ends)


def test_the_digest_comes_by_the_clocks_and_on_the_day_of_the_region():
    now = utc("2026-10-05 21:30")
    assert digest_moment(now, WIT, time(6)) == utc("2026-10-05 21:00")
    assert digest_moment(now, WITA, time(6)) == utc("2026-10-05 22:00")
    assert digest_moment(now, WIT, time(6)).date().isoformat() == "2026-10-06"
