"""Documents as XLSX: a first sheet with head, facts and texts, then one sheet a table.

Numbers are numbers with a format, never text; texts are never formulas. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, override

from core.documents import (
    BLANK,
    Chart,
    Column,
    Document,
    Entry,
    Facts,
    OfficialHead,
    Picture,
    Signature,
    Signatures,
    State,
    Table,
    Text,
    Value,
    header_rows,
    shown,
)

NUMBER_FORMATS = {
    "text": "@",
    "state": "@",
    "count": "#,##0",
    "number": "#,##0.####",
    "index": "0.00",
    "percent": "#,##0.0",
    "points": "+#,##0.0;-#,##0.0;0.0",
    "rupiah": "#,##0.00",
    "rupiah_whole": "#,##0",
    "score": "0.00",
    "date": "d mmmm yyyy",
}
TONES = {"good": "#1D6B2F", "active": "#1F5FA8", "warning": "#8A5300", "bad": "#B3261E", "none": "#4B5B6B"}
SUBTOTAL = {"bold": True, "bg_color": "#EEF3F8"}
STRONG = {"bold": True, "bg_color": "#D9E4EF"}
A3 = 8
MOST_CHARACTERS = 32000
SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
WIDEST = 60
WIDEST_OF_MANY = 30
PNG = b"\x89PNG\r\n\x1a\n"
ARMS_WIDTH, ARMS_HEIGHT = 110, 84
"""Of the arms on the first sheet, in pixels at most."""


def xlsx(document: Document) -> bytes:
    """The document as a workbook."""
    import xlsxwriter

    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book, override(document.language):
        book.set_properties(
            {
                "title": f"{document.title} – {document.subtitle}",
                "author": document.author,
                "created": datetime.fromtimestamp(document.created, UTC).replace(tzinfo=None),
            }
        )
        _Writer(book, document).write()
    return made.getvalue()


class _Writer:
    """Writes one workbook; keeps the formats, which belong to the workbook."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book = book
        self.document = document
        self._formats: dict[tuple[Any, ...], Any] = {}
        self.tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]

    def write(self) -> None:
        self._cover()
        names = _sheet_names([self._cover_name(), *(table.name for table in self.tables)])
        for table, name in zip(self.tables, names[1:], strict=True):
            self._table(table, name)

    def _format(self, **options: Any) -> Any:
        key = tuple(sorted(options.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(
                {"font_name": "Arial", "font_size": 10, "valign": "top", **options}
            )
        return self._formats[key]

    def _sheet(self, name: str, landscape: bool) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if landscape:
            sheet.set_landscape()
        mark = f"&C{_header_text(self.document.mark)}" if self.document.mark else ""
        sheet.set_header(f"&L{_header_text(self.document.title)}{mark}&R{_header_text(self.document.subtitle)}"[:250])
        sheet.set_footer(f"&L{_header_text(self.document.footer)}&R&P / &N"[:250])
        return sheet

    def _cover_name(self) -> str:
        first = self.document.sections[0].title if self.document.sections else ""
        return first or self.document.title

    def _cover(self) -> None:
        """Title, head, and all that is not a table, in the order of the document."""
        sheet = self._sheet(_sheet_names([self._cover_name()])[0], landscape=False)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        at = self._official(sheet)
        sheet.set_row(at, 24)
        sheet.set_row(at + 1, 18)
        sheet.write_string(at, 0, self.document.title, self._format(bold=True, font_size=16))
        sheet.write_string(at + 1, 0, self.document.subtitle, self._format(bold=True, font_size=12))
        at += 2
        if self.document.mark:
            warning = f"{self.document.mark}. {self.document.mark_explained}"
            sheet.write_string(at, 0, warning, self._format(bold=True, font_color=TONES["bad"]))
            at += 1
        for label, text in [*self.document.head, *self._check(), *self._texts()]:
            heading = self._format(bold=True, text_wrap=True)
            sheet.write_string(at, 0, label[:MOST_CHARACTERS], heading)
            sheet.write_string(at, 1, text[:MOST_CHARACTERS], self._format(text_wrap=True))
            _heighten(sheet, at, *((text, 90) if _lines(text, 90) >= _lines(label, 34) else (label, 34)))
            at += 1

    def _official(self, sheet: Any) -> int:
        """The official head above everything: arms, institution, address, a double line. The row that is free."""
        head = self.document.official
        if head is None:
            return 0
        words = [*head.institution, *([head.address] if head.address else [])]
        column = 1 if head.arms else 0
        for at, line in enumerate(words):
            is_address = at == len(head.institution)
            look = self._format(font_size=9) if is_address else self._format(bold=True, font_size=13)
            sheet.set_row(at, max(20, ARMS_HEIGHT * 0.75 / len(words)) if head.arms else 20)
            sheet.write_string(at, column, line if is_address else line.upper(), look)
        if head.arms:
            _insert_arms(sheet, head)
        for number in (0, 1):
            sheet.write_blank(len(words), number, None, self._format(top=6))
        return len(words) + 1

    def _check(self) -> list[tuple[str, str]]:
        """How a reader finds out whether the figures are genuine."""
        check = self.document.check
        if check is None:
            return []
        return [(gettext("Check code"), check.code), (gettext("Check at"), check.address), ("", check.words)]

    def _texts(self) -> list[tuple[str, str]]:
        pairs: list[tuple[str, str]] = []
        for section in self.document.sections:
            found = [pair for block in section.blocks for pair in _pairs(block)]
            if found:
                pairs += [("", ""), *([(section.title, "")] if section.title else []), *found]
        return pairs

    def _table(self, table: Table, name: str) -> None:
        sheet = self._sheet(name, landscape=True)
        if table.parts:
            sheet.set_paper(A3)
            sheet.fit_to_pages(len(table.parts), 0)
            sheet.repeat_columns(0, table.kept - 1)
        sheet.write_string(0, 0, table.title, self._format(bold=True, font_size=12))
        mark = self.document.mark or self.document.subtitle
        tone = TONES["bad"] if self.document.mark else TONES["none"]
        sheet.write_string(1, 0, mark, self._format(italic=True, font_color=tone))
        widths = [_width(each, table) for each in table.columns]
        first = self._head(sheet, table, widths)
        for at, row in enumerate(table.rows):
            level = table.headings.get(at)
            look = {} if level is None else STRONG if level == 0 else SUBTOTAL
            self._row(sheet, first + at, table.columns, row, **look)
            _fit_height(sheet, first + at, [row.get(each.key) for each in table.columns], widths)
        end = first + len(table.rows)
        if table.total:
            self._row(sheet, end, table.columns, table.total, **SUBTOTAL)
            end += 1
        if table.note or not table.rows:
            self._note(sheet, end + 1, table)
        sheet.freeze_panes(first, table.kept)
        sheet.repeat_rows(2, first - 1)
        if table.rows:
            sheet.autofilter(first - 1, 0, first - 1 + len(table.rows), len(table.columns) - 1)

    def _head(self, sheet: Any, table: Table, widths: Sequence[int]) -> int:
        """The head from the third row on, in two rows where columns have groups; returns the first row after it."""
        look = self._format(bold=True, text_wrap=True, bg_color="#EEF3F8", border=1)
        middle = self._format(bold=True, text_wrap=True, bg_color="#EEF3F8", border=1, align="center")
        grouped = any(each.group for each in table.columns)
        last = 3 if grouped else 2
        _fit_height(sheet, last, [each.heading for each in table.columns], widths)
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, widths[number])
            if grouped and not column.group:
                sheet.merge_range(2, number, last, number, column.heading, look)
            else:
                sheet.write_string(last, number, column.heading, look)
        for label, at, count in header_rows(table.columns) if grouped else ():
            if label and count > 1:
                sheet.merge_range(2, at, 2, at + count - 1, label, middle)
            elif label:
                sheet.write_string(2, at, label, middle)
        return last + 1

    def _note(self, sheet: Any, at: int, table: Table) -> None:
        """Below the table and as wide, so that a long one does not make the printed table small."""
        note = table.note if table.rows else table.empty
        look = self._format(italic=True, text_wrap=True, font_color=TONES["none"])
        if len(table.columns) > 1:
            sheet.merge_range(at, 0, at, len(table.columns) - 1, "", look)
        sheet.write_string(at, 0, note, look)
        _heighten(sheet, at, note, sum(_width(each, table) for each in table.columns))

    def _row(self, sheet: Any, at: int, columns: Sequence[Column], row: Mapping[str, Value], **look: Any) -> None:
        for number, column in enumerate(columns):
            value = row.get(column.key)
            options = {"num_format": _number_format(column, value), "border": 1, **look}
            if isinstance(value, State):
                options |= {"font_color": TONES[value.tone], "bold": True}
                sheet.write_string(at, number, value.label, self._format(**options))
            elif value is None or value in ("", BLANK):
                sheet.write_blank(at, number, None, self._format(**options))
            elif isinstance(value, str):
                sheet.write_string(at, number, value[:MOST_CHARACTERS], self._format(text_wrap=True, **options))
            elif isinstance(value, date):
                sheet.write_datetime(at, number, datetime(value.year, value.month, value.day), self._format(**options))  # noqa: DTZ001
            else:
                sheet.write_number(at, number, float(value), self._format(**options))


def _number_format(column: Column, value: Value) -> str:
    """A whole number in a column of numbers has no decimal mark: Excel would print one without decimals behind it."""
    is_whole = isinstance(value, int | Decimal) and value == int(value)
    return "#,##0" if column.kind == "number" and is_whole else NUMBER_FORMATS[column.kind]


def _insert_arms(sheet: Any, head: OfficialHead) -> None:
    """The arms as a picture of a fixed height; a drawing (SVG) has no place in a workbook."""
    if not head.arms.startswith(PNG):
        return
    width, height = struct.unpack(">II", head.arms[16:24])
    scale = min(ARMS_HEIGHT / height, ARMS_WIDTH / width)
    options = {
        "image_data": io.BytesIO(head.arms),
        "x_scale": scale,
        "y_scale": scale,
        "x_offset": 8,
        "y_offset": 2,
        "description": head.arms_alternative,
    }
    sheet.insert_image(0, 0, "arms.png", options)


def _fit_height(sheet: Any, at: int, values: Sequence[Value], widths: Sequence[int]) -> None:
    """As high as the longest of the texts in a row needs: not every program does so by itself."""
    texts = [(value, width) for value, width in zip(values, widths, strict=True) if isinstance(value, str)]
    lines = max((_lines(value, max(width - 2, 1)) for value, width in texts), default=1)
    if lines > 1:
        sheet.set_row(at, min(13.5 * lines + 2, 400))


def _heighten(sheet: Any, at: int, text: str, width: int) -> None:
    """As high as the lines that the text needs in `width` characters; one line keeps the usual height."""
    lines = _lines(text, width)
    if lines > 1:
        sheet.set_row(at, min(13.5 * lines + 2, 400))


def _lines(text: str, width: int) -> int:
    """How many lines the text needs in `width` characters."""
    return sum(max(1, -(-len(line) // width)) for line in text[:MOST_CHARACTERS].split("\n"))


def _pairs(block: Any) -> list[tuple[str, str]]:
    match block:
        case Facts():
            return list(block.items)
        case Text():
            return [("", block.text)]
        case Chart():
            return [(block.title, block.alternative), *([("", block.note)] if block.note else [])]
        case Picture():
            return [(block.title, block.alternative), *([("", block.note)] if block.note else [])]
        case Entry():
            return [(block.heading, block.lead), *block.parts]
        case Signatures():
            return [_signer(each) for each in block.blocks]
    return []


def _signer(block: Signature) -> tuple[str, str]:
    """Introduction and post; name, rank and number below each other."""
    return (
        "\n".join(filter(None, [block.introduction, block.post])),
        "\n".join(filter(None, [block.name, block.rank, block.number])),
    )


def _width(column: Column, table: Table) -> int:
    """Wide enough for the longest value of a number column; texts wrap, earlier where there are many columns."""
    if column.kind in ("rupiah", "rupiah_whole"):
        return 18 if table.parts else 22
    if table.parts:
        longest = max((len(shown(row.get(column.key), column.kind)) for row in table.rows), default=0)
        words = max((len(word) for word in column.heading.split()), default=0)
        return max(min(longest + 2, WIDEST_OF_MANY), min(words + 2, 14), 6)
    longest = max((_length(row.get(column.key)) for row in table.rows), default=0)
    return max(10, min(WIDEST, longest + 2, 60 if column.kind == "text" else 18), min(len(column.heading), 16))


def _length(value: Value) -> int:
    if isinstance(value, State):
        return len(value.label)
    return len(str(value)) if isinstance(value, str | int | Decimal) else 0


def _sheet_names(names: Sequence[str]) -> list[str]:
    """31 characters at most, none twice, without the signs that Excel refuses."""
    made: list[str] = []
    for name in names:
        clean = SHEET_NAME.sub(" ", name).strip()[:31]
        number = 2
        while clean.casefold() in {each.casefold() for each in made}:
            clean = f"{name[:27]} {number}"
            number += 1
        made.append(clean)
    return made


def _header_text(text: str) -> str:
    """`&` starts a code in headers and footers."""
    return text.replace("&", "&&")[:80]
