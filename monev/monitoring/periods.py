"""Which day it is where a region lies: periods open, close and lock by that day, not by the server's."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

ROMAN = ("I", "II", "III", "IV")


def today_in(time_zone: str) -> date:
    """The date now in a time zone such as `Asia/Makassar`."""
    return timezone.localdate(timezone=ZoneInfo(time_zone))


def clock_in(time_zone: str, moment: datetime) -> datetime:
    """`moment` on the clocks of that time zone."""
    return timezone.localtime(moment, ZoneInfo(time_zone))


def period_label(*, is_quarter: bool, year: int, number: int) -> str:
    """As officials write it: `TW III 2026`, `Bulan 9 2026`."""
    if is_quarter:
        return _("Q%(number)s %(year)s") % {"number": ROMAN[number - 1], "year": year}
    return _("month %(number)s %(year)s") % {"number": number, "year": year}


def label_of(address: str) -> str:
    """The label of a period from its address (`2026-3`, `2026-b3`); anything else as it stands."""
    year, _dash, rest = address.partition("-")
    number = rest.removeprefix("b")
    if not (year.isdecimal() and number.isdecimal() and 1 <= int(number) <= (12 if rest[0] == "b" else 4)):
        return address
    return period_label(is_quarter=rest[0] != "b", year=int(year), number=int(number))
