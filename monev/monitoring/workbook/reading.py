"""Reads a workbook of entry back: by the hidden keys, else by the headings of any language; rows in any order.

Nothing is judged here: cells come with what is odd about them, sheets with what is missing or not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from xlsxwriter.utility import xl_col_to_name

from monev.monitoring.workbook.about import About, read_about
from monev.monitoring.workbook.columns import ABOUT, BY_KEY, SHEETS, Sheet, Use
from monev.monitoring.workbook.sound import Unsound
from monev.monitoring.workbook.traits import Traits, traits_of

LOOKED_AT = 12
"""In which of the first rows keys and headings are looked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value (None: empty) and its address. `error`: `#REF!`; `is_uncalculated`: a formula without result;
    `is_percent`: a fraction shown as a percentage; `merged_into`: the cell that covers this one."""

    value: Any
    place: str
    error: str = ""
    is_uncalculated: bool = False
    is_percent: bool = False
    merged_into: str = ""

    @property
    def is_blank(self) -> bool:
        odd = self.error or self.is_uncalculated or self.merged_into
        return not odd and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row: its number as a spreadsheet counts, its cells by column key."""

    number: int
    cells: dict[str, Cell]
    is_hidden: bool = False

    def text(self, key: str) -> str:
        """The cell as one line of text; empty for one that is missing or odd."""
        cell = self.cells.get(key)
        if cell is None or cell.value is None or cell.error or cell.is_uncalculated:
            return ""
        value = cell.value
        text = f"{value:.15g}" if isinstance(value, float) else str(value)
        return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """One sheet of the workbook: its name there, columns by key, keys that are missing, headings that nobody knows."""

    sheet: Sheet
    name: str
    head_row: int
    columns: dict[str, int]
    unknown: tuple[str, ...]
    rows: tuple[FoundRow, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that are needed and are not there: the identifiers and the inputs."""
        needed = [column.key for column in self.sheet.columns if column.use in (Use.KEY, Use.INPUT)]
        return tuple(key for key in needed if key not in self.columns)


@dataclass(frozen=True, slots=True)
class Found:
    """A whole workbook. `unknown` are the names of visible sheets that nobody asked for."""

    about: About
    sheets: dict[str, FoundSheet] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def read_workbook(file: IO[bytes]) -> Found:
    """Everything. Raises `Unsound` when the file cannot be read or is not a workbook of entry."""
    import python_calamine  # heavy: only when a workbook is read

    traits = traits_of(file)
    file.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        if ABOUT not in book.sheet_names:
            raise Unsound(
                _(
                    "This is not a workbook of entry from the portal, or its hidden sheet was removed. Download the "
                    "workbook again and copy your figures into it."
                ),
                field="file",
            )
        about = read_about(_values(book.get_sheet_by_name(ABOUT)))
        return _found(book, about, traits)
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise Unsound(
            _("The workbook cannot be read. Open it in a spreadsheet, save it as XLSX again, and upload that."),
            field="file",
        ) from problem


def _found(book: Any, about: About, traits: dict[str, Traits]) -> Found:
    found: dict[str, FoundSheet] = {}
    unknown = []
    for name in book.sheet_names:
        if name not in traits or name.startswith("_"):
            continue
        page = book.get_sheet_by_name(name)
        values = _values(page)
        recognised = _recognise(name, values)
        if recognised is None or recognised.sheet.key in found:
            unknown.append(name)
            continue
        found[recognised.sheet.key] = _with_rows(recognised, values, traits[name], _merged(page))
    return Found(about, found, tuple(unknown))


def _values(page: Any) -> list[list[Any]]:
    """All cells from A1 on; an empty one is ''."""
    rows: list[list[Any]] = page.to_python(skip_empty_area=False)
    return rows


def _merged(page: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """By covered cell the one that covers it; rows and columns counted from 0."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in page.merged_cell_ranges or ():
        for row in range(top, min(bottom, top + 10_000) + 1):
            for column in range(left, min(right, left + 100) + 1):
                if (row, column) != (top, left):
                    found[row, column] = (top, left)
    return found


def _recognise(name: str, values: list[list[Any]]) -> FoundSheet | None:
    """By the row of keys; where that is gone, by the name of the sheet and the headings."""
    for at, cells in enumerate(values[:LOOKED_AT]):
        keys = [str(cell).split(".", 1) for cell in cells if isinstance(cell, str) and "." in cell]
        sheets = [key for key, *_rest in keys if key in BY_KEY]
        if len(sheets) >= 2:
            sheet = BY_KEY[max(set(sheets), key=sheets.count)]
            columns = _by_key(sheet, cells)
            head = _head_row(sheet, values, at)
            return FoundSheet(sheet, name, head, columns, _strange(values, head, columns), ())
    return _by_heading(name, values)


def _by_key(sheet: Sheet, cells: Sequence[Any]) -> dict[str, int]:
    wanted = {f"{sheet.key}.{column.key}": column.key for column in sheet.columns}
    found: dict[str, int] = {}
    for number, cell in enumerate(cells):
        if isinstance(cell, str) and (key := wanted.get(cell.strip())):
            found.setdefault(key, number)
    return found


def _head_row(sheet: Sheet, values: list[list[Any]], keys_at: int) -> int:
    """The row of headings below the keys: the one that knows most of them; the keys' own where there is none."""
    known = _headings(sheet)
    hits = [
        (sum(_plain(cell) in known for cell in cells), -at)
        for at, cells in enumerate(values[:LOOKED_AT])
        if at > keys_at
    ]
    best = max(hits, default=(0, 0))
    return -best[1] if best[0] >= 2 else keys_at


def _by_heading(name: str, values: list[list[Any]]) -> FoundSheet | None:
    for sheet in SHEETS:
        if _plain(name) not in _titles(sheet):
            continue
        known = _headings(sheet)
        for at, cells in enumerate(values[:LOOKED_AT]):
            columns: dict[str, int] = {}
            for number, cell in enumerate(cells):
                if key := known.get(_plain(cell)):
                    columns.setdefault(key, number)
            if len(columns) >= 3:
                return FoundSheet(sheet, name, at, columns, _strange(values, at, columns), ())
    return None


def _titles(sheet: Sheet) -> set[str]:
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(_plain(str(sheet.title)))
    return found


def _headings(sheet: Sheet) -> dict[str, str]:
    """Headings in every language, as they are compared, to keys."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for column in sheet.columns:
                found.setdefault(_plain(column.heading), column.key)
    return found


def _strange(values: list[list[Any]], head: int, columns: dict[str, int]) -> tuple[str, ...]:
    """Headings of columns that are not ours."""
    taken = set(columns.values())
    cells = values[head] if head < len(values) else []
    return tuple(
        str(cell).strip() for number, cell in enumerate(cells) if number not in taken and str(cell).strip() not in ("",)
    )


def _with_rows(
    found: FoundSheet, values: list[list[Any]], traits: Traits, merged: dict[tuple[int, int], tuple[int, int]]
) -> FoundSheet:
    rows = tuple(_rows(found, values, traits, merged))
    return FoundSheet(found.sheet, found.name, found.head_row, found.columns, found.unknown, rows)


def _rows(
    found: FoundSheet, values: list[list[Any]], traits: Traits, merged: dict[tuple[int, int], tuple[int, int]]
) -> Iterator[FoundRow]:
    read = {column.key: found.columns[column.key] for column in found.sheet.columns if column.key in found.columns}
    for at in range(found.head_row + 1, len(values)):
        cells = {key: _cell(values[at], at, number, traits, merged) for key, number in read.items()}
        if all(cell.is_blank for key, cell in cells.items() if not _is_calculated(found.sheet, key)):
            continue
        yield FoundRow(at + 1, cells, at + 1 in traits.hidden_rows)


def _is_calculated(sheet: Sheet, key: str) -> bool:
    """An identifier of an added row follows from what was chosen beside it; alone it says nothing."""
    return sheet.column(key).use in (Use.FORMULA, Use.HELPER, Use.KEY)


def _cell(
    cells: list[Any], at: int, number: int, traits: Traits, merged: dict[tuple[int, int], tuple[int, int]]
) -> Cell:
    place = f"{xl_col_to_name(number)}{at + 1}"
    value = cells[number] if number < len(cells) else None
    over = merged.get((at, number))
    return Cell(
        None if value == "" else value,
        place,
        traits.errors.get(place, ""),
        place in traits.uncalculated,
        place in traits.percents,
        f"{xl_col_to_name(over[1])}{over[0] + 1}" if over else "",
    )


def _plain(value: Any) -> str:
    return " ".join(str(value).split()).casefold()
