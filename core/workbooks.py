"""Workbooks of rows of values, and values as cells."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.sheets import EXACT_DIGITS, MOST_CHARACTERS, rows_as_xml, write_sheet


def write_workbook(target: Path | io.BytesIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One sheet with a header; text stays text, whatever it begins with; a `date` is a day. Raises `TooManyRows`."""
    write_sheet(target, columns, rows_as_xml(rows))


def cell_value(value: Any) -> Any:
    """A value as a cell of a workbook holds it."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Decimal):
        is_exact = len(value.as_tuple().digits) <= EXACT_DIGITS
        return float(value) if is_exact else format(value, "f")
    return str(value)[:MOST_CHARACTERS]
