"""When a mail may go out: not in the quiet hours of the reader's region, by the clocks of that region."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet(clock: time, quiet_from: time, quiet_until: time) -> bool:
    """Whether `clock` lies within the quiet hours; they may pass midnight, equal ends mean none.

    >>> is_quiet(time(23), time(21), time(6)), is_quiet(time(6), time(21), time(6)), is_quiet(time(3), time(6), time(6))
    (True, False, False)
    """
    if quiet_from <= quiet_until:
        return quiet_from <= clock < quiet_until
    return clock >= quiet_from or clock < quiet_until


def next_allowed(moment: datetime, time_zone: str, quiet_from: time, quiet_until: time) -> datetime:
    """`moment`, or the end of the quiet hours in which it lies.

    >>> from datetime import UTC
    >>> late = datetime(2026, 10, 5, 15, 30, tzinfo=UTC)  # 23.30 in Sumbawa
    >>> next_allowed(late, "Asia/Makassar", time(21), time(6)).isoformat()
    '2026-10-06T06:00:00+08:00'
    """
    local = moment.astimezone(ZoneInfo(time_zone))
    if not is_quiet(local.time(), quiet_from, quiet_until):
        return moment
    ends = local.replace(hour=quiet_until.hour, minute=quiet_until.minute, second=0, microsecond=0)
    return ends if ends > local else ends + timedelta(days=1)


def digest_moment(now: datetime, time_zone: str, at: time) -> datetime:
    """The moment of today's digest: `at` by the clocks there, on the day that it is there.

    >>> from datetime import UTC
    >>> digest_moment(datetime(2026, 10, 5, 22, 0, tzinfo=UTC), "Asia/Jayapura", time(6)).isoformat()
    '2026-10-06T06:00:00+09:00'
    """
    return datetime.combine(now.astimezone(ZoneInfo(time_zone)).date(), at, ZoneInfo(time_zone))
