"""A workbook with faults: each is told at its cell, and the row with it is not taken over."""

from __future__ import annotations

import datetime
from typing import NamedTuple

import pytest

from monev.monitoring.models.progress import ProgressReport
from tests.factories.masterplan import IndicatorFactory
from tests.monev.monitoring.workbook.workbook_case import Sheets, check, heading, make_workbook, place

pytestmark = pytest.mark.django_db


class Fault(NamedTuple):
    """What is typed where, and a part of what is said about it."""

    sheet: str
    column: str
    value: object
    said: str
    number_format: str = ""


TYPED = {
    "text in a number": Fault("programs", "physical_percent", "banyak", "bukan angka"),
    "a percentage above 100": Fault("programs", "physical_percent", 162, "antara 0 dan 100"),
    "a percentage below 0": Fault("programs", "physical_percent", -3, "antara 0 dan 100"),
    "a percentage with three decimals": Fault("programs", "physical_percent", 62.125, "dua angka"),
    "a percent format over a whole number": Fault("programs", "physical_percent", 62, "antara 0 dan 100", "0%"),
    "a date in a percentage": Fault("programs", "physical_percent", datetime.date(2026, 5, 10), "tanggal"),
    "a time in a percentage": Fault("programs", "physical_percent", datetime.time(6, 2), "tanggal"),
    "true in a percentage": Fault("programs", "physical_percent", True, "TRUE"),
    "an error in a percentage": Fault("programs", "physical_percent", "#REF!", "#REF!"),
    "a formula without a result": Fault("programs", "physical_percent", "=50+12", "rumus"),
    "an error in a text": Fault("programs", "narrative", "#N/A", "#N/A"),
    "a text that is too long": Fault("programs", "narrative", "a" * 5001, "5000"),
    "spending below 0": Fault("spending", "amount", -1, "negatif"),
    "spending above the ceiling": Fault("spending", "amount", 750_000_001, "Rp 750.000.000"),
    "spending a thousand times too large": Fault("spending", "amount", "412,5 miliar", "Rp 750.000.000"),
    "spending with three decimals": Fault("spending", "amount", "1000,125", "desimal"),
    "spending beyond all limits": Fault("spending", "amount", 1e16, "triliun"),
    "a percentage in place of rupiah": Fault("spending", "amount", 0.55, "persentase", "0.0%"),
    "spending that lost its digits": Fault("spending", "amount", "4,1E+08", "angkanya"),
    "an ambiguous value": Fault("indicators", "value", "1.500", "1,5"),
    "a value with five decimals": Fault("indicators", "value", 1.23456, "empat angka"),
    "a value with its unit": Fault("indicators", "value", "41 desa", "bukan angka"),
    "a state that is not in the list": Fault("pledges", "pledge_state", "hampir", "hampir"),
    "a state of an action item that is not in the list": Fault("action_items", "action_state", "beres", "beres"),
    "a day that is no date": Fault("milestones", "done_on", "kemarin", "kemarin"),
    "a day that does not exist": Fault("milestones", "done_on", "31/02/2026", "31/02/2026"),
    "a number in place of a day": Fault("milestones", "done_on", 7, "hari/bulan/tahun", "General"),
    "a day in the future": Fault("milestones", "done_on", datetime.date(2026, 12, 1), "1 Desember 2026"),
    "a day before the quick win began": Fault("milestones", "done_on", datetime.date(2025, 12, 1), "1 Desember 2025"),
}


@pytest.fixture
def sheets(case, cast):
    return Sheets(make_workbook(case, cast.staff))


def at(result, sheet: Sheets, key: str, address: str):
    """The problems at one cell."""
    name = sheet.page(key).title
    return [each for each in result.findings if (each.sheet, each.cell) == (name, address)]


@pytest.mark.parametrize("name", TYPED)
def test_what_is_typed_wrong_is_told_at_its_cell(case, cast, sheets, name):
    fault = TYPED[name]
    address = sheets.set(fault.sheet, fault.column, 1, fault.value)
    cell = sheets.cell(fault.sheet, fault.column, 1)
    if str(fault.value).startswith("#"):
        cell.data_type = "e"
    if fault.number_format:
        cell.number_format = fault.number_format
    result = check(sheets.content(), case, cast.staff)
    found = at(result, sheets, fault.sheet, address)
    assert [fault.said in each.message for each in found] == [True], found
    assert found[0].blocks
    assert found[0].label == heading(fault.sheet, fault.column)
    assert len(result.blocked) == 1, "only the row with the fault is left"
    assert not result.good
    assert not result.general


def test_all_of_them_at_once_are_told_one_by_one(case, cast, sheets):
    expected = set()
    for number, (sheet, column) in enumerate(dict.fromkeys((f.sheet, f.column) for f in TYPED.values()), start=0):
        fault = next(each for each in TYPED.values() if (each.sheet, each.column) == (sheet, column))
        address = sheets.set(sheet, column, 1, fault.value)
        sheets.cell(sheet, column, 1).data_type = (
            "e" if str(fault.value).startswith("#") else sheets.cell(sheet, column, 1).data_type
        )
        expected.add((sheets.page(sheet).title, address))
        assert number < 10
    result = check(sheets.content(), case, cast.staff)
    assert {(each.sheet, each.cell) for each in result.findings} >= expected


def test_merged_cells(case, cast, sheets):
    page = sheets.page("programs")
    first, second = (place("physical_percent", row, "programs") for row in (1, 2))
    page.merge_cells(f"{first}:{second}")
    result = check(sheets.content(), case, cast.staff)
    [found] = at(result, sheets, "programs", second)
    assert first in found.message


def test_a_program_that_nobody_knows(case, cast, sheets):
    sheets.set("programs", "program", 4, "00000000-0000-4000-8000-000000000000")
    result = check(sheets.content(), case, cast.staff)
    [found] = result.general
    assert found.cell == place("code", 4, "programs")
    assert "tidak dikenal" in found.message


def test_a_program_of_another_opd(case, cast, sheets):
    sheets.set("programs", "program", 4, str(case.foreign.lineage))
    sheets.set("programs", "physical_percent", 4, 10)
    [found] = check(sheets.content(), case, cast.staff).general
    assert case.other_agency.name in found.message


def test_a_row_without_its_program(case, cast, sheets):
    row = sheets.count("spending") + 1
    sheets.set("spending", "source", row, "CSR")
    sheets.set("spending", "amount", row, 5)
    [found] = check(sheets.content(), case, cast.staff).general
    assert found.cell == place("program_code", row, "spending")


@pytest.mark.parametrize(("sheet", "column"), [("programs", "name"), ("indicators", "value"), ("spending", "amount")])
def test_a_row_that_stands_twice(case, cast, sheets, sheet, column):
    target = sheets.count(sheet) + 1
    sheets.copy_row(sheet, 1, target)
    result = check(sheets.content(), case, cast.staff)
    [found] = at(result, sheets, sheet, place(column, target, sheet))
    assert "dua kali" in found.message
    assert [row.name for row in result.blocked] == ["Program 1"]


def test_an_indicator_of_another_program(case, cast, sheets):
    sheets.set("indicators", "indicator", 1, str(case.programs[1].indicators.get().lineage))
    result = check(sheets.content(), case, cast.staff)
    [found] = at(result, sheets, "indicators", place("indicator_name", 1, "indicators"))
    assert "Program 2" in found.message


def test_an_indicator_that_the_plan_does_not_have(case, cast, sheets):
    sheets.set("indicators", "indicator", 1, str(IndicatorFactory.build().lineage))
    result = check(sheets.content(), case, cast.staff)
    [found] = at(result, sheets, "indicators", place("indicator_name", 1, "indicators"))
    assert found.blocks


def test_a_source_of_funds_that_nobody_knows(case, cast, sheets):
    sheets.set("spending", "source_code", 1, "99.9")
    result = check(sheets.content(), case, cast.staff)
    [found] = at(result, sheets, "spending", place("source_code", 1, "spending"))
    assert "99.9" in found.message


def test_money_of_the_apbd_without_a_budget_line(case, cast, sheets):
    row = sheets.count("spending") + 1
    sheets.set("spending", "program_code", row, "1.02.02")
    sheets.set("spending", "source", row, "DAK")
    address = sheets.set("spending", "amount", row, 5)
    result = check(sheets.content(), case, cast.staff)
    [found] = at(result, sheets, "spending", address)
    assert "anggaran" in found.message.lower()


def test_no_change_beside_another_figure_is_told_but_can_be_a_draft(case, cast, sheets):
    address = sheets.set("programs", "nil_reason", 2, "Menunggu pengadaan")
    sheets.set("programs", "physical_percent", 2, 70)
    result = check(sheets.content(), case, cast.staff)
    [found] = at(result, sheets, "programs", address)
    assert not found.blocks
    assert [row.name for row in result.good] == ["Program 2"]


def test_a_report_that_was_sent_already(case, cast, sheets):
    ProgressReport.objects.filter(pk=case.draft.pk).update(state="submitted")
    sheets.set("programs", "physical_percent", 1, 70)
    result = check(sheets.content(), case, cast.staff)
    [found] = result.findings
    assert "Diajukan" in found.message
    assert not result.good


def test_a_report_that_somebody_saved_after_the_download(case, cast, sheets):
    case.draft.narrative = "Diperbarui di halaman"
    case.draft.entered_by = cast.head
    case.draft.store(by=cast.head)
    sheets.set("programs", "physical_percent", 1, 70)
    sheets.set("programs", "physical_percent", 2, 71)
    result = check(sheets.content(), case, cast.staff)
    [found] = result.findings
    assert found.cell == place("name", 1, "programs")
    assert "versi" in found.message
    assert str(cast.head) in found.message
    old = result.blocked[0]
    assert (old.seen, old.stored) == (1, 2)
    assert {(change.old, change.new) for change in old.changes} >= {("62,50 %", "70,00 %")}
    assert [row.name for row in result.good] == ["Program 2"]


def test_a_sheet_that_is_missing(case, cast, sheets):
    del sheets.book[sheets.page("indicators").title]
    sheets.set("programs", "physical_percent", 2, 70)
    result = check(sheets.content(), case, cast.staff)
    [found] = result.general
    assert "tidak ada" in found.message
    assert [row.name for row in result.good] == ["Program 2"]


def test_a_column_that_is_missing(case, cast, sheets):
    page = sheets.page("spending")
    page.delete_cols(page[place("amount", 1, "spending")].column)
    result = check(sheets.content(), case, cast.staff)
    [found] = result.general
    assert heading("spending", "amount") in found.message
    assert not result.rows
