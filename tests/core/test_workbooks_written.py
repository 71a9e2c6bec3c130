"""Workbooks: what is written is read again as what it was, and the same rows are the same bytes."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from core import workbooks
from core.workbooks import TooManyRows, rows_as_xml, write_sheet

ODD = 'garis <baru> & "kutip"\nbaris kedua\takhir '
ROWS = [
    [1, "=1+1", Decimal("1234567.50"), 0.1, True, date(2026, 9, 30), None],
    [-2, ODD, Decimal("-0.05"), -1e-7, False, date(1899, 1, 2), "_x0041_"],
    [10**15, "\x00\x0bbersih\ufffe", Decimal("1234567890123456.78"), float("inf"), True, datetime(2026, 9, 30, 8), ""],
]


def made(rows=ROWS, columns="abcdefg"):
    target = io.BytesIO()
    write_sheet(target, columns, rows_as_xml(rows))
    target.seek(0)
    return target


def test_numbers_are_numbers_days_are_days_and_text_is_never_a_formula():
    sheet = openpyxl.load_workbook(made()).active
    first, second, third = list(sheet.iter_rows(min_row=2))
    assert [each.value for each in sheet[1]] == list("abcdefg")
    assert [each.value for each in first] == [1, "=1+1", 1234567.5, 0.1, True, datetime(2026, 9, 30), None]
    assert [each.data_type for each in first] == ["n", "s", "n", "n", "b", "d", "n"]
    assert first[5].number_format == "yyyy\\-mm\\-dd"
    assert [each.value for each in second[:6]] == [-2, ODD, -0.05, -1e-7, False, "1899-01-02"]
    assert [each.value for each in third] == [
        *("1000000000000000", "bersih", "1234567890123456.78", "inf", True, "2026-09-30T08:00:00", None)
    ]
    assert sheet.freeze_panes == "A2"


def test_another_reader_reads_the_same():
    read = CalamineWorkbook.from_filelike(made()).get_sheet_by_index(0).to_python()
    assert read[1] == [1.0, "=1+1", 1234567.5, 0.1, True, date(2026, 9, 30), ""]
    assert (read[2][1], read[2][6]) == (ODD, "_x0041_")


def test_the_same_rows_are_the_same_bytes():
    assert made().getvalue() == made().getvalue()
    assert made([]).getvalue() != made().getvalue()
    assert openpyxl.load_workbook(made([])).active.max_row == 1


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    with pytest.raises(TooManyRows):
        made()
