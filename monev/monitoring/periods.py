"""Which day it is where a region lies: periods open, close and lock by that day, not by the server's."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def today_in(time_zone: str) -> date:
    """The date now in a time zone such as `Asia/Makassar`."""
    return timezone.localdate(timezone=ZoneInfo(time_zone))


def clock_in(time_zone: str, moment: datetime) -> datetime:
    """`moment` on the clocks of that time zone."""
    return timezone.localtime(moment, ZoneInfo(time_zone))
