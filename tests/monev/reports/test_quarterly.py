"""What the files say is what the figures say, and what people typed stays text."""

import io
import json
from datetime import UTC, datetime

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from core import formats
from core.canonical import sha256_of, text_of
from core.spreadsheets import xlsx
from core.typesetting import pdf
from monev.monitoring.selectors.figures import region_figures
from monev.reports.catalogue.base import Frame
from monev.reports.catalogue.quarterly.document import quarterly_document
from monev.reports.models import Snapshot
from monev.reports.selectors.contents import quarterly_contents
from organizations.models import Region
from tests.factories.masterplan import MasterPlanFactory, PlanVersionFactory, adopt
from tests.factories.monitoring import PeriodFactory
from tests.monev.reports.conftest import FORMULA, TYPST_MARKUP, reported_programs

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 10, 6, 3, 0, tzinfo=UTC)


def contents(region, period, language="id", preliminary=False):
    return quarterly_contents(region, period, language=language, preliminary=preliminary, taken_at=MOMENT)


def frame_for(data) -> Frame:
    return Frame(
        sha256=sha256_of(data),
        taken_at=datetime.fromisoformat(data["taken_at"]),
        code_version=data["code_version"],
        rules=data["rules"]["version"],
        edition=1,
        check_code="7K3MXQ2RT9WB",
        check_url="https://portal.example/periksa/7K3MXQ2RT9WB/",
    )


def document(data):
    return quarterly_document(data, frame_for(data))


def words(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def sheets(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(sheet) -> list[dict]:
    heads = [cell.value for cell in sheet[3]]
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=4)]


def test_the_same_snapshot_gives_the_same_bytes(plan, region):
    data = contents(region, plan.period)
    assert pdf(document(data)) == pdf(document(data))
    assert xlsx(document(data)) == xlsx(document(data))


def test_a_snapshot_comes_back_from_the_database_as_it_was_frozen(plan, region):
    data = contents(region, plan.period)
    row = Snapshot.objects.create(sha256=sha256_of(data), data=data, rules="x", code_version="x", taken_at=MOMENT)
    row.refresh_from_db()
    assert text_of(row.data) == text_of(data)
    assert sha256_of(json.loads(text_of(row.data))) == row.sha256


def test_the_pdf_says_the_figures_of_the_region(plan, region):
    figures = region_figures(region, plan.period)
    text = words(pdf(document(contents(region, plan.period))))
    with override("id"):
        expected = [
            formats.percent(figures.total.achievement.value),
            formats.percent(figures.total.physical.value),
            formats.points(figures.total.deviation),
            formats.rupiah(figures.total.ceiling),
            formats.rupiah(figures.total.spending),
            formats.percent(figures.total.absorption),
        ]
    assert expected == ["75,0 %", "62,5 %", "-7,5 poin", "Rp 300.000.000", "Rp 82.500.001", "27,5 %"]
    for figure in expected:
        assert figure in text, figure


def test_the_workbook_holds_the_figures_as_numbers(plan, region, agency):
    book = sheets(xlsx(document(contents(region, plan.period, "en"))))
    (row,) = [each for each in rows(book["RFK OPD"]) if each["OPD"] == str(agency)]
    assert row["Ceiling (Rp)"] == 300_000_000
    assert row["Spending, actual (Rp)"] == 82_500_001
    assert (row["Physical, planned (%)"], row["Physical, actual (%)"]) == (pytest.approx(75, abs=10), 62.5)
    assert row["Deviation (points)"] == -7.5
    assert row["Programs reported"] == "2 of 3"
    program = rows(book["Programs"])[0]
    assert (program["Spending, actual (Rp)"], program["Achievement (%)"]) == (41_250_000.5, 75)


def test_what_people_typed_stays_text_in_the_pdf(plan, region):
    text = words(pdf(document(contents(region, plan.period))))
    assert " ".join(TYPST_MARKUP.split()) in text
    assert FORMULA in text


def test_what_people_typed_is_never_a_formula_in_the_workbook(plan, region):
    book = sheets(xlsx(document(contents(region, plan.period))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == FORMULA and cell.data_type == "s" for cell in cells)
    assert any(str(cell.value).startswith(f"{FORMULA} #panic") for cell in cells)


def test_a_program_that_reported_nothing_is_named_and_not_taken_as_zero(plan, region):
    book = sheets(xlsx(document(contents(region, plan.period, "en"))))
    silent = next(each for each in rows(book["Programs"]) if each["Code"] == "1.02.99")
    assert silent["Physical, actual (%)"] is None
    assert silent["Report"] == "not reported"
    assert [each["Code"] for each in rows(book["Not counted"])] == ["1.02.99"]


def test_the_pdf_is_tagged_titled_and_numbered_for_readers_who_listen(plan, region):
    reader = pypdf.PdfReader(io.BytesIO(pdf(document(contents(region, plan.period)))))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].startswith("id")
    assert str(region) in reader.metadata.title
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    assert reader.outline, "headings are bookmarks"


def test_an_english_report_has_english_words_and_numbers(plan, region):
    text = words(pdf(document(contents(region, plan.period, "en"))))
    assert "Quarterly monev report" in text
    assert "62.5 %" in text
    assert "Rp 300,000,000" in text


def test_example_data_are_marked_on_every_page_and_sheet(plan, region):
    Region.objects.filter(pk=region.pk).update(is_example=True)
    region.refresh_from_db()
    made = document(contents(region, plan.period, "en"))
    for page in pypdf.PdfReader(io.BytesIO(pdf(made))).pages:
        assert "Example data" in page.extract_text()
    for sheet in sheets(xlsx(made)):
        assert "Example data" in str([cell.value for row in sheet.iter_rows(max_row=3) for cell in row])
        assert "Example data" in sheet.oddHeader.center.text


def test_real_data_carry_no_mark(plan, region):
    assert document(contents(region, plan.period, "en")).mark == ""


def test_a_region_without_a_plan_gets_a_report_that_says_so(other_region):
    data = contents(other_region, PeriodFactory(region=other_region), "en")
    assert "No program runs in this year." in words(pdf(document(data)))
    assert xlsx(document(data))


def test_twice_the_programs_same_number_of_queries(plan, region, agency, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        contents(region, plan.period)
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    reported_programs(version, agency, plan.period, 5, first=50)
    adopt(version)
    with django_assert_num_queries(len(few)):
        data = contents(region, plan.period)
    assert len(data["programs"]) == 8
