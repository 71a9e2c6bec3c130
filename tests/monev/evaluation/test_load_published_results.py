"""Results of past years: all of 2022 agree, what differs is printed and kept, what is unclear stops the load."""

from decimal import Decimal
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from monev.evaluation.models.results import NationalResult
from organizations.models import Region
from portal.reference.files import DATA, csv_rows
from portal.reference.regions import display_name, kind
from tests.factories.organizations import ProvinceFactory
from tests.monev.evaluation.known_instruments import known_instrument

pytestmark = pytest.mark.django_db
FILE_2022 = DATA / "reference/national-results-2022.csv"
HEAD_2022 = "region,baseline,output,outcome,impact,quick_win,final"
MALANG = "KAB. MALANG,1.4,1.54,2.92,2.56,3.08,2.51"


@pytest.fixture
def country():
    """All regions of the country."""
    province = ProvinceFactory()
    rows = csv_rows("reference/regencies.csv")
    Region.objects.bulk_create(
        Region(code=row["code"], name=display_name(row["name"]), kind=kind(row["name"]), province=province)
        for row in rows
    )


@pytest.fixture
def loading(tmp_path):
    """`loading(text, code)`: the output, and the message of the error that ends the command ('' for none)."""

    def load(content, code="2022", name="hasil.csv", **options) -> tuple[str, str]:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run(file, code, **options)

    return load


def run(file, code, **options) -> tuple[str, str]:
    out, problem = StringIO(), ""
    try:
        call_command("load_published_results", str(file), instrument=code, stdout=out, stderr=out, **options)
    except CommandError as error:
        problem = str(error)
    return out.getvalue(), problem


def malang() -> NationalResult:
    return NationalResult.objects.get(region__code="35.07")


def test_all_42_regions_of_2022_agree_to_the_second_decimal(country):
    known_instrument("2022")
    out, problem = run(FILE_2022, "2022")
    assert problem == ""
    rows = list(NationalResult.objects.filter(year=2022, instrument_code="2022", stage="final"))
    assert len(rows) == 42
    took_part = [row for row in rows if row.takes_part]
    assert len(took_part) == 38
    assert [row for row in took_part if row.computed_index != row.index] == []
    assert {row.computed_index for row in rows if not row.takes_part} == {None}
    assert "cohort" in out  # a column that nobody asked for is named
    assert "Wakatobi" in out  # kept apart
    assert malang().raw_index == Decimal("2.504")
    assert malang().dimensions["output"] == "1.54"


def test_the_same_file_again_changes_nothing(country):
    known_instrument("2022")
    run(FILE_2022, "2022")
    before = list(NationalResult.objects.order_by("pk").values())
    _out, problem = run(FILE_2022, "2022")
    assert problem == ""
    assert list(NationalResult.objects.order_by("pk").values()) == before
    assert NationalResult.history.count() == 42


def test_a_final_that_the_rule_does_not_make_is_stored_beside_the_computed_one(country, loading):
    known_instrument("2022")
    out, problem = loading(
        f"{HEAD_2022}\nKAB. MALANG,1.40,1.54,2.92,2.56,3.08,2.50\nKOTA MALANG,3.35,2.39,3.09,2.94,3.02,2.95"
    )
    assert problem
    assert "35.07" in out
    assert "2.50" in out
    assert "2.51" in out
    assert "35.73" not in out
    assert (malang().index, malang().computed_index) == (Decimal("2.50"), Decimal("2.51"))
    assert NationalResult.objects.count() == 2
    assert loading(f"{HEAD_2022}\nKAB. MALANG,1.40,1.54,2.92,2.56,3.08,2.50")[1], "the difference is still there"


def test_an_official_figure_is_never_overwritten(country, loading):
    known_instrument("2022")
    loading(f"{HEAD_2022}\n{MALANG}")
    version = malang().version
    out, problem = loading(f"{HEAD_2022}\nKAB. MALANG,1.4,1.54,2.92,2.56,3.10,2.52")
    assert problem
    assert "2.51" in out
    assert "2.52" in out
    assert "quick_win" in out
    assert (malang().index, malang().dimensions["quick_win"], malang().version) == (Decimal("2.51"), "3.08", version)


def test_a_result_of_the_year_by_another_instrument_stays(country, loading):
    known_instrument("2022")
    known_instrument("2022-regular")
    loading(f"{HEAD_2022}\n{MALANG}")
    _out, problem = loading(f"{HEAD_2022}\nKAB. MALANG,1.4,1.54,2.92,2.56,3.08,2.47", "2022-regular")
    assert problem
    assert malang().instrument_code == "2022"


def test_what_was_stored_before_there_were_instruments_is_completed(country, loading):
    known_instrument("2022")
    region = Region.objects.get(code="35.07")
    NationalResult.objects.create(
        region=region,
        year=2022,
        instrument_code="2022 KPPN_IKN_2021",
        index=Decimal("2.51"),
        dimensions={"baseline": "1.40"},
    )
    assert loading(f"{HEAD_2022}\n{MALANG}")[1] == ""
    assert (malang().instrument_code, malang().computed_index) == ("2022", Decimal("2.51"))
    assert malang().version == 2


def test_both_rounding_rules_of_2023_and_the_improvement(country, loading):
    known_instrument("2023-regular")
    known_instrument("2023-priority")
    regular = "region,cohort,baseline,output,outcome,impact,quick_win,final,improvement\n"
    rows = "KOTA KEDIRI,2017,1.40,1.54,2.92,2.56,3.08,2.45,-0.12\nKOTA BATU,2018,0,0,0,0,0,0,-\n"
    assert loading(regular + rows, "2023-regular")[1] == ""
    kediri = NationalResult.objects.get(region__code="35.71")
    assert (kediri.raw_index, kediri.computed_index, kediri.improvement) == (
        Decimal("2.452"),
        Decimal("2.45"),
        Decimal("-0.12"),
    )
    priority = "region;baseline;output;outcome;impact;quick_win;collaboration;final;improvement\n"
    text = "KAB. MALANG;1,40;1,54;2,92;2,56;3,08;2,50;2,41;-\n"
    assert loading(("\ufeff" + priority + text).encode(), "2023-priority")[1] == ""
    assert (malang().year, malang().raw_index, malang().improvement) == (2023, Decimal("2.41"), None)
    assert malang().dimensions["collaboration"] == "2.50"


def test_zeros_or_dashes_in_all_columns_mean_that_the_region_did_not_take_part(country, loading):
    known_instrument("2022")
    _out, problem = loading(f"{HEAD_2022}\nKAB. NGADA,0,0,0,0,0,0\nKAB. WAKATOBI,-,-,-,-,-,-")
    assert problem == ""
    rows = NationalResult.objects.all()
    assert [(row.takes_part, row.index, row.computed_index, row.is_ranked) for row in rows] == [
        (False, Decimal(0), None, False)
    ] * 2


def test_a_workbook_and_any_order_of_columns_are_read(country, loading, tmp_path):
    known_instrument("2022")
    book = openpyxl.Workbook()
    book.active.append(["No", "Final", "Quick Win", "Impact", "Outcome", "Output", "Baseline", "Region"])
    book.active.append([1, 2.51, 3.08, 2.56, 2.92, 1.54, 1.4, 3507])
    book.save(tmp_path / "hasil.xlsx")
    assert run(tmp_path / "hasil.xlsx", "2022")[1] == ""
    assert malang().index == Decimal("2.51")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("MALANG,1,1,1,1,1,1", ["2", "35.07", "35.73"]),
        ("KAB. ATLANTIS,1,1,1,1,1,1", ["2", "ATLANTIS"]),
        (",1,1,1,1,1,1", ["2"]),
        ("KAB. MALANG,1,1,1,1,1,1\n35.07,2,2,2,2,2,2", ["3", "35.07"]),
        ("KAB. MALANG,1,1,4.01,1,1,1", ["outcome", "4.01"]),
        ("KAB. MALANG,1,1,-1,1,1,1", ["outcome", "-1"]),
        ("KAB. MALANG,1,1,1.555,1,1,1", ["outcome", "1.555"]),
        ("KAB. MALANG,1,1,satu,1,1,1", ["outcome", "satu"]),
        ("KAB. MALANG,1,1,,1,1,1", ["outcome"]),
        ("KAB. MALANG,1,1,-,1,1,1", ["outcome"]),
        ("KAB. MALANG,1,1,nan,1,1,1", ["outcome", "nan"]),
        ("KAB. MALANG,1,1,1e0,1,1,1", ["outcome"]),
        ("KAB. MALANG,1,1,1,1,1", ["final"]),
        ("", []),
    ],
)
def test_a_line_that_is_unclear_is_listed_and_nothing_at_all_is_stored(country, loading, rows, told):
    known_instrument("2022")
    out, problem = loading(f"{HEAD_2022}\n{rows}\nKOTA MALANG,3.35,2.39,3.09,2.94,3.02,2.95" if rows else HEAD_2022)
    assert problem
    assert all(each in out for each in told), out
    assert NationalResult.objects.count() == 0


@pytest.mark.parametrize("head", ["region,output,outcome,impact,quick_win,final", f"{HEAD_2022},final", "a,b"])
def test_missing_and_repeated_columns_are_named(country, loading, head):
    known_instrument("2022")
    out, problem = loading(f"{head}\n{MALANG},2.51")
    assert problem
    assert ("baseline" in out) or ("final" in out)
    assert NationalResult.objects.count() == 0


def test_an_unknown_instrument_or_file_is_said_in_a_sentence(country, loading, tmp_path):
    known_instrument("2022")
    assert "2022" in loading(HEAD_2022, "2019")[1]
    assert "tidak.csv" in run(tmp_path / "tidak.csv", "2022")[1]


def test_weights_that_are_no_whole_compute_nothing(country, loading):
    draft = known_instrument("2022", status="draft", published_at=None)
    draft.dimensions.filter(code="impact").update(weight=Decimal(20))
    assert "110" in loading(f"{HEAD_2022}\n{MALANG}")[1]
