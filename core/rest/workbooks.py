"""REST: rows as a workbook, written row by row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from rest_framework import serializers

from core.tabular import plain, read

MOST_CHARACTERS = 32_767
"""What a cell of a workbook holds; a longer text is cut there."""
EXACT_DIGITS = 15
"""What a number in a workbook holds; a longer one stays text."""
OPTIONS = {
    "constant_memory": True,
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook_of(columns: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """One sheet with a header; `columns` are dotted names with the field behind each (or nothing)."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, OPTIONS) as book:
        sheet = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for number, name in enumerate(columns):
            sheet.set_column(number, number, min(max(len(name) + 2, 12), 40))
            sheet.write_string(0, number, name, bold)
        for at, row in enumerate(rows, 1):
            for number, (name, field) in enumerate(columns.items()):
                _write(sheet, at, number, cell_of(read(row, name), field), day)
    return made.getvalue()


def cell_of(value: Any, field: Any = None) -> Any:
    """A value as a cell holds it: truth, a number, a day (as a moment), or text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return _number(str(value))
    if isinstance(value, str) and isinstance(field, serializers.DecimalField):
        return _number(value)
    if isinstance(value, str) and isinstance(field, serializers.DateField):
        return _day(value)
    return plain(value)


def _number(text: str) -> Decimal | str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    is_exact = number.is_finite() and len(number.normalize().as_tuple().digits) <= EXACT_DIGITS
    return number if is_exact else text


def _day(text: str) -> datetime | str:
    """Workbooks know no day before 1900."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return text
    return day if day.year >= 1900 else text


def _write(sheet: Any, at: int, number: int, value: Any, day: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(at, number, value)
    elif isinstance(value, Decimal):
        sheet.write_number(at, number, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(at, number, value, day)
    elif value:
        sheet.write_string(at, number, value[:MOST_CHARACTERS])
