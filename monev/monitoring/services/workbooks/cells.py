"""What one cell means: read by the fields of the page, plus what only a spreadsheet can hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import formats
from core.form_fields import NumberField, PercentField, RupiahField
from core.number_messages import unreadable_message
from core.numbers import UnreadableNumber
from monev.monitoring.selectors.entry import LONGEST_TEXT
from monev.monitoring.workbook.choices import CHOICES, code_of, words_of
from monev.monitoring.workbook.columns import Column, Kind
from monev.monitoring.workbook.reading import Cell

Value = Decimal | str | date | None
DATES = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
NUMBERS: dict[Kind, NumberField] = {
    Kind.PERCENT: PercentField(required=False),
    Kind.RUPIAH: RupiahField(required=False),
    Kind.NUMBER: NumberField(required=False),
}
WORDS = forms.CharField(required=False, max_length=LONGEST_TEXT)


class Unreadable(Exception):
    """The cell cannot be taken over; the argument says why and what to do."""


def read_cell(column: Column, cell: Cell, stored: Value) -> Value:
    """The value of a cell as the page would understand it. Raises `Unreadable`.

    A number that agrees with the stored one in the 15 digits that a spreadsheet keeps is the stored one.
    """
    _require_plain(cell)
    if cell.is_blank:
        return "" if column.kind in (Kind.WORDS, Kind.CHOICE) else None
    try:
        return _READERS[column.kind](column, cell, stored)
    except ValidationError as error:
        raise Unreadable(" ".join(error.messages)) from error
    except UnreadableNumber as error:
        raise Unreadable(unreadable_message(error)) from error


def shown(cell: Cell) -> str:
    """What stands in the cell, for the list of problems."""
    value = cell.error or cell.value
    if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
        number = Decimal(f"{value * 100 if cell.is_percent else value:.15g}")
        decimals = -min(0, int(number.normalize().as_tuple().exponent))
        return formats.number(number, decimals) + (" %" if cell.is_percent else "")
    if isinstance(value, date):
        return formats.longdate(value)
    return "" if value is None else str(value)[:200]


def _require_plain(cell: Cell) -> None:
    if cell.error:
        raise Unreadable(
            _("The cell shows the error %(error)s. Write the value itself, or empty the cell.") % {"error": cell.error}
        )
    if cell.is_uncalculated:
        raise Unreadable(
            _(
                "The cell holds a formula without a result. Open and save the workbook in a spreadsheet, or write the "
                "value."
            )
        )
    if cell.merged_into:
        raise Unreadable(
            _("This cell was merged with %(cell)s, so its own value is lost. Split the cells and fill in each one.")
            % {"cell": cell.merged_into}
        )


def _number(column: Column, cell: Cell, stored: Value) -> Value:
    field: Any = NUMBERS[column.kind]
    value = cell.value
    if isinstance(value, str):
        return field.clean(value)
    if isinstance(value, (bool, date, time, timedelta)):
        raise Unreadable(_not_a_number(value))
    number = Decimal(f"{value:.15g}")
    if cell.is_percent:
        if column.kind is Kind.RUPIAH:
            raise Unreadable(_("A percentage stands where an amount of rupiah belongs. Write the amount."))
        number *= 100
    if isinstance(stored, Decimal) and number == Decimal(f"{float(stored):.15g}"):
        return stored
    number = field.read(number)
    field.validate(number)
    return number


def _not_a_number(value: Any) -> str:
    if isinstance(value, bool):
        return _("TRUE or FALSE stands where a number belongs. Write the number.")
    return _(
        "A date or time stands where a number belongs; spreadsheets make dates of what was typed as 5/10 or 5-10. "
        "Write the number again."
    )


def _words(column: Column, cell: Cell, stored: Value) -> Value:
    """Line ends differ between browsers and spreadsheets; that alone is no change."""
    value = cell.value
    if isinstance(value, float):
        text = f"{value:.15g}"
    elif isinstance(value, datetime | date):
        text = f"{value:%d/%m/%Y}"
    else:
        text = str(value)
    text = WORDS.clean(text).replace("\r\n", "\n").replace("\r", "\n")
    return stored if isinstance(stored, str) and _lines(text) == _lines(stored) else text


def _choice(column: Column, cell: Cell, stored: Value) -> Value:
    code = code_of(column.key, str(cell.value)) if column.key in CHOICES else None
    if code is None:
        raise Unreadable(
            _("“%(text)s” is not in the list. Choose one of: %(choices)s.")
            % {"text": str(cell.value)[:60], "choices": ", ".join(words_of(column.key))}
        )
    return code


def _date(column: Column, cell: Cell, stored: Value) -> Value:
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        for pattern in DATES:
            try:
                return datetime.strptime(value.strip(), pattern).date()  # noqa: DTZ007 a day has no time zone
            except ValueError:
                continue
    raise Unreadable(
        _("“%(text)s” is not a date. Write it as day/month/year, for example 24/11/2026.") % {"text": shown(cell)}
    )


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


_READERS: dict[Kind, Callable[[Column, Cell, Value], Value]] = {
    Kind.PERCENT: _number,
    Kind.RUPIAH: _number,
    Kind.NUMBER: _number,
    Kind.WORDS: _words,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
}
