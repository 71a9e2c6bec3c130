"""Matrices in the forms of other regions."""

from decimal import Decimal

import pytest

from core.errors import Refused
from masterplan.importing.columns import NoHeader
from masterplan.importing.vocabulary import Role
from tests.masterplan.importing.matrices import ODD, kinds, parse, parse_file, parse_text


def test_title_rows_millions_no_code_and_a_closing_total():
    plan = parse_file(ODD / "semicolons-millions-no-code.csv", 2022, 2024)
    assert plan.totals() == {2022: Decimal(1750500000), 2023: Decimal(2850000000), 2024: Decimal(3620000000)}
    assert len(plan.programs) == 3
    assert plan.programs[1].supporters == ["RSUD", "Dinas Perhubungan"]
    assert [kinds(plan)[k] for k in ("title", "column_numbers", "header_again", "footer", "trailing_note")] == [
        2,
        1,
        1,
        1,
        1,
    ]
    assert not kinds(plan)["total_differs"]


def test_english_names_one_row_per_year_and_tabs():
    plan = parse_file(ODD / "english-long-form.csv", 2022, 2023)
    assert plan.mapping.is_long
    assert plan.totals()[2022] == Decimal("1458478763740")
    assert plan.totals()[2023] == Decimal("2000000.50")
    assert [len(program.indicators) for program in plan.programs] == [1, 1]
    assert [(m.row, m.params["text"]) for m in plan.errors] == [(5, "12x4")]


def test_repeated_amounts_are_added_and_told():
    plan = parse_file(ODD / "two-row-header-repeated-amounts.csv", 2021, 2023)
    assert plan.programs[0].in_year(2021) == 2_000_000
    assert kinds(plan)["amount_repeated"] == 1


def test_an_amount_below_zero_is_not_read():
    plan = parse_file(ODD / "two-row-header-repeated-amounts.csv", 2021, 2023)
    assert [message.kind for message in plan.errors] == ["amount_negative"]


def test_a_code_in_three_columns():
    plan = parse_file(ODD / "code-in-columns.csv", 2021, 2022)
    assert [program.code for program in plan.programs] == ["1.01.02", "1.01.03"]
    assert plan.programs[0].indicators[0].baseline == Decimal("90.1")
    assert plan.programs[0].indicators[0].unit == "%"


def test_activities_below_a_program_are_left_out_with_a_message():
    plan = parse_text(
        "Kode,Program/Kegiatan,Indikator,Target 2022,Pagu 2022,OPD\n"
        '1.02.02,Program Sehat,Cakupan,10,"300.000.000",Dinas Kesehatan\n'
        '1.02.02.2.01,Kegiatan Satu,Jumlah,1,"100.000.000",Dinas Kesehatan\n'
        '1.02.02.2.02,Kegiatan Dua,Jumlah,1,"200.000.000",Dinas Kesehatan\n'
    )
    assert plan.totals() == {2022: Decimal(300000000)}
    assert kinds(plan)["activity"] == 2


def test_a_program_without_amounts_takes_those_of_its_activities():
    plan = parse_text(
        "Kode,Program/Kegiatan,Indikator,Target 2022,Pagu 2022,OPD\n"
        "1.02.02,Program Sehat,Cakupan,10,,Dinas Kesehatan\n"
        '1.02.02.2.01,Kegiatan Satu,Jumlah,1,"100.000.000",Dinas Kesehatan\n'
        '1.02.02.2.01.0001,Sub Kegiatan,Jumlah,1,"100.000.000",Dinas Kesehatan\n'
        '1.02.02.2.02,Kegiatan Dua,Jumlah,1,"200.000.000",Dinas Kesehatan\n'
        '1.02.03,Program Lain,Cakupan,10,"5.000.000",Dinas Kesehatan\n'
    )
    assert plan.programs[0].in_year(2022) == 300_000_000
    assert kinds(plan)["amount_from_below"] == 1


def test_a_sum_row_without_a_label_is_told():
    plan = parse_text(
        'Program,Indikator,Target 2022,Pagu 2022,OPD\nProgram A,I,1,"1.000.000",Dinas A\n,,,"1.000.000",\n'
    )
    assert kinds(plan)["amount_alone"] == 1


def test_figures_without_a_year_are_an_error_not_a_loss():
    plan = parse_text('Program,Indikator,Target,Pagu,OPD\nProgram A,I,1,"1.000.000",Dinas A\n')
    assert [message.kind for message in plan.errors] == ["amount_no_year"]


def test_one_year_plans_need_no_year_in_the_header():
    plan = parse_text('Program,Indikator,Target,Pagu,OPD\nProgram A,I,1,"1.000.000",Dinas A\n', 2022, 2022)
    assert plan.totals() == {2022: Decimal(1000000)}
    assert kinds(plan)["year_from_title"] == 1


def test_columns_that_are_only_years_are_told_by_their_figures():
    plan = parse_text('Program,OPD,2022,2023\nProgram A,Dinas A,"1.500.000.000","2.000.000.000"\n')
    assert {column.role for column in plan.mapping.columns if column.year} == {Role.BUDGET}
    plan = parse_text("Program,OPD,2022,2023\nProgram A,Dinas A,v,\nProgram B,Dinas B,,√\n")
    assert [program.years for program in plan.programs] == [(2022, 2022), (2023, 2023)]


def test_revised_budgets_are_an_edition_of_their_own():
    plan = parse_text('Program,OPD,Pagu Murni 2022,Pagu Perubahan 2022\nProgram A,Dinas A,"1.000.000","1.500.000"\n')
    assert plan.programs[0].budget == {(2022, "", False): Decimal(1000000), (2022, "", True): Decimal(1500000)}


def test_windows_text_with_a_separator_hint():
    text = "sep=;\nProgram;OPD;Pagu 2022\nProgram “Cerdas” – satu;Dinas A;Rp 1.500.000,-\n"
    plan = parse(text.encode("cp1252"), "a.csv", 2022, 2022)
    assert plan.programs[0].name == "Program “Cerdas” – satu"
    assert plan.totals() == {2022: Decimal(1500000)}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"   \n", "a.csv"),
        (b"PK\x03\x04rest", "a.csv"),
        (b"%PDF-1.7", "a.csv"),
        (b"a,b\n\x00,\x00", "a.csv"),
        (b"Program,OPD", "a.xlsx"),
        (b"Program,OPD", "a.docx"),
        (b'a,"' + b"x" * 200_000, "a.csv"),
        (b"PK\x05\x06" + b"\x00" * 18, "a.xlsx"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(content, name):
    with pytest.raises(Refused):
        parse(content, name, 2022, 2023)


def test_a_table_that_is_no_plan_is_refused():
    with pytest.raises(NoHeader):
        parse_text("nama,alamat\nBudi,Jalan Satu\n")


def test_thousands_stated_in_the_header_and_a_column_of_supporting_opds():
    plan = parse_file(ODD / "thousands-in-header-support-column.csv", 2021, 2022)
    assert plan.totals() == {2021: Decimal("4750500"), 2022: Decimal("6300000")}
    assert [program.code for program in plan.programs] == ["2.16.02", "2.16.03"]
    assert plan.programs[0].supporters == ["Bappeda", "Dinas Kesehatan"]
    assert not plan.errors
    assert not kinds(plan)["total_differs"]


def test_activities_in_a_column_of_their_own_add_up_for_the_program():
    plan = parse_file(ODD / "activities-in-a-column.csv", 2022, 2023)
    assert plan.totals() == {2022: Decimal(900000000), 2023: Decimal(1450000000)}
    assert [program.years for program in plan.programs] == [(2022, 2023), (2022, 2023), (2023, 2023)]


def test_a_header_of_three_rows_and_short_codes():
    plan = parse_file(ODD / "three-row-header-pipes.csv", 2025, 2026)
    assert plan.totals() == {2025: Decimal("2500250000"), 2026: Decimal("3100000000")}
    assert [len(program.indicators) for program in plan.programs] == [2, 1]
    assert kinds(plan)["total_differs"] == 2
