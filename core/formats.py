"""Rupiah, numbers, percent, points and dates as text, in the active language (id: 1.234,5; en: 1,234.5).

Everything rounds half up. Nothing to show is `–`, never an empty cell.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext

from core.numbers import round_half_up

NOTHING = "–"
MOST_DECIMALS = 4
Number = Decimal | int | float | str | None


def decimal_mark() -> str:
    """`,` in Indonesian, `.` in English."""
    return "." if (get_language() or "id").startswith("en") else ","


def number(value: Number, decimals: int | None = None) -> str:
    """`1.234.567,89`. Without `decimals` as many as the value has, four at most.

    >>> number(Decimal("1234567.89")), number(1500), number(Decimal("2.5"), 2), number(None)
    ('1.234.567,89', '1.500', '2,50', '–')
    """
    exact = _decimal(value)
    if exact is None:
        return NOTHING
    rounded = round_half_up(exact, MOST_DECIMALS if decimals is None else decimals)
    text = _separated(rounded)
    if decimals is None and decimal_mark() in text:
        text = text.rstrip("0").rstrip(decimal_mark())
    return text


def rupiah(value: Number) -> str:
    """`Rp 1.500.000`, with sen only when there are some.

    >>> rupiah(1500000), rupiah(Decimal("1764758094125.40")), rupiah(-2500)
    ('Rp 1.500.000', 'Rp 1.764.758.094.125,40', '-Rp 2.500')
    """
    exact = _decimal(value)
    if exact is None:
        return NOTHING
    amount = round_half_up(exact)
    whole = amount == amount.to_integral_value()
    return _signed_rupiah(amount, number(amount.copy_abs(), 0 if whole else 2))


def rupiah_short(value: Number, decimals: int = 2) -> str:
    """`Rp 1,5 miliar`: for headings and charts. Under a million whole rupiah are shown.

    >>> rupiah_short(1500000000), rupiah_short(999999999), rupiah_short(750000)
    ('Rp 1,5 miliar', 'Rp 1 miliar', 'Rp 750.000')
    """
    exact = _decimal(value)
    if exact is None:
        return NOTHING
    for power, text in ((6, _millions), (9, _billions), (12, _trillions)):
        scaled = round_half_up(exact.copy_abs().scaleb(-power), decimals)
        if scaled < 1:
            return rupiah(round_half_up(exact, 0))
        if scaled < 1000 or power == 12:
            return _signed_rupiah(exact, text(number(scaled.normalize())))
    raise AssertionError("unreachable")


def percent(value: Number, decimals: int = 1) -> str:
    """`68,3 %`.

    >>> percent(Decimal("68.25")), percent(100, 0), percent(None)
    ('68,3 %', '100 %', '–')
    """
    return NOTHING if _decimal(value) is None else f"{number(value, decimals)} %"


def points(value: Number, decimals: int = 1) -> str:
    """`+6,2 poin`: a difference of percentages, always with its sign.

    >>> points(Decimal("6.2")), points(Decimal("-0.04"))
    ('+6,2 poin', '0,0 poin')
    """
    exact = _decimal(value)
    if exact is None:
        return NOTHING
    rounded = round_half_up(exact, decimals)
    sign = "+" if rounded > 0 else ""
    return gettext("%(number)s points") % {"number": sign + number(rounded, decimals)}


def score(value: Number) -> str:
    """`3,28 / 4`: a score of the national evaluation, never to be read as percent.

    >>> score(Decimal("3.275")), score(None)
    ('3,28 / 4', '–')
    """
    return NOTHING if _decimal(value) is None else f"{number(value, 2)} / 4"


def longdate(value: date | datetime | None) -> str:
    """`24 November 2026`; a moment is shown as the date where the region is.

    >>> longdate(date(2026, 11, 24))
    '24 November 2026'
    """
    if not value:
        return NOTHING
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return format_date(value, "j F Y")


def _decimal(value: Number) -> Decimal | None:
    if value is None or value == "":
        return None
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact if exact.is_finite() else None


def _separated(value: Decimal) -> str:
    text = f"{value:,f}" if value else f"{value.copy_abs():,f}"
    return text if decimal_mark() == "." else text.translate(str.maketrans(",.", ".,"))


def _signed_rupiah(value: Decimal, unsigned: str) -> str:
    return f"-Rp {unsigned}" if value < 0 else f"Rp {unsigned}"


def _millions(amount: str) -> str:
    return gettext("%(amount)s million") % {"amount": amount}


def _billions(amount: str) -> str:
    return gettext("%(amount)s billion") % {"amount": amount}


def _trillions(amount: str) -> str:
    return gettext("%(amount)s trillion") % {"amount": amount}
