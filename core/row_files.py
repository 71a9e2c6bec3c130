"""Rows as files that are written while they are read: CSV in pieces, XLSX through a temporary file.

No cell is taken for a formula; memory does not grow with the number of rows.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from core.tabular import BOM, cell, safe

PIECE = 500
MOST_CHARACTERS = 32_000
MOST_ROWS = 1_048_575
"""What a worksheet holds below its heading."""


def csv_pieces(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A heading and the rows below it, some hundred at a time."""
    made = io.StringIO()
    made.write(BOM)
    writer = csv.writer(made)
    writer.writerow([safe(each) for each in head])
    for number, row in enumerate(rows, start=1):
        writer.writerow([cell(value) for value in row])
        if number % PIECE == 0:
            yield made.getvalue().encode()
            made.seek(0)
            made.truncate()
    yield made.getvalue().encode()


def xlsx_file(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """A workbook of one sheet, open at its beginning; it is removed when it is closed. All cells are texts."""
    import xlsxwriter

    made = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, text in enumerate(head):
            sheet.set_column(column, column, 24)
            sheet.write_string(0, column, text, bold)
        for number, row in zip(range(1, MOST_ROWS + 1), rows, strict=False):
            for column, value in enumerate(row):
                sheet.write_string(number, column, str(value)[:MOST_CHARACTERS])
    made.seek(0)
    return made
