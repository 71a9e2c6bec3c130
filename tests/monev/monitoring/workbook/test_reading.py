"""Workbooks as people leave them: rows and columns moved, deleted, added; and one that nobody touched."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monev.monitoring.workbook.columns import HEAD_ROW, KEY_ROW, SHEETS
from tests.monev.monitoring.workbook.workbook_case import (
    Sheets,
    check,
    contents_of,
    heading,
    make_workbook,
    place,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets(case, cast):
    return Sheets(make_workbook(case, cast.staff))


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_untouched_workbook_changes_nothing(case, cast, language):
    result = check(make_workbook(case, cast.staff, language), case, cast.staff)
    assert (result.rows, result.general, result.notes) == ([], [], [])
    assert (result.total, result.unchanged, result.absent) == (6, 6, 0)


WRITTEN = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t"))
PERCENT = st.none() | st.decimals(0, 100, places=2)
RUPIAH = st.none() | st.decimals(0, 750_000_000, places=2)
QUANTITY = st.none() | st.decimals(-(10**9), 10**12, places=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    percent=PERCENT,
    rupiah=RUPIAH,
    quantity=QUANTITY,
    words=st.lists(WRITTEN.map(str.strip), min_size=5, max_size=5),
    state=st.sampled_from(["", "open", "running", "kept", "broken"]),
    day=st.none() | st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 10, 1)),
    language=st.sampled_from(["id", "en"]),
)
def test_whatever_is_stored_an_untouched_workbook_changes_nothing(
    case, cast, percent, rupiah, quantity, words, state, day, language
):
    names = ("nil_reason", "narrative", "supporting_factors", "hindering_factors", "follow_up")
    contents = contents_of(case, cast.staff)
    texts = dict(zip(names, words, strict=True))
    lines = []
    for line in contents.lines:
        stored = replace(line.stored, physical_percent=percent, **texts)
        if line.kind.slug == "progress":
            indicator = line.program_plan.indicators[0].indicator_id
            stored = replace(stored, spending={case.pad.pk: rupiah}, values={indicator: quantity})
        elif line.kind.slug == "quick-win":
            stored = replace(stored, milestones={case.milestone.pk: day})
        else:
            stored = replace(stored, physical_percent=None, pledge_state=state)
        lines.append(replace(line, stored=stored))
    contents = replace(contents, lines=tuple(lines))
    content = make_workbook(case, cast.staff, language, contents)
    result = check(content, case, cast.staff, contents)
    assert [(row.changes, row.findings) for row in result.rows] == []
    assert result.general == []


def test_rows_in_another_order_and_rows_that_were_deleted(case, cast, sheets):
    page = sheets.page("programs")
    first, second = ([(cell.value, cell.data_type) for cell in page[row]] for row in (4, 5))
    for target, values in ((4, second), (5, first)):
        for number, (value, kind) in enumerate(values, start=1):
            cell = page.cell(target, number)
            cell.value, cell.data_type = value, kind
    sheets.set("programs", "physical_percent", 1, 55)
    page.delete_rows(7)
    result = check(sheets.content(), case, cast.staff)
    [row] = result.good
    assert (row.name, row.changes[0].old, row.changes[0].new) == ("Program 2", "", "55,00 %")
    assert not result.findings


def test_a_program_without_any_row_stays_as_it_is(case, cast, sheets):
    for sheet in ("programs", "indicators", "spending", "action_items"):
        sheets.page(sheet).delete_rows(4)
    result = check(sheets.content(), case, cast.staff)
    assert (result.rows, result.absent, result.unchanged) == ([], 1, 5)


def test_columns_in_another_order_and_columns_of_ones_own(case, cast, sheets):
    page = sheets.page("programs")
    page.insert_cols(1, 2)
    page.cell(HEAD_ROW, 2).value = "Catatan saya"
    page.cell(5, 2).value = "penting"
    columns = {page.cell(KEY_ROW, number).value: number for number in range(1, page.max_column + 1)}
    one, other = columns["programs.physical_percent"], columns["programs.narrative"]
    for row in range(1, page.max_row + 1):
        a, b = page.cell(row, one), page.cell(row, other)
        a.value, b.value = b.value, a.value
    page.cell(5, other).value = 71
    result = check(sheets.content(), case, cast.staff)
    assert [(row.name, row.changes[0].new) for row in result.good] == [("Program 2", "71,00 %")]
    assert result.blocked == []
    [note] = result.notes
    assert "Catatan saya" in note


def test_headings_are_enough_when_the_row_of_keys_is_gone(case, cast, sheets):
    for sheet in SHEETS:
        sheets.page(sheet.key).delete_rows(KEY_ROW)
        break
    page = sheets.book["Program"]
    cell = next(cell for cell in page[HEAD_ROW - 1] if cell.value == heading("programs", "physical_percent"))
    page.cell(HEAD_ROW, cell.column).value = 70
    result = check(sheets.content(), case, cast.staff)
    assert [(row.name, row.changes[0].new) for row in result.good] == [("Program 1", "70,00 %")]


def test_headings_tell_columns_apart_in_every_language():
    for language, _name in django_settings.LANGUAGES:
        with override(language):
            for sheet in SHEETS:
                shown = [column.heading for column in sheet.columns]
                assert len(set(shown)) == len(shown)


def test_money_outside_the_apbd_is_added_in_a_free_row(case, cast, sheets):
    row = 5
    sheets.set("spending", "program_code", row, "1.02.02 – Program 2")
    sheets.set("spending", "source", row, "CSR")
    sheets.set("spending", "amount", row, "25 juta")
    result = check(sheets.content(), case, cast.staff)
    [good] = result.good
    assert (good.name, good.delta) == ("Program 2", {"spending": {str(case.csr.pk): "25000000"}})
    assert result.general == []


def test_numbers_as_people_write_them(case, cast, sheets):
    sheets.set("programs", "physical_percent", 2, "62,5 %")
    sheets.set("programs", "physical_percent", 3, 0.62)
    sheets.cell("programs", "physical_percent", 3).number_format = "0.00%"
    sheets.set("spending", "amount", 2, "Rp 1,5 juta")
    sheets.set("spending", "amount", 3, 0.1 + 0.2)
    sheets.set("indicators", "value", 2, "41,25")
    sheets.set("milestones", "done_on", 1, "15/09/2026")
    sheets.set("action_items", "action_state", 2, "DONE")
    sheets.set("pledges", "pledge_state", 1, "running")
    result = check(sheets.content(), case, cast.staff)
    assert result.findings == []
    by_name = {row.name: row.delta for row in result.good}
    spent = str(case.pad.pk)
    assert by_name["Program 2"]["physical_percent"] == "62.5"
    assert by_name["Program 2"]["spending"] == {spent: "1500000"}
    assert list(by_name["Program 2"]["values"].values()) == ["41.25"]
    assert list(by_name["Program 2"]["actions"].values()) == ["done"]
    assert Decimal(by_name["Program 3"]["physical_percent"]) == 62
    assert by_name["Program 3"]["spending"] == {spent: "0.3"}
    assert by_name["Layanan cepat"]["milestones"] == {str(case.milestone.pk): "2026-09-15"}
    assert by_name["Data terbuka"]["pledge_state"] == "running"


def test_an_emptied_cell_empties_the_report(case, cast, sheets):
    sheets.set("programs", "physical_percent", 1, None)
    sheets.set("spending", "amount", 1, None)
    sheets.set("programs", "narrative", 1, None)
    [row] = check(sheets.content(), case, cast.staff).good
    assert row.delta == {"physical_percent": None, "narrative": "", "spending": {str(case.pad.pk): None}}


def test_hidden_rows_are_read_and_said(case, cast, sheets):
    sheets.set("programs", "physical_percent", 2, 70)
    sheets.page("programs").row_dimensions[5].hidden = True
    result = check(sheets.content(), case, cast.staff)
    assert [row.name for row in result.good] == ["Program 2"]
    [note] = result.notes
    assert "1 baris" in note


def test_the_list_of_problems_in_a_returned_workbook_is_no_problem(case, cast, sheets):
    sheets.book.create_sheet("Masalah", 0)["A1"] = "apa saja"
    sheets.set("programs", "physical_percent", 2, 70)
    result = check(sheets.content(), case, cast.staff)
    assert (len(result.good), result.general) == (1, [])
    assert place("physical_percent", 2, "programs") == result.good[0].changes[0].cell
