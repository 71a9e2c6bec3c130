"""A file as a table of cells: which encoding, delimiter and sheet. Nothing here knows what a column means."""

import codecs
import csv
import io
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.office_files import require_harmless

Cell = str | Decimal
"""Text as written, or a number where the file stores one; an empty cell is ''."""

DELIMITERS = (",", ";", "\t", "|")
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx",)
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_UNPACKED = 300 * 1024 * 1024


class UnreadableFile(Refused):
    """The file as a whole could not be read; the message says what to do."""


@dataclass(frozen=True)
class Table:
    """One sheet: rows of cells, row 1 of the file first; `merged` maps a covered cell to the one that fills it."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)

    def cell(self, row: int, column: int) -> Cell:
        """What the cell itself holds (counted from 0); '' beyond the end."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def filled(self, row: int, column: int) -> Cell:
        """What a reader sees there: a merged cell shows the value of its first cell."""
        return self.cell(*self.merged.get((row, column), (row, column)))

    def text(self, row: int, column: int) -> str:
        """What a reader sees, as one line of text."""
        return as_text(self.filled(row, column))


def as_text(cell: Cell) -> str:
    """A cell as one line: spaces collapsed, whole numbers without a decimal point."""
    if isinstance(cell, Decimal):
        return format(cell.quantize(Decimal(1)) if cell == cell.to_integral_value() else cell.normalize(), "f")
    return " ".join(cell.replace("\u00a0", " ").replace("\u200b", "").split())


def read_tables(content: bytes, *, filename: str) -> list[Table]:
    """All tables of the file. Raises `UnreadableFile` when it is empty, of another kind, or not what its name says."""
    if not content.strip():
        raise UnreadableFile(_("The file is empty."), field="file")
    suffix = PurePath(filename).suffix.lower()
    if suffix in WORKBOOK_SUFFIXES:
        tables = _workbook(content)
    elif suffix in TEXT_SUFFIXES:
        tables = [_text_table(content)]
    else:
        raise UnreadableFile(_("Only CSV and XLSX files can be read. Save the table as one of these."), field="file")
    tables = [table for table in tables if any(any(row) for row in table.rows)]
    if not tables:
        raise UnreadableFile(_("The file holds no filled cell."), field="file")
    return tables


def _text_table(content: bytes) -> Table:
    """A delimited text file."""
    if content[:4] == b"PK\x03\x04" or content[:4] == b"%PDF" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableFile(_("The file is named CSV but holds something else. Save it as CSV or XLSX."), field="file")
    text, encoding = _decode(content)
    if "\x00" in text:
        raise UnreadableFile(_("The file is named CSV but does not hold text."), field="file")
    first, _newline, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # a hint that Excel writes
        return _parse("\n" + rest, first.strip()[4], encoding)
    return _parse(text, _delimiter(text), encoding)


def _decode(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was read with."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace"), "utf-16"
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "cp1252"


def _parse(text: str, delimiter: str, encoding: str) -> Table:
    """Rows of the text; a broken quotation or a runaway field is refused as a whole."""
    rows: list[tuple[Cell, ...]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            _within_limits(len(rows), len(record))
            rows.append(tuple(value.strip() for value in record))
    except csv.Error as problem:
        raise UnreadableFile(
            _("Line %(line)s of the file cannot be read (%(problem)s). Save it as CSV again.")
            % {"line": len(rows) + 1, "problem": problem},
            field="file",
        ) from problem
    return Table("", tuple(rows), encoding=encoding, delimiter=delimiter)


def _within_limits(rows: int, columns: int) -> None:
    """Refuse a table that is no plan matrix."""
    if rows >= MAX_ROWS or columns > MAX_COLUMNS:
        raise UnreadableFile(
            _("The table is too large: at most %(rows)s rows and %(columns)s columns are read.")
            % {"rows": MAX_ROWS, "columns": MAX_COLUMNS},
            field="file",
        )


def _delimiter(text: str) -> str:
    """The delimiter under which most of the first rows have the same number of columns."""
    sample = text[:200_000]

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if any(row)]
        except csv.Error:
            return (0, 0)
        wide = Counter(width for width in widths[:200] if width > 1)
        if not wide:
            return (0, 0)
        width, count = max(wide.items(), key=lambda item: (item[1] * min(item[0], 8), item[0]))
        return (count / max(1, len(widths[:200])) * min(width, 8), width)

    return max(DELIMITERS, key=fit)


def _workbook(content: bytes) -> list[Table]:
    """All visible sheets of a workbook."""
    import python_calamine  # heavy: only when a workbook is read

    _really_a_workbook(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [s.name for s in book.sheets_metadata if s.visible == python_calamine.SheetVisibleEnum.Visible]
        return [_sheet(book.get_sheet_by_name(name)) for name in shown or book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise UnreadableFile(
            _(
                "The workbook cannot be opened. Open it in a spreadsheet, save it as XLSX without a password, "
                "and try again."
            ),
            field="file",
        ) from problem


def _really_a_workbook(content: bytes) -> None:
    """Refuse what only is named so, and archives that unpack to far more than a plan."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, ValueError) as problem:
        raise UnreadableFile(_("The file is named XLSX but is no workbook."), field="file") from problem
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(_("The file is named XLSX but is no workbook."), field="file")
    if unpacked > MAX_UNPACKED:
        raise UnreadableFile(_("The workbook is too large when unpacked."), field="file")
    try:
        require_harmless(io.BytesIO(content), other_books=True)
    except Refused as refused:
        raise UnreadableFile(refused.message, field="file") from refused


def _sheet(sheet: object) -> Table:
    """A sheet with its merged cells."""
    rows: list[tuple[Cell, ...]] = []
    for values in sheet.to_python(skip_empty_area=False):  # type: ignore[attr-defined]
        while values and values[-1] == "":
            values.pop()
        _within_limits(len(rows), len(values))
        rows.append(tuple(_cell(value) for value in values))
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():  # type: ignore[attr-defined]
        for row in range(top, min(bottom, len(rows) - 1) + 1):
            merged |= {(row, column): (top, left) for column in range(left, min(right, MAX_COLUMNS) + 1)}
    return Table(sheet.name, tuple(rows), merged)  # type: ignore[attr-defined]


def _cell(value: object) -> Cell:
    """A stored value as text or as a number."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, int | float):
        return Decimal(repr(value)) if value == value and abs(value) != float("inf") else ""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).strip() if value is not None else ""
