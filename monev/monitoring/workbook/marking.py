"""The workbook with the problems: the person's own file with each problem at its cell and a list of all in front."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

BLOCKING, REMARK = "F9D4D0", "FFE7B8"
WIDTHS = (16, 9, 30, 28, 90)
AUTHOR = "Portal"
LINE_HEIGHT, HIGHEST = 13, 400
"""Points; a spreadsheet makes no row higher than 409."""


class Mark(NamedTuple):
    """One problem: where it stands, what stands there, what is wrong; `blocks` colours it red, else amber."""

    sheet: str
    cell: str
    label: str
    value: str
    message: str
    blocks: bool


def marked(file: IO[bytes], marks: Iterable[Mark]) -> bytes:
    """The same workbook with fills, comments and a sheet of problems; everything that was typed stays."""
    import openpyxl  # heavy: only when a workbook is marked

    listed = list(marks)
    file.seek(0)
    book = openpyxl.load_workbook(file)
    title = _title()
    if title in book.sheetnames:
        del book[title]
    for mark in listed:
        if mark.cell and mark.sheet in book.sheetnames:
            _mark(book[mark.sheet][mark.cell], mark)
    _list(book.create_sheet(title, 0), listed)
    book.active = 0
    for page in book.worksheets[1:]:
        page.sheet_view.tabSelected = False
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _title() -> str:
    return _("Problems")


def _mark(cell: Any, mark: Mark) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if isinstance(cell, MergedCell):
        return
    color = BLOCKING if mark.blocks else REMARK
    cell.fill = PatternFill("solid", fgColor=color)
    before = f"{cell.comment.text}\n" if cell.comment else ""
    if mark.message in before:
        return
    cell.comment = Comment(f"{before}{mark.message}", AUTHOR, width=320, height=120)


def _list(page: Any, marks: list[Mark]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink
    from openpyxl.worksheet.properties import PageSetupProperties

    page.append([_("Sheet"), _("Cell"), _("Column"), _("What stands there"), _("Problem")])
    for cell in page[1]:
        cell.font = Font(name="Arial", size=10, bold=True)
        cell.fill = PatternFill("solid", fgColor="E3ECF6")
    for number, mark in enumerate(marks, start=2):
        for column, text in enumerate((mark.sheet, mark.cell, mark.label, mark.value, mark.message), start=1):
            cell = page.cell(number, column)
            cell.value = text
            cell.data_type = "s"
            cell.font = Font(name="Arial", size=10)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if mark.cell:
            name = mark.sheet.replace("'", "''")
            page.cell(number, 2).hyperlink = Hyperlink(ref=f"B{number}", location=f"'{name}'!{mark.cell}")
            page.cell(number, 2).font = Font(name="Arial", size=10, color="1F5FA8", underline="single")
        lines = max(1 + len(mark.message) // WIDTHS[4], 1 + len(mark.value) // WIDTHS[3])
        page.row_dimensions[number].height = min(lines * LINE_HEIGHT + 2, HIGHEST)
        page.cell(number, 5).fill = PatternFill("solid", fgColor=BLOCKING if mark.blocks else REMARK)
    for number, width in enumerate(WIDTHS):
        page.column_dimensions["ABCDE"[number]].width = width
    page.freeze_panes = "A2"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
