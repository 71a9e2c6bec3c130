"""Reads numbers and rupiah as people and published matrices write them, and never guesses silently.

Both notations occur in one file (DOMAIN-FACTS 8.13): `78,97` beside `92.02`, `1.500.000` beside `1500000`. What only
one notation allows is read; what two allow, such as `1.500`, comes back marked as guessed with the other meaning.
No Django here: errors carry a code, `core.number_messages` has their texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal

Cell = str | int | float | Decimal | None
"""What a form or a spreadsheet hands over."""

BLANK = "blank"
PLAIN = "plain"
GROUPED = "grouped"
DECIMAL_COMMA = "decimal_comma"
DECIMAL_POINT = "decimal_point"

NOT_A_NUMBER = "not_a_number"
BAD_GROUPS = "bad_groups"
AMBIGUOUS = "ambiguous"
SCIENTIFIC = "scientific"
TOO_LONG = "too_long"
TOO_LARGE = "too_large"
TOO_MANY_DECIMALS = "too_many_decimals"

LARGEST_RUPIAH = Decimal(10) ** 15
LONGEST = 40

SCALES = {
    **dict.fromkeys(("rb", "ribu", "thousand"), Decimal(10) ** 3),
    **dict.fromkeys(("jt", "juta", "million"), Decimal(10) ** 6),
    **dict.fromkeys(("m", "mlr", "miliar", "milyar", "billion"), Decimal(10) ** 9),
    **dict.fromkeys(("t", "triliun", "trilyun", "trillion"), Decimal(10) ** 12),
}
"""Words behind an amount. `M` is miliar, as Indonesian budgets use it, never million."""

_WIDE = Context(prec=100)
_NOTHING = {"", "-", "--", "---", "–", "—", "n/a", "na", "n.a", "n.a.", "#n/a", "...", "…"}
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\ufeff]")
_MARKED = re.compile(r"[0-9., ]*[0-9][0-9., ]*")
_EXPONENT = re.compile(r"[0-9.,]+e[+-]?[0-9]+", re.IGNORECASE)
_RUPIAH_PREFIX = re.compile(r"^(?:rp\.?|idr)\s*", re.IGNORECASE)
_NO_SEN = re.compile(r"[,.]\s*[-–—=]+$")
_SCALED = re.compile(r"^(?P<number>.*?[0-9])\s*(?P<word>[a-z]+)\.?$", re.IGNORECASE | re.DOTALL)


class UnreadableNumber(ValueError):
    """`text` cannot be read; `code` says why, without a language. The guess, if there was one, is `reading`."""

    def __init__(self, code: str, text: str, reading: Reading | None = None) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text
        self.reading = reading


@dataclass(frozen=True, slots=True)
class Reading:
    """A number and how it was understood. `guessed`: another notation gives `alternative` for the same text."""

    value: Decimal | None
    understood_as: str
    guessed: bool = False
    alternative: Decimal | None = None
    percent: bool = False
    text: str = ""


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round as people do on paper.

    >>> round_half_up(Decimal("2.345")), round_half_up(Decimal("-0.5"), 0)
    (Decimal('2.35'), Decimal('-1'))
    """
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)


def read_number(text: Cell, *, decimal_mark: str = "") -> Reading:
    """How `text` is understood. `decimal_mark` (`,` or `.`) settles what would be a guess, when the caller knows it.

    >>> read_number("78,97").value, read_number("92.02").value
    (Decimal('78.97'), Decimal('92.02'))
    >>> read_number("1.458.477.763.740,00").value
    Decimal('1458477763740.00')
    >>> reading = read_number("1.500")
    >>> reading.value, reading.guessed, reading.alternative
    (Decimal('1500'), True, Decimal('1.500'))
    >>> read_number("-").value is None, read_number("10,5 %").percent
    (True, True)
    """
    if not isinstance(text, str):
        return _read_cell(text)
    clean = _clean(text)
    if clean.casefold() in _NOTHING:
        return Reading(None, BLANK, text=text)
    body, negative = _take_sign(clean, text)
    percent = body.endswith("%")
    reading = _read_marked(body.removesuffix("%").strip(), text, decimal_mark)
    return replace(_negated(reading) if negative else reading, percent=percent, text=text)


def read_decimal(text: Cell, *, decimal_mark: str = "") -> Decimal | None:
    """The number in `text`, or None for nothing. What could mean two numbers is refused, with both in `reading`.

    >>> read_decimal("1.500.000"), read_decimal("(2,5)"), read_decimal("n/a")
    (Decimal('1500000'), Decimal('-2.5'), None)
    >>> read_decimal("1.500")
    Traceback (most recent call last):
    core.numbers.UnreadableNumber: ambiguous: '1.500'
    >>> read_decimal("1.500", decimal_mark=",")
    Decimal('1500')
    """
    return _certain(read_number(text, decimal_mark=decimal_mark))


def read_amount(text: Cell) -> Reading:
    """How an amount of rupiah is understood. Money has at most two decimals, so `1.500` and `1,500` are thousands.

    >>> [str(read_amount(text).value) for text in ("Rp1.500.000,00", "Rp 1,5 M", "1,2 triliun", "750 rb", "1.500,-")]
    ['1500000.00', '1500000000', '1200000000000', '750000', '1500']
    >>> read_amount("1,500 miliar").guessed
    True
    """
    if not isinstance(text, str):
        return _checked_amount(_read_cell(text), str(text))
    clean = _clean(text)
    body, negative = _take_sign(_RUPIAH_PREFIX.sub("", clean), text) if clean else ("", False)
    if not negative:
        body, negative = _take_sign(_RUPIAH_PREFIX.sub("", body), text) if body else ("", False)
    body = _NO_SEN.sub("", _RUPIAH_PREFIX.sub("", body))
    if body.casefold() in _NOTHING:
        return Reading(None, BLANK, text=text)
    reading = _read_scaled(body, text)
    return _checked_amount(replace(_negated(reading) if negative else reading, text=text), text)


def read_rupiah(text: Cell) -> Decimal | None:
    """The rupiah in `text`, or None for nothing; at most two decimals and 10^15.

    >>> read_rupiah("2 miliar"), read_rupiah("1500000"), read_rupiah("-")
    (Decimal('2000000000'), Decimal('1500000'), None)
    """
    return _certain(read_amount(text))


def _certain(reading: Reading) -> Decimal | None:
    if reading.guessed:
        raise UnreadableNumber(AMBIGUOUS, reading.text, reading)
    return reading.value


def _clean(text: str) -> str:
    if len(text) > LONGEST:
        raise UnreadableNumber(TOO_LONG, text[:LONGEST])
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def _read_cell(value: int | float | Decimal | None) -> Reading:
    """A cell that already is a number. A float keeps the 15 digits that a spreadsheet has."""
    if value is None:
        return Reading(None, BLANK)
    if isinstance(value, bool):
        raise UnreadableNumber(NOT_A_NUMBER, str(value))
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise UnreadableNumber(NOT_A_NUMBER, str(value))
    return Reading(number, PLAIN, text=str(value))


def _take_sign(clean: str, text: str) -> tuple[str, bool]:
    """Accounting writes a negative in brackets, others put a minus (of any kind) in front."""
    if clean.startswith("(") and clean.endswith(")"):
        return clean[1:-1].strip(), True
    if len(clean) > 1 and clean[0] in "-−–+":
        return clean[1:].strip(), clean[0] != "+"
    if not clean:
        raise UnreadableNumber(NOT_A_NUMBER, text)
    return clean, False


def _negated(reading: Reading) -> Reading:
    return replace(
        reading,
        value=None if reading.value is None else reading.value.copy_negate(),
        alternative=None if reading.alternative is None else reading.alternative.copy_negate(),
    )


def _read_scaled(body: str, text: str) -> Reading:
    found = _SCALED.match(body)
    if not found:
        return _read_marked(body, text, "", money=True)
    scale = SCALES.get(found["word"].casefold())
    if scale is None:
        raise UnreadableNumber(SCIENTIFIC if _EXPONENT.fullmatch(body) else NOT_A_NUMBER, text)
    reading = _read_marked(found["number"].strip(), text, "")
    other = reading.alternative
    return replace(
        reading,
        value=None if reading.value is None else _plain(reading.value * scale),
        alternative=None if other is None else _plain(other * scale),
    )


def _plain(value: Decimal) -> Decimal:
    """The same value without an exponent or decimals that are only zeros."""
    return round_half_up(value, 0) if value == value.to_integral_value() else value.normalize()


def _checked_amount(reading: Reading, text: str) -> Reading:
    value = reading.value
    if value is None:
        return reading
    if value.copy_abs() > LARGEST_RUPIAH:
        raise UnreadableNumber(TOO_LARGE, text, reading)
    if value != round_half_up(value):
        raise UnreadableNumber(TOO_MANY_DECIMALS, text, reading)
    return reading


def _read_marked(body: str, text: str, decimal_mark: str, *, money: bool = False) -> Reading:
    """Read digits with points, commas and spaces; the sign and everything else is already gone."""
    if _EXPONENT.fullmatch(body):
        raise UnreadableNumber(SCIENTIFIC, text)
    if not _MARKED.fullmatch(body):
        raise UnreadableNumber(NOT_A_NUMBER, text)
    if " " in body:
        body = _joined(body, text)
    marks = [char for char in body if char in ".,"]
    if not marks:
        return Reading(Decimal(body), PLAIN)
    if len(set(marks)) == 2:
        return _read_both(body, marks, text)
    if len(marks) > 1:
        return Reading(_ungrouped(body, marks[0], text), GROUPED)
    return _read_one(body, marks[0], text, decimal_mark, money=money)


def _joined(body: str, text: str) -> str:
    """`1 500 000,25`: spaces between groups of three."""
    whole = re.split(r"[.,]", body, maxsplit=1)[0]
    if " " in body[len(whole) :]:
        raise UnreadableNumber(BAD_GROUPS, text)
    return str(_ungrouped(whole, " ", text)) + body[len(whole) :]


def _read_both(body: str, marks: list[str], text: str) -> Reading:
    """The last mark is the decimal one and stands once; the other one groups."""
    last = marks[-1]
    if marks.count(last) > 1:
        raise UnreadableNumber(BAD_GROUPS, text)
    whole, tail = body.split(last)
    if not tail:
        raise UnreadableNumber(NOT_A_NUMBER, text)
    value = Decimal(f"{_ungrouped(whole, marks[0], text)}.{tail}")
    return Reading(value, _decimal_code(last))


def _read_one(body: str, mark: str, text: str, decimal_mark: str, *, money: bool) -> Reading:
    """One mark: thousands or decimals. Only three digits behind one to three (not zero) could be both."""
    head, tail = body.split(mark)
    if not tail:
        raise UnreadableNumber(NOT_A_NUMBER, text)
    as_decimal = Decimal(f"{head or '0'}.{tail}")
    if len(tail) != 3 or not 1 <= len(head) <= 3 or head.startswith("0"):
        return Reading(as_decimal, _decimal_code(mark))
    as_whole = Decimal(head + tail)
    if money:
        return Reading(as_whole, GROUPED)
    if (decimal_mark or ",") == mark:
        reading = Reading(as_decimal, _decimal_code(mark), guessed=True, alternative=as_whole)
    else:
        reading = Reading(as_whole, GROUPED, guessed=True, alternative=as_decimal)
    return replace(reading, guessed=False, alternative=None) if decimal_mark else reading


def _ungrouped(whole: str, mark: str, text: str) -> Decimal:
    first, *groups = whole.split(mark)
    if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in groups) or not "".join(groups).isdecimal():
        raise UnreadableNumber(BAD_GROUPS, text)
    if not first.isdecimal():
        raise UnreadableNumber(BAD_GROUPS, text)
    return Decimal(first + "".join(groups))


def _decimal_code(mark: str) -> str:
    return DECIMAL_COMMA if mark == "," else DECIMAL_POINT
