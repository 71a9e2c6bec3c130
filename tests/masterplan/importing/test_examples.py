"""The example matrices that ship with the portal."""

import csv
import re
from decimal import Decimal

import pytest

from masterplan.importing.messages import Level
from masterplan.importing.parsed import ParsedPlan
from tests.masterplan.importing.matrices import EXAMPLES, kinds, parse_file


@pytest.fixture(scope="module")
def plan() -> ParsedPlan:
    return parse_file(EXAMPLES / "plan-matrix.csv", 2022, 2024)


@pytest.fixture(scope="module")
def workbook() -> ParsedPlan:
    return parse_file(EXAMPLES / "plan-matrix.xlsx", 2022, 2023)


def test_the_totals_are_those_of_the_rows(plan):
    with (EXAMPLES / "plan-matrix.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if re.match(r"[\dX]+\.[\dX]+\.\d", row["kode"])]
    for year in (2022, 2023, 2024):
        amounts = [row[f"t{year}_rp"].replace(".", "").replace(",", ".") for row in rows]
        assert plan.totals()[year] == sum(Decimal(amount) for amount in amounts if amount not in ("", "-"))


def test_the_counts(plan):
    counts = plan.counts()
    assert (counts["programs"], counts["indicators"], counts["budget_lines"]) == (9, 11, 26)
    assert counts["program_rows"] + counts["skipped_rows"] == 19


def test_wrong_heading_totals_are_listed(plan):
    told = {(m.params["name"][:4], m.params["year"]) for m in plan.messages if m.kind == "total_differs"}
    assert told == {("1.04", "2023"), ("1.04", "2024")}
    assert {m.params["name"][:4] for m in plan.messages if m.kind == "total_missing"} == {"3.27"}


def test_several_opds_in_a_cell(plan):
    by_name = {program.name: program for program in plan.programs}
    kader = by_name["Program Kader Sehat Contoh"]
    assert (kader.agency, kader.supporters) == (
        "Dinas Kesehatan Contoh",
        ["Dinas Sosial dan Pemberdayaan Desa Contoh"],
    )
    pasar = by_name["Program Pasar Tani Contoh"]
    assert pasar.agency == "Dinas Pertanian Contoh"
    assert pasar.supporters == ["Dinas Koperasi, UKM dan Perdagangan Contoh", "Bappeda"]


def test_text_targets_are_kept(plan):
    kawasan = next(program for program in plan.programs if program.code == "1.04.03")
    texts = {year: target.text for year, target in kawasan.indicators[0].targets.items()}
    assert texts == {2022: "2-3", 2023: "≤ 2", 2024: "n/a"}


def test_a_row_left_by_a_page_break_is_left_out(plan):
    rsud = next(program for program in plan.programs if program.agency == "RSUD Contoh")
    assert not rsud.supporters
    assert kinds(plan)["blank_agency"] == 1


def test_nothing_is_unreadable(plan, workbook):
    assert not [m for read in (plan, workbook) for m in read.messages if m.level == Level.ERROR]


def test_the_workbook_with_merged_cells_and_millions(workbook):
    assert workbook.mapping.sheet == "Matriks"
    assert workbook.totals() == {2022: Decimal("1650500000"), 2023: Decimal("2971000000")}
    assert [program.name for program in workbook.programs] == [
        "Gerai Layanan Daring Contoh",
        "Satu Data Contoh",
        "Bank Sampah Digital Contoh",
    ]
    assert [program.agency for program in workbook.programs[:2]] == ["Dinas Kominfo Contoh"] * 2
    assert workbook.programs[2].supporters == ["Dinas Perhubungan Contoh"]
    assert len(workbook.programs[0].indicators) == 2
    assert workbook.programs[0].indicators[0].baseline == 4


def test_the_closing_total_of_the_workbook_fits(workbook):
    assert kinds(workbook)["footer"] == 1
    assert not kinds(workbook)["total_differs"]
