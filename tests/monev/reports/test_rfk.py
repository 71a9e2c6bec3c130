"""The RFK report says the figures of the pages, of an OPD and of the region."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from rest_framework.test import APIClient

from core import formats
from core.spreadsheets import xlsx
from core.typesetting import pdf
from masterplan.models.plans import BudgetLine
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import Remark
from monev.monitoring.progress import weighted_points
from monev.monitoring.selectors.figures import region_figures
from monev.reports.catalogue.registry import report_named
from monev.reports.catalogue.rfk.document import rfk_document
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from organizations.models import Region
from tests.factories.masterplan import (
    BudgetLineFactory,
    MasterPlanFactory,
    NomenclatureItemFactory,
    PlanVersionFactory,
    adopt,
)
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import AgencyFactory
from tests.monev.reports.conftest import FORMULA, TYPST_MARKUP, reopen, reported_programs
from tests.monev.reports.test_quarterly import frame_for

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 10, 6, 3, 0, tzinfo=UTC)


def collected(wish) -> dict:
    return report_named("rfk").collect(wish, taken_at=MOMENT)


def document(data):
    return rfk_document(data, frame_for(data))


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def sheet(data, name="RFK"):
    return openpyxl.load_workbook(io.BytesIO(xlsx(document(data))))[name]


def rows(found) -> list[dict]:
    """Rows of a sheet by their headings: of a head in two rows the group comes first."""
    heads, group = [], ""
    for upper, lower in zip(found[3], found[4], strict=True):
        group = upper.value or group
        heads.append(f"{group} / {lower.value}" if lower.value else upper.value)
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in found.iter_rows(min_row=5)]


@pytest.fixture
def two_opds(plan, region):
    """A second OPD with one program of 5 thousand million, in a plan of its own."""
    other = AgencyFactory(region=region, code="DPUPR", name="Dinas PUPR")
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region, title="Kedua"))
    reported_programs(version, other, plan.period, 1, first=50)
    adopt(version)
    ProgressReport.objects.filter(program__code="1.02.50").update(physical_percent=Decimal(80))
    return other


def test_the_rows_are_the_figures_of_the_pages(two_opds, plan, region):
    figures = region_figures(region, plan.period)
    found = {each["lineage"]: each for each in collected(Wish(region, period=plan.period))["rows"] if "lineage" in each}
    assert len(found) == len(figures.programs) == 4
    for each in figures.programs:
        row = found[str(each.program.lineage)]
        shown = (row["ceiling"], row["spending"], row["absorption"], row["planned"], row["physical"], row["deviation"])
        real = (each.ceiling, each.spending, each.absorption, each.planned, each.actual, each.deviation)
        assert shown == tuple(None if value is None else format(value, "f") for value in real)


def test_subtotals_and_total_are_the_figures_of_the_pages(two_opds, plan, region):
    figures = region_figures(region, plan.period)
    data = collected(Wish(region, period=plan.period))
    subtotals = [each for each in data["rows"] if each["kind"] == "agency"]
    groups = [*figures.agencies, figures.total]
    for row, group in zip([*subtotals, data["total"]], groups, strict=True):
        assert Decimal(row["physical"]) == group.physical.value
        assert (Decimal(row["ceiling"]), Decimal(row["spending"])) == (group.ceiling, group.spending)
        assert (Decimal(row["planned"]), Decimal(row["deviation"])) == (group.planned, group.deviation)
        assert (row["programs"], row["reported"], row["verified"]) == (group.total, group.reported, group.verified)


def test_the_total_equals_rest(two_opds, plan, region, agency, cast):
    client = APIClient()
    client.force_authenticate(cast.assessor)
    rest = client.get(f"/api/v1/regions/{region.code}/figures/", {"period": plan.period.address}).json()
    groups = {each["key"]: each for each in rest["agencies"]}
    for wish, group in (
        (Wish(region, period=plan.period), rest["total"]),
        (Wish(region, period=plan.period, agency=agency), groups["DINKES"]),
    ):
        total = collected(wish)["total"]
        for key in ("ceiling", "spending", "absorption", "planned", "deviation"):
            assert Decimal(total[key]) == pytest.approx(Decimal(group[key]), abs=Decimal("0.00005")), key
        assert Decimal(total["physical"]) == pytest.approx(Decimal(group["physical"]), abs=Decimal("0.00005"))


def test_physical_of_an_opd_is_weighted_by_its_ceilings(plan, region, agency):
    ProgressReport.objects.filter(program__code="1.02.02").update(physical_percent=Decimal(35))
    data = collected(Wish(region, period=plan.period, agency=agency))
    # (62.5 x 100 million + 35 x 200 million) / 300 million
    assert round(Decimal(data["total"]["physical"]), 4) == Decimal("44.1667")
    programs = [each for each in data["rows"] if each["kind"] == "program" and each["physical"]]
    weighted = sum(Decimal(each["weighted"]) for each in programs)
    assert round(weighted, 4) == Decimal("44.1667") == round(Decimal(data["total"]["weighted"]), 4)
    first = programs[0]
    expected = weighted_points(Decimal(first["physical"]), Decimal(first["ceiling"]), Decimal(300_000_000))
    assert Decimal(first["weighted"]) == expected


def test_the_deviation_of_the_form_has_the_opposite_sign(plan, region, agency):
    row = next(each for each in collected(Wish(region, period=plan.period))["rows"] if each["kind"] == "program")
    # RAK 60 million, realised 41,250,000.50
    assert round(Decimal(row["cash_deviation"]), 2) == Decimal("31.25")
    assert Decimal(row["deviation"]) == Decimal("-7.50")


def test_both_editions_of_the_budget_are_told(plan, region):
    reopen()
    line = BudgetLine.objects.get(program__code="1.02.01")
    BudgetLineFactory(
        program=line.program,
        source_of_funds=line.source_of_funds,
        edition="perubahan",
        ceiling=Decimal(150_000_000),
        approved_on=date(2026, 9, 20),
    )
    adopt(plan.version)
    data = collected(Wish(region, period=plan.period))
    row = next(each for each in data["rows"] if each["code"] == "1.02.01")
    money = ("original", "revised", "ceiling")
    assert [row[key] for key in money] == ["100000000.00", "150000000.00", "150000000.00"]
    assert [data["total"][key] for key in money] == ["300000000.00", "350000000.00", "350000000.00"]


def test_opds_have_a_rank_and_who_is_silent_has_none(two_opds, plan, region):
    silent = AgencyFactory(region=region, code="ZZ", name="Dinas Diam")
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region, title="Ketiga"))
    reported_programs(version, silent, plan.period, 1, first=70)
    adopt(version)
    ProgressReport.objects.filter(program__code="1.02.70").update(state="draft")
    ranked = rows(sheet(collected(Wish(region, "en", period=plan.period)), "Rank OPD"))
    assert [(each["Rank"], each["OPD"]) for each in ranked[:4]] == [
        (1, "Dinas PUPR"),
        (2, "Dinas Kesehatan"),
        (None, "Dinas Diam"),
        (None, "Whole region"),
    ]


def test_the_sheet_has_every_column_of_the_form_in_two_rows_of_headings(plan, region):
    Remark.objects.create(
        region=region,
        agency=plan.silent.lead_agency,
        progress_report=ProgressReport.objects.get(program__code="1.02.01"),
        field="narrative",
        text="Lengkapi foto.",
    )
    found = sheet(collected(Wish(region, "en", period=plan.period)))
    row = next(each for each in rows(found) if each["Code"] == "1.02.01")
    assert row["Financial / Realised (Rp)"] == 41_250_000.5
    assert row["Financial / Realised (%)"] == pytest.approx(41.25)
    assert row["Financial / RAK (%)"] == 60
    assert row["Remaining budget / Amount (Rp)"] == 58_749_999.5
    assert (row["Physical / Target (%)"], row["Physical / Deviation (points)"]) == (70, -7.5)
    assert row["Physical / Weight (%)"] == pytest.approx(100 / 3)
    assert (row["Location"], row["Verifier's notes"]) == (None, "Lengkapi foto.")
    assert TYPST_MARKUP in row["Remarks / obstacles"]
    assert FORMULA in row["Remarks / obstacles"]
    assert isinstance(row["Last update"], datetime)
    assert "C3:E3" in [str(each) for each in found.merged_cells.ranges]


def test_the_paper_has_every_column_too_and_says_the_day(plan, region, agency):
    data = collected(Wish(region, period=plan.period, agency=agency))
    made = document(data)
    assert (made.title, made.subtitle) == (
        "Laporan Realisasi Fisik dan Keuangan (RFK)",
        "Dinas Kesehatan, posisi akhir September 2026",
    )
    (table,) = [block for section in made.sections if section.wide for block in section.blocks]
    assert {key for part in table.parts for key in part.keys} == {each.key for each in table.columns}
    text = words(pdf(made))
    with override("id"):
        figures = region_figures(region, plan.period)
        expected = [
            formats.rupiah(figures.total.ceiling),
            formats.percent(figures.total.physical.value),
            formats.points(figures.total.deviation),
        ]
    for each in (*expected, "Sekretaris Daerah" if not data["agency"] else "Kepala Dinas Kesehatan", "Tertimbang"):
        assert each in text, each


def test_a_region_that_reports_by_months_has_a_report_of_the_month(region, plan):
    month = PeriodFactory(
        region=region,
        kind="month",
        number=9,
        opens_on=date(2026, 9, 25),
        warns_on=date(2026, 9, 28),
        closes_on=date(2026, 10, 5),
        locks_on=date(2026, 10, 20),
    )
    assert document(collected(Wish(region, period=month))).subtitle == "Kabupaten Sumbawa Barat, September 2026"


def test_programs_stand_below_the_headings_of_the_nomenclature(plan, region, agency):
    NomenclatureItemFactory(edition="2027", level="bidang", code="1.02", name="KESEHATAN")
    data = collected(Wish(region, "en", period=plan.period, agency=agency))
    shape = [(each["kind"], each["code"]) for each in data["rows"]]
    assert shape[:3] == [("heading", "1"), ("heading", "1.02"), ("program", "1.02.01")]
    assert data["rows"][1]["ceiling"] == data["total"]["ceiling"]
    assert (data["rows"][1]["reported"], data["rows"][1]["programs"]) == (2, 3)


def test_rows_that_rest_on_made_up_reports_are_marked(plan, region):
    assert document(collected(Wish(region, "en", period=plan.period))).mark == ""
    ProgressReport.objects.filter(program__code="1.02.01").update(is_example=True)
    data = collected(Wish(region, "en", period=plan.period))
    assert data["examples"] == {"rows": 1, "of": 3}
    assert document(data).mark == "Example data"


def test_a_region_without_programs_gets_a_report_that_says_so(other_region):
    data = collected(Wish(other_region, "en", period=PeriodFactory(region=other_region)))
    assert "No program runs in this year." in words(pdf(document(data)))
    assert xlsx(document(data))


def test_an_opd_without_programs_gets_a_report_that_says_so(plan, region, other_agency):
    data = collected(Wish(region, "en", period=plan.period, agency=other_agency))
    assert (data["rows"], data["total"]["programs"]) == ([], 0)
    assert xlsx(document(data))


def test_preliminary_reports_count_only_when_asked_for(plan, region):
    ProgressReport.objects.update(state="submitted")
    assert collected(Wish(region, period=plan.period))["total"]["reported"] == 0
    assert collected(Wish(region, period=plan.period, include_preliminary=True))["total"]["reported"] == 2


def test_the_preview_tells_what_is_missing_and_where(plan, region, agency, django_assert_num_queries):
    ProgressReport.objects.filter(program__code="1.02.02").update(state="submitted")
    report = report_named("rfk")
    with override("en"), django_assert_num_queries(3):
        seen = report.preview(Wish(region, period=plan.period))
    assert seen.rows == 3
    assert dict(seen.facts)["Programs verified"] == "1"
    lacks = {each.sentence: each.url for each in seen.lacks}
    page = reverse("monitoring:status-items", args=[region.code, agency.pk, plan.period.pk])
    assert lacks["Dinas Kesehatan: 1 program has no report."] == page
    assert lacks["1 report is not verified yet and does not count."] == reverse("monitoring:verification-list")
    assert "1 program has no cash plan (RAK): no deviation from it." in lacks


def test_twice_the_programs_same_number_of_queries(plan, region, agency, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        collected(Wish(region, period=plan.period))
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region, title="Besar"))
    reported_programs(version, agency, plan.period, 6, first=50)
    adopt(version)
    with django_assert_num_queries(len(few)):
        data = collected(Wish(region, period=plan.period))
    assert data["total"]["programs"] == 9


def test_the_whole_way_from_the_wish_to_the_files(plan, region, agency, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    wish = Wish(region, "id", period=plan.period, agency=agency)
    done = fill_report(request_report("rfk", wish, by=cast.verifier).pk)
    assert done.state == "done"
    assert sorted(done.files.values_list("format", flat=True)) == ["pdf", "xlsx"]
    Region.objects.filter(pk=region.pk).update(name="Berganti")
    assert done.snapshot.data["region"]["name"] == "Kabupaten Sumbawa Barat"
