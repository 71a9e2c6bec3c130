"""A workbook of one sheet, written row by row: its XML is made here, so that nothing is kept of what was written, and
the same rows are the same bytes.

Text stands in its cell (no table of shared texts), so it stays text, whatever it begins with. The rows may come as
values or, already as XML, from a database that writes them itself (`core.rest.copying`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

MOST_ROWS = 1_048_576
"""Of a sheet, the header counted."""
MOST_CHARACTERS = 32_767
EXACT_DIGITS = 15
"""What a number of a workbook holds; a longer one stays text."""
SHEET, AT_ONCE, FAST = "Data", 500, 1
ROW = b"<row "
"""Begins each row: rows of a block are counted by it."""
DAY_ZERO, FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)
"""Days are counted from the first; before the second workbooks know a day that never was, so they stay text."""
LOOKS_ESCAPED = re.compile("_(x[0-9A-Fa-f]{4}_)")
IN_XML = {**dict.fromkeys([*range(32), 0xFFFE, 0xFFFF]), 9: "&#9;", 10: "&#10;", 13: "&#13;"}
IN_XML |= {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
AS_DAY, AS_HEADER = ' s="1"', ' s="2"'


class TooManyRows(Exception):
    """More rows, or more text, than a sheet holds."""


def write_workbook(target: Path | io.BytesIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One sheet with a header; text stays text, whatever it begins with; a `date` is a day. Raises `TooManyRows`."""
    write_sheet(target, columns, rows_as_xml(rows))


def write_sheet(target: Path | io.BytesIO, columns: Sequence[str], body: Iterable[bytes]) -> None:
    """A workbook with these columns, whose rows are `body`: blocks of XML. Raises `TooManyRows`."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as archive:
        for path, content in PARTS.items():
            with archive.open(_entry(path), "w") as part:
                part.write((XML + content).encode())
        try:
            with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as part:
                part.write(_head(columns).encode())
                for block in body:
                    part.write(block)
                part.write(b"</sheetData></worksheet>")
        except RuntimeError as error:  # above 2 GB no program opens it
            raise TooManyRows from error


def _entry(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    info._compresslevel = FAST  # type: ignore[attr-defined]
    return info


def _head(columns: Sequence[str]) -> str:
    widths = (f'<col min="{n}" max="{n}" width="{_width(each)}" customWidth="1"/>' for n, each in enumerate(columns, 1))
    cells = (f'<c r="{letters(n)}1"{AS_HEADER}{text(each)}' for n, each in enumerate(columns))
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{"".join(widths)}</cols><sheetData><row r="1">{"".join(cells)}</row>'
    )


def _width(name: str) -> int:
    return min(max(len(name) + 2, 12), 40)


def letters(number: int) -> str:
    """The name of a column.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    before, last = divmod(number, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def rows_as_xml(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The XML of rows of values in blocks. Raises `TooManyRows`."""
    begins: list[str] = []
    held, cells_of = list[str](), CELLS
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise TooManyRows
        begins = begins or [f'<c r="{letters(place)}' for place in range(len(row))]
        here = f'{number}"'
        pairs = zip(begins, row, strict=True)
        cells = [begin + here + cells_of[type(value)](value) for begin, value in pairs if value is not None]
        held.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(held) == AT_ONCE:
            yield "".join(held).encode("utf-8", "replace")
            held = []
    if held:
        yield "".join(held).encode("utf-8", "replace")


@lru_cache(4096)
def text(value: str) -> str:
    """What follows the name of a cell that holds text.

    >>> text("=1+1")
    ' t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>'
    """
    if not value:
        return "/>"
    plain = value[:MOST_CHARACTERS]
    if "&" in plain or "<" in plain or ">" in plain or "_x" in plain or not plain.isprintable():
        plain = LOOKS_ESCAPED.sub(r"_x005F_\1", plain).translate(IN_XML)
    return f' t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'


def _whole(value: int) -> str:
    return f"><v>{value}</v></c>" if abs(value) < 10**EXACT_DIGITS else text(str(value))


def _float(value: float) -> str:
    return f"><v>{value!r}</v></c>" if isfinite(value) else text(str(value))


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        return text(str(value))
    plain = format(value, "f")
    return f"><v>{plain}</v></c>" if len(plain.replace(".", "").strip("-0")) <= EXACT_DIGITS else text(plain)


def _truth(value: bool) -> str:
    return f' t="b"><v>{value:d}</v></c>'


def _day(value: date) -> str:
    return f"{AS_DAY}><v>{(value - DAY_ZERO).days}</v></c>" if value >= FIRST_DAY else text(value.isoformat())


class _Cells(dict[type, Callable[[Any], str]]):
    """How a value is written, by its type; one that is not known is text."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        found = next(
            (write for known, write in self.items() if issubclass(kind, known)), lambda value: text(str(value))
        )
        self[kind] = found
        return found


CELLS = _Cells({bool: _truth, int: _whole, str: text, float: _float, Decimal: _decimal})
CELLS |= {datetime: lambda value: text(value.isoformat()), date: _day}
