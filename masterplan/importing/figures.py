"""A cell of a plan as a target or an amount; what stands for nothing, and what cannot be read."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.numbers import LARGEST_RUPIAH, Reading, UnreadableNumber, read_amount, read_number, round_half_up
from masterplan.importing.messages import Message, say
from masterplan.importing.reading import Cell, as_text

_NOTHING = {
    "",
    "-",
    "--",
    "---",
    "–",
    "—",
    "−",
    "_",
    ".",
    "...",
    "…",
    "rp",
    "rp.",
    "rp-",
    "rp. -",
    "rp -",
    "rp.-",
    "nihil",
    "kosong",
    "tidak ada",
    "#ref!",
    "#n/a",
    "#value!",
}
_AMOUNT = re.compile(r"^(rp\.?|idr)\s*[(-]?\s*\d|^\(?-?\d{1,3}([.,]\d{3}){2,}([.,]\d+)?\)?$", re.IGNORECASE)
_NUMBER_AND_UNIT = re.compile(r"^([<>≤≥=±~]?\s*-?[\d.,]*\d)\s*(%|[^\W\d][^\d]*)$")
LARGEST_QUANTITY = Decimal(10) ** 15
BROKEN_CELLS = {"#ref!", "#value!", "#name?", "#div/0!"}


@dataclass(frozen=True)
class Target:
    """A target as a number where it is one, and as published where it is not."""

    value: Decimal | None
    text: str = ""
    unit: str = ""


def is_nothing(cell: Cell) -> bool:
    """Whether the cell says 'nothing': empty, a dash, an empty Rp."""
    return not isinstance(cell, Decimal) and as_text(cell).lower() in _NOTHING


def amount_like(cell: Cell) -> bool:
    """Whether the cell looks like rupiah rather than a target: at least two groups of thousands, or Rp."""
    if isinstance(cell, Decimal):
        return abs(cell) >= 1_000_000
    text = as_text(cell)
    return bool(_AMOUNT.match(text)) or (text.isdigit() and len(text) >= 7)


def decimal_mark(cells: Iterable[Cell]) -> str:
    """The mark before decimals if the whole file agrees on one, else ''. Only texts that leave no doubt count."""
    seen: Counter[str] = Counter()
    for cell in cells:
        if isinstance(cell, Decimal):
            continue
        found = re.fullmatch(
            r"(?:rp\.?\s*)?\d{1,3}(?:([.,])\d{3})+([.,])\d{1,2}|(?:rp\.?\s*)?\d+([.,])\d{1,2}", as_text(cell).lower()
        )
        if found and (found[2] or found[3]):
            seen[found[2] or found[3]] += 1
    return next(iter(seen)) if len(seen) == 1 else ""


def read_target(cell: Cell, *, row: int, column: str, mark: str = "") -> tuple[Target | None, list[Message]]:
    """A target: a number, a number with its unit ('95 %', '12 dokumen'), or a text that is kept as it is."""
    if is_nothing(cell):
        return None, []
    text = as_text(cell)
    if isinstance(cell, Decimal):
        return Target(round_half_up(cell, 4)), []
    unit = ""
    found = _NUMBER_AND_UNIT.match(text)
    body = text
    if found and not found[1].startswith(("<", ">", "≤", "≥", "=", "±", "~")):
        body, unit = found[1], found[2].strip()
    try:
        reading = read_number(body)
        value = read_number(body, decimal_mark=mark).value if reading.guessed and mark else reading.value
    except UnreadableNumber:
        value, reading = None, None
    if value is None or abs(value) >= LARGEST_QUANTITY:
        return Target(None, text[:120]), [say("target_text", row, column, text=text[:120])]
    told = _told_guess(reading, value, row, column) if reading else []
    return Target(round_half_up(value, 4), unit=unit), told


def read_money(
    cell: Cell, *, row: int, column: str, factor: Decimal = Decimal(1), mark: str = ""
) -> tuple[Decimal | None, list[Message]]:
    """Rupiah with sen, multiplied where the header says 'in million rupiah'."""
    text = as_text(cell)
    if text.lower() in BROKEN_CELLS:
        return None, [say("number_unreadable", row, column, text=text)]
    if is_nothing(cell):
        return None, []
    try:
        reading = read_amount(_float_dust(cell)) if factor == 1 else read_number(_without_rp(cell))
        value = reading.value
        if factor != 1 and reading.guessed and mark and isinstance(cell, str):
            value = read_number(_without_rp(cell), decimal_mark=mark).value
    except UnreadableNumber as problem:
        kind = "amount_too_large" if problem.code == "too_large" else "number_unreadable"
        return None, [say(kind, row, column, text=text)]
    if value is None:
        return None, []
    value = round_half_up(value * factor, 2)
    if value < 0 or value > LARGEST_RUPIAH:
        return None, [say("amount_negative" if value < 0 else "amount_too_large", row, column, text=text)]
    return value, _told_guess(reading, value, row, column, factor)


def _told_guess(reading: Reading, value: Decimal, row: int, column: str, factor: Decimal = Decimal(1)) -> list[Message]:
    """A number that two notations allow is told with both meanings."""
    if not reading.guessed or reading.value is None or reading.alternative is None:
        return []
    meanings = {reading.value * factor, reading.alternative * factor} - {value}
    other = next(iter(meanings), value)
    return [say("number_guessed", row, column, text=reading.text, value=shown(value), other=shown(other))]


def shown(value: Decimal) -> str:
    """A number in a message, as Indonesian readers write it.

    >>> shown(Decimal("1234567.50"))
    '1.234.567,5'
    """
    text = f"{value:,f}"
    whole, _point, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def _float_dust(cell: Cell) -> Cell:
    """An amount that a workbook computed may carry more than two decimals; sen are the smallest."""
    return round_half_up(cell, 2) if isinstance(cell, Decimal) else cell


def _without_rp(cell: Cell) -> Cell:
    """The number of an amount: without Rp before it and the ',-' that stands for no sen."""
    if isinstance(cell, Decimal):
        return cell
    return re.sub(r",\s*[-–—=]+$", "", re.sub(r"^(rp\.?|idr)\s*", "", as_text(cell), flags=re.IGNORECASE))
