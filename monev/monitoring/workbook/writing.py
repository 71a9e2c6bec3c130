"""Writes the workbook of entry: prefilled, locked but for the cells to fill in, calculating as the portal does."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from monev.monitoring.selectors.workbooks import Contents
from monev.monitoring.workbook import instructions
from monev.monitoring.workbook.about import about_rows
from monev.monitoring.workbook.choices import CHOICES, NIL_REASONS, words_of
from monev.monitoring.workbook.columns import (
    ABOUT,
    FIRST_ROW,
    HEAD_ROW,
    INDICATORS,
    KEY_ROW,
    LISTS,
    PROGRAMS,
    SHEETS,
    SPENDING,
    TITLE_ROW,
    Column,
    Kind,
    Sheet,
    Use,
)
from monev.monitoring.workbook.filling import Places, cell_at
from monev.monitoring.workbook.instructions import Made
from monev.monitoring.workbook.rows import Row, Value, pick_label, rows_of
from monev.monitoring.workbook.styles import ACCENT, CALCULATED, CLOSED, INPUT, Styles
from monev.monitoring.workbook.validation import list_rule, list_span, rule

ALWAYS = (PROGRAMS, INDICATORS, SPENDING)
FREE_ROWS = 20
"""Rows at the end of the sheet of spending for sources outside the APBD."""
FREE_INPUTS = ("program_code", "source", "amount")
A4 = 9
LINE_HEIGHT, HIGHEST = 13, 400
"""Points; a spreadsheet makes no row higher than 409."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PROTECTION = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
}


def workbook(contents: Contents, made: Made) -> bytes:
    """The workbook of an OPD and period, in the language of `made`."""
    import xlsxwriter

    content = io.BytesIO()
    with override(made.language), xlsxwriter.Workbook(content, OPTIONS) as book:
        _Writer(book, contents, made).write()
    return content.getvalue()


class _Writer:
    """Writes one workbook."""

    def __init__(self, book: Any, contents: Contents, made: Made) -> None:
        self.book, self.contents, self.made = book, contents, made
        self.styles = Styles(book)
        self.rows = rows_of(contents)
        self.sheets = [sheet for sheet in SHEETS if self.rows[sheet.key] or sheet.key in ALWAYS]
        self.places = Places(
            {sheet.key: str(sheet.title) for sheet in self.sheets},
            {sheet.key: FIRST_ROW - 1 + max(1, self._count(sheet)) for sheet in self.sheets},
        )
        self.programs = [(pick_label(line), line.key) for line in contents.of("progress")]
        self.lists = [
            [label for label, _key in self.programs],
            [key for _label, key in self.programs],
            [fund.name for fund in contents.funds.values() if not fund.is_apbd],
            [str(reason) for reason in NIL_REASONS],
            *(words_of(key) for key in CHOICES),
        ]

    def write(self) -> None:
        title = f"{self.contents.agency.name} – {self.contents.period.label}"
        self.book.set_properties(
            {"title": title, "author": self.made.by, "created": self.made.at.astimezone(UTC).replace(tzinfo=None)}
        )
        self._instructions()
        for sheet in self.sheets:
            self._sheet(sheet, title)
        self._hidden(LISTS, [list(row) for row in _transposed(self.lists)])
        self._hidden(ABOUT, about_rows(self.contents, self.made, (sheet.key for sheet in self.sheets)))
        self.book.worksheets()[1].activate()

    def _count(self, sheet: Sheet) -> int:
        return len(self.rows[sheet.key]) + (self._free_rows() if sheet.key == SPENDING else 0)

    def _free_rows(self) -> int:
        return (
            FREE_ROWS if self.rows[PROGRAMS] and any(not fund.is_apbd for fund in self.contents.funds.values()) else 0
        )

    def _hidden(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        page = self.book.add_worksheet(name)
        text = self.styles.make(num_format="@", quote_prefix=True)
        for at, row in enumerate(rows):
            for number, value in enumerate(row):
                page.write_string(at, number, value, text)
        page.very_hidden()
        page.protect()

    def _instructions(self) -> None:
        page = self.book.add_worksheet(_("Instructions"))
        page.hide_gridlines(2)
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 96)
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        bold, text = self.styles.make(bold=True, text_wrap=True), self.styles.make(text_wrap=True)
        page.write_string(0, 0, _("Workbook of entry"), self.styles.make(bold=True, font_size=16, font_color=ACCENT))
        at = 2
        for label, value in instructions.facts(self.contents, self.made):
            page.write_string(at, 0, label, bold)
            page.write_string(at, 1, value, text)
            at += 1
        at = self._block(page, at + 1, _("How to fill it in"), enumerate(instructions.steps(), start=1))
        at = self._legend(page, at + 1)
        self._block(page, at + 1, _("What the grey cells calculate"), instructions.formulas(self.made.rules))
        page.protect("", PROTECTION)

    def _block(self, page: Any, at: int, heading: str, pairs: Any) -> int:
        page.write_string(at, 0, heading, self.styles.make(bold=True, font_size=12, font_color=ACCENT))
        for at, (label, value) in enumerate(pairs, start=at + 1):  # noqa: B020 the row goes on below the block
            page.set_row(at, max(_lines(value, 96), _lines(str(label), 24)) * LINE_HEIGHT + 2)
            page.write_string(at, 0, str(label), self.styles.make(bold=True, text_wrap=True, align="left"))
            page.write_string(at, 1, value, self.styles.make(text_wrap=True))
        return at + 1

    def _legend(self, page: Any, at: int) -> int:
        colors = (
            (INPUT, _("to fill in")),
            (CALCULATED, _("calculated")),
            (CLOSED, _("locked: sent or reached already")),
        )
        page.write_string(at, 0, _("Colours"), self.styles.make(bold=True, font_size=12, font_color=ACCENT))
        for at, (color, meaning) in enumerate(colors, start=at + 1):  # noqa: B020
            page.write_blank(at, 0, None, self.styles.make(bg_color=color, border=1))
            page.write_string(at, 1, meaning, self.styles.make())
        return at + 1

    def _sheet(self, sheet: Sheet, title: str) -> None:
        page = self.book.add_worksheet(self.places.names[sheet.key])
        first_shown = next(number for number, column in enumerate(sheet.columns) if not column.is_hidden)
        page.write_string(
            TITLE_ROW - 1,
            first_shown,
            f"{sheet.title} · {title}",
            self.styles.make(bold=True, font_size=12, font_color=ACCENT),
        )
        for number, column in enumerate(sheet.columns):
            page.set_column(number, number, column.width, None, {"hidden": column.is_hidden})
            page.write_string(KEY_ROW - 1, number, f"{sheet.key}.{column.key}")
            page.write_string(HEAD_ROW - 1, number, column.heading, self.styles.heading(column))
        for at, row in enumerate(self.rows[sheet.key], start=FIRST_ROW):
            self._row(page, sheet, at, row)
        if sheet.key == SPENDING:
            self._free(page, sheet)
        self._rules(page, sheet)
        self._print(page, sheet, title)

    def _row(self, page: Any, sheet: Sheet, at: int, row: Row) -> None:
        lines = max(_lines(row.values[column.key], column.width) for column in sheet.columns if not column.is_hidden)
        if lines > 1:
            page.set_row(at - 1, min(lines * LINE_HEIGHT + 2, HIGHEST))
        for number, column in enumerate(sheet.columns):
            value = row.values[column.key]
            style = self.styles.cell(column, value, is_open=row.is_open)
            if column.use in (Use.FORMULA, Use.HELPER):
                formula = self.places.formula(sheet.key, column.key, at, row)
                page.write_formula(at - 1, number, f"={formula}", style, _cached(value))
            else:
                _write(page, at - 1, number, value, style)

    def _free(self, page: Any, sheet: Sheet) -> None:
        """Empty rows in which a program and a source outside the APBD can be chosen; the identifier follows."""
        first = FIRST_ROW + len(self.rows[SPENDING])
        labels, keys = (list_span(number, len(self.programs)) for number in (0, 1))
        for at in range(first, first + self._free_rows()):
            for number, column in enumerate(sheet.columns):
                style = self.styles.cell(_as_input(column), None, is_open=column.key in FREE_INPUTS)
                if column.use is Use.KEY:
                    chosen = cell_at(SPENDING, "program_code", at)
                    page.write_formula(
                        at - 1, number, f'=IFERROR(INDEX({keys},MATCH({chosen},{labels},0)),"")', style, ""
                    )
                else:
                    page.write_blank(at - 1, number, None, style)
        if self._free_rows():
            last = first + self._free_rows() - 2
            for key, index in (("program_code", 0), ("source", 2)):
                number = sheet.position(key)
                choice = list_rule(list_span(index, len(self.lists[index])), sheet.column(key))
                page.data_validation(first - 1, number, last, number, choice)

    def _rules(self, page: Any, sheet: Sheet) -> None:
        last = self.places.last_rows[sheet.key] - 1
        for column in sheet.inputs:
            number = sheet.position(column.key)
            if column.key in CHOICES:
                index = 4 + list(CHOICES).index(column.key)
                made = list_rule(list_span(index, len(self.lists[index])), column)
            elif column.key == "nil_reason":
                made = list_rule(list_span(3, len(NIL_REASONS)), column, strict=False)
            else:
                made = rule(sheet, column, FIRST_ROW)
            page.data_validation(FIRST_ROW - 1, number, last, number, made)
        if sheet.key == SPENDING:
            amount, ceiling = cell_at(SPENDING, "amount", FIRST_ROW), cell_at(SPENDING, "ceiling", FIRST_ROW)
            number = sheet.position("amount")
            above = f'=AND(ISNUMBER({amount}),{ceiling}<>"",{amount}>{ceiling})'
            look = self.book.add_format({"bg_color": "#F9D4D0", "font_color": "#8C1D18"})
            page.conditional_format(
                FIRST_ROW - 1, number, last, number, {"type": "formula", "criteria": above, "format": look}
            )

    def _print(self, page: Any, sheet: Sheet, title: str) -> None:
        shown = [number for number, column in enumerate(sheet.columns) if not column.is_hidden]
        name = sheet.position("name")
        page.set_row(KEY_ROW - 1, None, None, {"hidden": True})
        page.set_row(HEAD_ROW - 1, 32)
        page.freeze_panes(HEAD_ROW, name + 1)
        page.autofilter(HEAD_ROW - 1, shown[0], self.places.last_rows[sheet.key] - 1, len(sheet.columns) - 1)
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.repeat_rows(TITLE_ROW - 1, HEAD_ROW - 1)
        page.repeat_columns(shown[0], name)
        page.fit_to_pages(2 if any(column.kind is Kind.WORDS for column in sheet.columns) else 1, 0)
        page.set_footer(f"&L{title.replace('&', '&&')[:100]}&R&P / &N")
        page.protect("", PROTECTION)


def _lines(value: Value, width: int) -> int:
    """How many lines a wrapped text takes in a column of so many characters."""
    if not isinstance(value, str):
        return 1
    return sum(1 + len(part) // width for part in value.split("\n"))


def _write(page: Any, at: int, number: int, value: Value, style: Any) -> None:
    """A number is a number, a text is a text and never a formula."""
    if value is None or value == "":
        page.write_blank(at, number, None, style)
    elif isinstance(value, str):
        page.write_string(at, number, value, style)
    elif isinstance(value, date):
        page.write_datetime(at, number, value, style)
    else:
        page.write_number(at, number, float(value), style)


def _cached(value: Value) -> Any:
    """What a reader that does not calculate (a phone's preview) shows."""
    return float(value) if isinstance(value, Decimal) else ""


def _as_input(column: Column) -> Column:
    if column.key not in FREE_INPUTS or column.use is Use.INPUT:
        return column
    return Column(column.key, column.label, column.kind, Use.INPUT, column.width)


def _transposed(lists: Sequence[Sequence[str]]) -> list[list[str]]:
    """Columns as rows, filled up with empty texts."""
    longest = max((len(each) for each in lists), default=0)
    return [[each[at] if at < len(each) else "" for each in lists] for at in range(longest)]
