"""Large workbooks, written row by row; rustpy-xlsxwriter where it is installed, else XlsxWriter."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

MOST_ROWS = 1_048_576
"""Of a sheet, the header counted."""
MOST_CHARACTERS = 32_767
EXACT_DIGITS = 15
"""What a number of a workbook holds; a longer one stays text."""
SHEET, DAYS = "Data", "yyyy-mm-dd"
WRITTEN_AT = re.compile(rb"(<dcterms:\w+[^>]*>)[^<]*")


class TooManyRows(Exception):
    """More rows than a sheet holds."""


def write_workbook(target: Path | io.BytesIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One sheet with a header; text stays text, whatever it begins with; a `date` is a day. Raises `TooManyRows`."""
    counted = _counted(rows)
    try:
        from rustpy_xlsxwriter import FastExcel
    except ImportError:
        _with_xlsxwriter(target, columns, counted)
        return
    first = next(counted, None)
    if first is None:
        _with_xlsxwriter(target, columns, iter(()))
        return
    book = FastExcel(target if isinstance(target, io.BytesIO) else str(target))
    book.format(datetime_format=DAYS, bold_headers=True).freeze(row=1)
    told = (dict(zip(columns, row, strict=True)) for row in _again(first, counted))
    book.sheet(SHEET, told, column_widths=[float(_width(each)) for each in columns]).save()


def _width(name: str) -> int:
    return min(max(len(name) + 2, 12), 40)


def _again(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _counted(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise TooManyRows
        yield row


def _with_xlsxwriter(target: Path | io.BytesIO, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    import xlsxwriter

    options: dict[str, Any] = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    options["default_date_format"] = DAYS
    with xlsxwriter.Workbook(target if isinstance(target, io.BytesIO) else str(target), options) as book:
        sheet, bold = book.add_worksheet(SHEET), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for number, name in enumerate(columns):
            sheet.set_column(number, number, _width(name))
        sheet.write_row(0, 0, columns, bold)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)


def number_cell(value: int | float | Decimal) -> int | float | str:
    """A number as a cell holds it: one with more digits than a workbook keeps is text."""
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, int):
        return value if abs(value) < 10**EXACT_DIGITS else str(value)
    if len(value.as_tuple().digits) <= EXACT_DIGITS or len(value.normalize().as_tuple().digits) <= EXACT_DIGITS:
        return float(value) if value.is_finite() else str(value)
    return format(value, "f")


def settle(path: Path) -> None:
    """Take out of a workbook when it was written: the same rows are the same bytes."""
    settled = path.with_suffix(".settled")
    with zipfile.ZipFile(path) as made, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in made.infolist():
            info = zipfile.ZipInfo(entry.filename)
            info.compress_type = zipfile.ZIP_DEFLATED
            with made.open(entry) as source, target.open(info, "w", force_zip64=True) as inside:
                if entry.filename == "docProps/core.xml":
                    inside.write(WRITTEN_AT.sub(rb"\g<1>2000-01-01T00:00:00Z", source.read()))
                else:
                    shutil.copyfileobj(source, inside)
    settled.replace(path)
