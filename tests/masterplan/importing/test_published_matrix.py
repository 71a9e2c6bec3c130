"""The published matrix loads whole: counted and added up here by other means than the import's."""

import csv
import re
from collections import defaultdict
from decimal import Decimal

import pytest

from masterplan.importing.messages import Level
from tests.masterplan.importing.matrices import kinds, parse_file, published

pytestmark = pytest.mark.reference_data
YEARS = (2021, 2022, 2023)


def rupiah(text: str) -> Decimal:
    """The file writes points for thousands and a comma before sen, always."""
    return Decimal(text.replace(".", "").replace(",", ".")) if text not in ("", "-") else Decimal(0)


@pytest.fixture(scope="module")
def rows():
    with published().open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def program_rows(rows):
    """Rows whose code has three parts."""
    return [row for row in rows if re.fullmatch(r"[\dX]+\.[\dX]+\.[\d\\]+\.?", row["kode"])]


@pytest.fixture(scope="module")
def plan():
    return parse_file(published(), 2021, 2023)


def test_every_total_per_year_equals_the_rows(plan, program_rows):
    expected = {year: sum((rupiah(row[f"t{year}_rp"]) for row in program_rows), Decimal(0)) for year in YEARS}
    assert plan.totals() == expected
    assert expected == {
        2021: Decimal("2667696214910.97"),
        2022: Decimal("4155204399523.29"),
        2023: Decimal("4209241137137.23"),
    }


def test_every_row_is_read_or_accounted_for(plan, rows, program_rows):
    assert len(program_rows) == plan.program_rows == 155
    assert plan.program_rows + plan.skipped_rows + plan.blank_rows == len(rows) == 200
    assert kinds(plan)["heading"] == 41
    assert kinds(plan)["blank_agency"] == 4


def test_a_program_is_counted_once_per_responsible_opd(plan, program_rows):
    filled, last = set(), ""
    for row in program_rows:
        last = row["perangkat_daerah"] or last
        code = re.sub(r"^0", "", row["kode"].rstrip("."))
        filled.add((code, row["urusan_program"].casefold(), last.casefold()))
    assert len(plan.programs) == len(filled) == 132


def test_counts_of_indicators_targets_and_budget_lines(plan, program_rows):
    targets = sum(row[f"t{year}_target"] not in ("", "-") for row in program_rows for year in YEARS)
    assert plan.counts()["targets"] == targets == 452
    assert plan.counts()["indicators"] == 155
    money = defaultdict(bool)
    for program in plan.programs:
        for number in program.rows:
            for year in YEARS:
                money[id(program), year] |= rupiah_stated(program_rows, number, year)
    assert plan.counts()["budget_lines"] == sum(money.values()) == 381


def rupiah_stated(program_rows, number: int, year: int) -> bool:
    """Whether the row of this number in the file states an amount."""
    return any(row["_row"] == number and row[f"t{year}_rp"] not in ("", "-") for row in program_rows)


@pytest.fixture(autouse=True, scope="module")
def _numbered(rows):
    for number, row in enumerate(rows, start=2):
        row["_row"] = number


def test_nothing_is_unreadable(plan):
    assert not [message for message in plan.messages if message.level == Level.ERROR]


def test_heading_totals_that_do_not_fit_are_listed(plan):
    differing = {message.params["name"].split(" ")[0] for message in plan.messages if message.kind == "total_differs"}
    missing = {message.params["name"].split(" ")[0] for message in plan.messages if message.kind == "total_missing"}
    # 5.02 and with it V are cut off where this part of the file ends
    assert differing == {"1.04", "1.06", "5.02", "V"}
    assert missing == {"2.22"}


def test_a_heading_that_only_repeats_a_difference_below_says_so(plan):
    above = {
        message.params["name"].split(" ")[0] for message in plan.messages if message.kind == "total_differs_inside"
    }
    assert above == {"I", "II"}


def test_two_opds_of_one_program_keep_their_own_money(plan):
    parts = {program.agency: program.in_year(2021) for program in plan.programs if program.code == "1.02.02"}
    assert parts == {"Dinas Kesehatan": Decimal("67454733000"), "RSUD": Decimal("235508004983")}


def test_mixed_decimal_marks_are_read(plan):
    education = next(program for program in plan.programs if program.code == "1.01.02")
    values = [education.indicators[0].targets[year].value for year in YEARS]
    assert values == [Decimal("78.97"), Decimal("92.02"), Decimal("97.08")]


def test_names_with_commas_stay_whole(plan):
    agencies = plan.agencies()
    assert "Dinas Perumahan, Kawasan Permukiman dan Pertanahan" in agencies
    assert "Dinas Koperasi, UKM, Perdagangan dan Perindustrian" in agencies
    assert len(agencies) == 32
    assert all(not program.supporters for program in plan.programs)


def test_a_group_of_opds_is_a_collective_for_a_person(plan):
    support = plan.programs[0]
    assert (support.code, support.collective) == ("X.XX.01", True)
    assert kinds(plan)["agency_collective"] == 1


def test_a_missing_opd_is_taken_from_its_heading_and_told(plan):
    told = [message.row for message in plan.messages if message.kind == "agency_inherited"]
    assert told == [56, 57, 58, 59]


def test_codes_are_cleaned_and_told(plan):
    codes = {program.code for program in plan.programs}
    assert {"3.27.03", "4.02.02", "2.17.04\\5"} <= codes
    assert not any(code.startswith("03") or code.endswith(".") for code in codes)
    assert kinds(plan)["code_odd"] == 1
