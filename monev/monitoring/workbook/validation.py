"""What the spreadsheet itself checks while somebody types; the portal checks everything again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from monev.monitoring.selectors.entry import LONGEST_TEXT
from monev.monitoring.workbook.columns import LISTS, Column, Kind, Sheet
from monev.monitoring.workbook.filling import cell_at

TITLE, MESSAGE = 32, 255
"""The longest title and message that Excel accepts."""
LARGEST = Decimal(10) ** 15


def rule(sheet: Sheet, column: Column, first_row: int) -> dict[str, Any]:
    """The validation of an input column, for all its rows; `first_row` is where the range begins."""
    made = _RULES[column.kind](sheet, column, first_row)
    made["input_title"] = column.heading[:TITLE]
    if column.hint:
        made["input_message"] = str(column.hint)[:MESSAGE]
    made["error_title"] = column.heading[:TITLE]
    return {key: value for key, value in made.items() if value != ""}


def list_rule(span: str, column: Column, *, strict: bool = True) -> dict[str, Any]:
    """A drop-down list from a range of the hidden sheet."""
    made: dict[str, Any] = {"validate": "list", "source": f"={span}", "ignore_blank": True, "show_error": strict}
    made["error_title"] = column.heading[:TITLE]
    made["error_message"] = _("Choose from the list.")
    return made


def list_span(column: int, count: int) -> str:
    """The cells of one list on the hidden sheet: `'_daftar'!$A$1:$A$4`."""
    letter = chr(ord("A") + column)
    return f"'{LISTS}'!${letter}$1:${letter}${max(count, 1)}"


def _percent(sheet: Sheet, column: Column, first_row: int) -> dict[str, Any]:
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 100,
        "error_message": _("A percentage lies between 0 and 100. Write 62 for 62 percent."),
    }


def _rupiah(sheet: Sheet, column: Column, first_row: int) -> dict[str, Any]:
    """Above the ceiling is a warning: the person sees it at once, and the portal refuses it later."""
    amount, ceiling = cell_at(sheet.key, column.key, first_row), cell_at(sheet.key, "ceiling", first_row)
    return {
        "validate": "custom",
        "value": f'=AND(ISNUMBER({amount}),{amount}>=0,OR({ceiling}="",{amount}<={ceiling}))',
        "error_type": "warning",
        "error_message": _(
            "The amount is no number, is negative, or is above the ceiling. Count the zeros. The portal refuses an "
            "amount above the ceiling."
        )[:MESSAGE],
    }


def _number(sheet: Sheet, column: Column, first_row: int) -> dict[str, Any]:
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -float(LARGEST),
        "maximum": float(LARGEST),
        "error_message": _("Write a number, without the unit."),
    }


def _date(sheet: Sheet, column: Column, first_row: int) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": date(2000, 1, 1),
        "maximum": date(2100, 12, 31),
        "error_message": _("Write a date, for example 24/11/2026."),
    }


def _words(sheet: Sheet, column: Column, first_row: int) -> dict[str, Any]:
    return {
        "validate": "length",
        "criteria": "<=",
        "value": LONGEST_TEXT,
        "error_message": _("This text is too long. At most 5,000 characters are accepted."),
    }


_RULES = {
    Kind.PERCENT: _percent,
    Kind.RUPIAH: _rupiah,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.WORDS: _words,
}
