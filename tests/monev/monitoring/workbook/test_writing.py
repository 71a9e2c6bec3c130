"""The workbook as it is downloaded: locked, checking, calculating, and without anything that runs."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.workbooks import workbook_contents
from monev.monitoring.workbook.columns import ABOUT, HEAD_ROW, LISTS, SHEETS, Use
from tests.factories.masterplan import BudgetLineFactory, IndicatorFactory, ProgramFactory
from tests.monev.monitoring.workbook.workbook_case import Sheets, contents_of, make_workbook, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(case, cast):
    return make_workbook(case, cast.staff)


@pytest.fixture
def sheets(content):
    return Sheets(content)


def test_it_has_its_sheets_in_order_and_hides_its_own(sheets):
    shown = [page.title for page in sheets.book.worksheets if page.sheet_state == "visible"]
    assert shown == [
        "Petunjuk", "Program", "Indikator", "Belanja", "Rencana aksi", "Quick win", "Tonggak", "Komitmen",
    ]  # fmt: skip
    assert [sheets.book[name].sheet_state for name in (LISTS, ABOUT)] == ["veryHidden", "veryHidden"]


def test_it_speaks_english_when_asked(case, cast):
    sheets = Sheets(make_workbook(case, cast.staff, "en"))
    assert [page.title for page in sheets.book.worksheets][:4] == ["Instructions", "Program", "Indicators", "Spending"]
    assert sheets.cell("programs", "narrative", 0).value == "What was done"


def test_only_cells_to_fill_in_are_unlocked_and_nothing_needs_a_password(sheets):
    for sheet in SHEETS:
        page = sheets.page(sheet.key)
        assert page.protection.sheet
        assert not page.protection.password
        for column in sheet.columns:
            cell = page[place(column.key, 1, sheet.key)]
            assert cell.protection.locked is (column.use is not Use.INPUT), cell.coordinate


def test_a_report_that_was_sent_is_shown_and_locked(case, cast):
    ProgressReport.objects.filter(pk=case.draft.pk).update(state="submitted")
    sheets = Sheets(make_workbook(case, cast.staff))
    assert sheets.cell("programs", "state", 1).value == "Diajukan"
    for sheet, column in (("programs", "physical_percent"), ("spending", "amount"), ("indicators", "value")):
        assert sheets.cell(sheet, column, 1).protection.locked
        assert not sheets.cell(sheet, column, 2).protection.locked


def test_it_shows_what_is_known(case, sheets):
    row = {column: sheets.cell("programs", column, 1).value for column in ("code", "name", "state")}
    assert row == {"code": "1.02.01", "name": "Program 1", "state": "Draf"}
    assert sheets.cell("programs", "previous_physical", 1).value == 48
    assert sheets.cell("programs", "physical_percent", 1).value == 62.5
    assert sheets.cell("spending", "amount", 1).value == 412_500_000.25
    assert sheets.cell("spending", "ceiling", 1).value == 750_000_000
    assert sheets.cell("indicators", "target", 1).value == 60
    assert sheets.cell("programs", "state", 4).value == "Belum diisi"


def test_columns_stand_frozen_filtered_and_printed(sheets):
    page = sheets.page("programs")
    assert page.freeze_panes == f"D{HEAD_ROW + 1}"
    assert page.print_title_rows
    assert page.page_setup.orientation == "landscape"
    assert page.row_dimensions[1].hidden
    assert page.column_dimensions["A"].hidden


def test_the_spreadsheet_checks_what_is_typed(sheets):
    def rules(sheet):
        return {str(rule.sqref).split(":")[0]: rule for rule in sheets.page(sheet).data_validations.dataValidation}

    percent = rules("programs")[place("physical_percent", 1, "programs")]
    assert (percent.type, percent.formula1, percent.formula2) == ("decimal", "0", "100")
    assert percent.error
    assert percent.prompt
    amount = rules("spending")[place("amount", 1, "spending")]
    assert (amount.type, amount.errorStyle) == ("custom", "warning")
    state = rules("pledges")[place("pledge_state", 1, "pledges")]
    assert (state.type, LISTS in state.formula1) == ("list", True)
    nil = rules("programs")[place("nil_reason", 1, "programs")]
    assert (nil.type, nil.showErrorMessage) == ("list", False), "another reason may be written"
    for sheet in SHEETS:
        for rule in sheets.page(sheet.key).data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 255


def test_texts_that_look_like_formulas_stay_texts(content, sheets):
    for column, text in (("hindering_factors", "=1+1"), ("follow_up", "-lanjut")):
        cell = sheets.cell("programs", column, 1)
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pages = "".join(archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name)
    found = re.findall(r"<f>([^<]*)</f>", pages)
    assert found
    assert all(each.startswith(("IFERROR(", "IF(")) for each in found), "only the formulas of the portal"


def test_figures_stand_there_for_readers_that_do_not_calculate(content):
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Program"]
    assert values[place("spending", 1, "programs")].value == 412_500_000.25
    assert values[place("absorption", 1, "programs")].value == pytest.approx(55.00000003)
    assert values[place("achievement", 1, "programs")].value == pytest.approx(68.75)


def test_the_same_number_of_queries_for_many_programs(case, cast, region):
    def queries():
        with CaptureQueriesContext(connection) as found:
            make_workbook(case, cast.staff, contents=workbook_contents(case.agency, case.period, seen_by=cast.staff))
        return len(found)

    queries()
    few = queries()
    type(case.version).objects.filter(pk=case.version.pk).update(status="draft")
    for _number in range(5):
        program = ProgramFactory(plan_version=case.version, lead_agency=case.agency)
        BudgetLineFactory(program=program, source_of_funds=case.pad, ceiling=Decimal(10))
        IndicatorFactory(program=program)
    type(case.version).objects.filter(pk=case.version.pk).update(status="adopted")
    assert queries() == few
    assert few < 40


def test_only_what_a_person_may_enter_stands_in_it(case, cast):
    assert len(contents_of(case, cast.staff).lines) == 6
    assert contents_of(case, cast.colleague).lines == ()
    assert contents_of(case, cast.verifier).lines == ()
