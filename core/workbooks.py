"""Large workbooks, written row by row; rustpy-xlsxwriter where it is installed, else XlsxWriter."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

MOST_ROWS = 1_048_576
"""Of a sheet, the header counted."""
MOST_CHARACTERS = 32_767
EXACT_DIGITS = 15
"""What a number of a workbook holds; a longer one stays text."""
SHEET = "Data"
WRITTEN_AT = re.compile(rb"(<dcterms:\w+[^>]*>)[^<]*")


class TooManyRows(Exception):
    """More rows than a sheet holds."""


def write_workbook(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One sheet with a header; text stays text, whatever it begins with. Raises `TooManyRows`."""
    counted = _counted(rows)
    try:
        from rustpy_xlsxwriter import FastExcel
    except ImportError:
        _with_xlsxwriter(path, columns, counted)
        return
    first = next(counted, None)
    if first is None:
        _with_xlsxwriter(path, columns, iter(()))
        return
    FastExcel(str(path)).sheet(SHEET, (dict(zip(columns, row, strict=True)) for row in _again(first, counted))).save()


def _again(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _counted(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise TooManyRows
        yield row


def _with_xlsxwriter(path: Path, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, columns)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)


def cell_value(value: Any) -> Any:
    """A value as a cell of a workbook holds it."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Decimal):
        is_exact = len(value.as_tuple().digits) <= EXACT_DIGITS
        return float(value) if is_exact else format(value, "f")
    return str(value)[:MOST_CHARACTERS]


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
