"""Item scores of a past year make the published dimensions and final; what is stored stays."""

from decimal import Decimal
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from monev.evaluation.models.results import NationalItemScore
from tests.factories.evaluation import NationalResultFactory
from tests.factories.organizations import RegionFactory
from tests.monev.evaluation.known_instruments import MALANG_FILE, instrument_2022_with_items

pytestmark = pytest.mark.django_db
SAID = ["baseline 1.40", "output 1.54", "outcome 2.92", "impact 2.56", "quick_win 3.08", "final 2.51"]


@pytest.fixture
def malang():
    instrument_2022_with_items()
    return RegionFactory(code="35.07", name="Kabupaten Malang")


def run(file, region="35.07") -> tuple[list[str], str, str]:
    """The lines printed, the notes, and the message of the error that ends the command ('' for none)."""
    out, err, problem = StringIO(), StringIO(), ""
    try:
        call_command("load_item_scores", str(file), region=region, instrument="2022", stdout=out, stderr=err)
    except CommandError as error:
        problem = str(error)
    return out.getvalue().splitlines(), err.getvalue(), problem


def changed(tmp_path, old, new):
    file = tmp_path / "skor.csv"
    text = MALANG_FILE.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    return file


@pytest.mark.parametrize("region", ["35.07", "3507", "KAB. MALANG"])
def test_kabupaten_malang_2022_comes_out_as_published(malang, region):
    lines, _notes, problem = run(MALANG_FILE, region)
    assert (lines, problem) == (SAID, "")
    assert NationalItemScore.objects.filter(region=malang, year=2022, instrument_code="2022").count() == 59
    assert NationalItemScore.objects.get(item_code="2.04").score == Decimal("2.75")
    assert NationalItemScore.history.count() == 59


def test_an_item_that_does_not_apply_leaves_the_denominator(malang, tmp_path):
    lines, _notes, problem = run(changed(tmp_path, "2.07,1.0", "2.07,-"))
    assert problem == ""
    assert "output 1.63" in lines  # 9.75 / 6 = 1.625
    assert NationalItemScore.objects.get(item_code="2.07").score is None


@pytest.mark.parametrize("word", ["n/a", "TT", "–", "Tidak berlaku"])
def test_words_that_say_does_not_apply(malang, tmp_path, word):
    assert "output 1.63" in run(changed(tmp_path, "2.07,1.0", f"2.07,{word}"))[0]


def test_a_score_that_is_stored_otherwise_stays(malang, tmp_path):
    run(MALANG_FILE)
    lines, notes, problem = run(changed(tmp_path, "2.07,1.0", "2.07,4"))
    assert problem
    assert "2.07" in notes
    assert "output 1.96" in lines
    assert NationalItemScore.objects.get(item_code="2.07").score == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2.07,1.0\n", "", "2.07"),
        ("2.07,1.0", "2.07,1.0\n2.07,1.0", "2.07"),
        ("2.07,1.0", "2.99,1.0", "2.99"),
        ("2.07,1.0", "2.07,4.5", "4.5"),
        ("2.07,1.0", "2.07,-1", "-1"),
        ("2.07,1.0", "2.07,", "2.07"),
        ("2.07,1.0", "2.07,tiga", "tiga"),
        ("2.07,1.0", ",1.0", "2.07"),
        ("code,score", "kode,nilai", "code"),
        ("4.01,2.25\n4.02,2.0\n4.03,3.0\n4.04,3.0", "4.01,-\n4.02,-\n4.03,-\n4.04,-", "impact"),
    ],
)
def test_what_does_not_fit_the_instrument_is_listed_and_nothing_is_stored(malang, tmp_path, old, new, told):
    lines, notes, problem = run(changed(tmp_path, old, new))
    assert problem
    assert told in notes + problem
    assert lines == []
    assert NationalItemScore.objects.count() == 0


def test_the_published_result_is_compared_and_stays(malang):
    result = NationalResultFactory(
        region=malang, year=2022, instrument_code="2022", index=Decimal("2.60"), dimensions={"output": "1.54"}
    )
    lines, notes, problem = run(MALANG_FILE)
    assert problem == ""
    assert lines == SAID
    assert "2.60" in notes
    assert "output" not in notes
    result.refresh_from_db()
    assert result.index == Decimal("2.60")


def test_a_workbook_that_cut_the_zero_of_a_code_is_understood(malang, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["code", "score"])
    for row in MALANG_FILE.read_text().splitlines()[1:]:
        code, score = row.split(",")
        book.active.append([float(code), float(score)])  # 3.10 becomes 3.1
    book.save(tmp_path / "skor.xlsx")
    assert run(tmp_path / "skor.xlsx")[0] == SAID


def test_an_ambiguous_region_is_shown_with_its_candidates(malang):
    RegionFactory(code="35.73", name="Kota Malang")
    problem = run(MALANG_FILE, "Malang")[2]
    assert "35.07" in problem
    assert "35.73" in problem
