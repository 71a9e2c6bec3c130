"""The evaluation of the annual plan says K and Rp of every quarter and of all years, as the pages calculate them."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from core.errors import Refused
from core.spreadsheets import xlsx
from core.typesetting import pdf
from masterplan.models.plans import Indicator
from monev.monitoring.models.periods import RuleVersion
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.figures import region_figures
from monev.reports.catalogue.annual_plan.document import annual_plan_document
from monev.reports.catalogue.registry import report_named
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from tests.factories.masterplan import (
    BudgetLineFactory,
    FundSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    MasterPlanFactory,
    PlanVersionFactory,
    ProgramFactory,
    adopt,
)
from tests.factories.monitoring import IndicatorValueFactory, PeriodFactory, ProgressReportFactory, SpendingFactory
from tests.monev.reports.conftest import reported_programs
from tests.monev.reports.test_quarterly import frame_for

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 10, 20, 3, 0, tzinfo=UTC)
VALUES = {(2025, 4): (30, 400), (2026, 1): (5, 100), (2026, 2): (20, 180), (2026, 3): (20, 300)}
"""By year and quarter: K of the quarter, million rupiah since January."""


@pytest.fixture
def programs(region, agency):
    """One program since 2025 with two indicators (a sum of 45 this year, a last value of 20), reported by quarters."""
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    program = ProgramFactory(
        plan_version=version, lead_agency=agency, code="1.02.02", start_year=2025, end_year=2027, rpjmd_link="Sasaran 2"
    )
    source = FundSourceFactory()
    for year, ceiling in ((2025, 500), (2026, 600), (2027, 900)):
        BudgetLineFactory(program=program, source_of_funds=source, year=year, ceiling=Decimal(ceiling * 1_000_000))
    summed = IndicatorFactory(program=program, name="Pelatihan", aggregation="sum", end_target=Decimal(150), position=1)
    last = IndicatorFactory(program=program, name="Cakupan", aggregation="last", position=2)
    for indicator in (summed, last):
        IndicatorTargetFactory(indicator=indicator, value=Decimal(50))
    for (year, number), (value, spent) in VALUES.items():
        period = PeriodFactory(region=region, year=year, number=number)
        report = ProgressReportFactory(
            program=program,
            period=period,
            state="verified",
            supporting_factors=f"Dukungan {number}",
            hindering_factors=f"Kendala {number}",
            follow_up=f"Lanjut {number}",
        )
        SpendingFactory(report=report, source_of_funds=source, amount=Decimal(spent * 1_000_000))
        for indicator in (summed, last):
            IndicatorValueFactory(report=report, indicator=indicator, value=Decimal(value))
    adopt(version)
    return program


def collected(region, language="en", **wish) -> dict:
    return report_named("annual-plan").collect(Wish(region, language, year=2026, **wish), taken_at=MOMENT)


def document(data):
    return annual_plan_document(data, frame_for(data))


def numbers(row, *keys) -> list[Decimal | None]:
    return [None if row[key] is None else Decimal(row[key]) for key in keys]


def program_row(data) -> dict:
    return next(each for each in data["rows"] if each["kind"] == "program")


def test_k_of_the_quarters_becomes_k_of_the_year_and_of_the_plan_as_the_indicator_says(programs, region):
    summed, last = program_row(collected(region))["indicators"]
    keys = ("before", "q1", "q2", "q3", "q4", "realised", "cumulative")
    assert numbers(summed, *keys) == [30, 5, 20, 20, None, 45, 75]
    assert numbers(last, *keys) == [30, 5, 20, 20, None, 20, 20]
    assert numbers(summed, "year_percent", "plan_percent") == [90, 50]
    assert (summed["year_predicate"], summed["plan_predicate"]) == ("high", "very_low")
    assert numbers(last, "year_percent", "plan_percent") == [40, None]
    assert last["plan_predicate"] is None


def test_rp_of_the_quarters_is_what_came_on_top(programs, region):
    money = program_row(collected(region))["money"]
    million = [
        None if value is None else value / 1_000_000
        for value in numbers(money, "end", "before", "target", "q1", "q2", "q3", "q4", "realised", "cumulative")
    ]
    assert million == [2000, 400, 600, 100, 80, 120, None, 300, 700]
    assert numbers(money, "year_percent", "plan_percent") == [50, 35]


def test_achievement_and_spending_are_those_of_the_pages(programs, plan, region):
    figures = {str(each.program.lineage): each for each in region_figures(region, plan.period).programs}
    data = collected(region)
    rows = [each for each in data["rows"] if each["kind"] == "program" and 3 in each["reported"]]
    assert len(rows) == 3
    for row in rows:
        figure = figures[row["lineage"]]
        assert Decimal(row["money"]["realised"]) == figure.spending
        assert Decimal(row["money"]["target"]) == figure.ceiling
        for shown, real in zip(row["indicators"], figure.indicators, strict=True):
            assert Decimal(shown["year_exact"]) == real.achievement
            assert (Decimal(shown["realised"]), shown["year_predicate"]) == (real.realised, real.predicate)
    total = region_figures(region, plan.period).total.achievement
    assert Decimal(data["weighted"]["value"]) == total.value
    assert (data["weighted"]["counted"], data["weighted"]["total"]) == (total.counted, total.total)


def test_the_year_is_evaluated_up_to_its_newest_closed_period(programs, region):
    for number in (1, 2, 3, 4):
        PeriodFactory(region=region, number=number)
    assert collected(region)["period"]["number"] == 3
    early = report_named("annual-plan").collect(
        Wish(region, "en", year=2026), taken_at=datetime(2026, 7, 10, tzinfo=UTC)
    )
    assert early["period"]["number"] == 2
    assert numbers(program_row(early)["indicators"][0], "q2", "q3", "realised") == [20, None, 25]


def test_a_year_without_a_period_is_refused(programs, region):
    with pytest.raises(Refused) as refused:
        report_named("annual-plan").collect(Wish(region, year=2031), taken_at=MOMENT)
    assert refused.value.field == "year"
    with pytest.raises(Refused):
        report_named("annual-plan").collect(Wish(region), taken_at=MOMENT)


def test_the_footer_is_the_mean_with_its_predicate(programs, region):
    data = collected(region)
    year = data["means"]["year"]
    assert (Decimal(year["value"]), year["counted"], year["total"], year["predicate"]) == (65, 2, 2, "low")
    (table,) = [block for section in document(data).sections if section.wide for block in section.blocks]
    assert (table.total["year_percent_k"], table.total["year_predicate"]) == (Decimal(65), "Low")
    assert table.total["year_percent_r"] == 50


def test_a_region_that_rates_quarters_by_their_own_bands_says_which(programs, region):
    bands = [["79", "very_high"], ["70", "high"], ["61", "medium"], ["51", "low"], ["0", "very_low"]]
    RuleVersion.objects.create(
        region=region, code="bintan-1", valid_from=date(2026, 1, 1), settings={"quarter_bands": {"3": bands}}
    )
    data = collected(region)
    summed, last = program_row(data)["indicators"]
    assert (summed["year_predicate"], last["year_predicate"]) == ("very_high", "very_low")
    assert summed["plan_predicate"] == "very_low"
    assert data["means"]["year"]["predicate"] == "medium"
    (note,) = [block.text for block in document(data).sections[0].blocks if hasattr(block, "is_note")]
    assert "Of the year, bands of this quarter: Very high from 79" in note
    assert "Of the plan: Very high from 91" in note
    assert "bintan-1" in note


def test_drivers_obstacles_and_follow_up_are_of_the_newest_report(programs, region):
    row = program_row(collected(region))
    assert (row["drivers"], row["obstacles"], row["follow_up"]) == ("Dukungan 3", "Kendala 3", "Lanjut 3")
    assert row["objective"] == "Sasaran 2"


def test_the_sheet_has_the_official_head_in_two_rows(programs, region):
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(document(collected(region)))))["Evaluation"]
    upper, lower = [each.value for each in sheet[3]], [each.value for each in sheet[4]]
    assert upper[:6] == ["No.", "Objective (sasaran)", "Code", "Urusan / program / activity", "Indicator (unit)",
                         "Target at the end of the plan (2027)"]  # fmt: skip
    assert lower[5:7] == ["K", "Rp"]
    assert lower.count("K") == lower.count("Rp") == 9
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"A3:A4", "F3:G3"} <= merged
    first, second = [[each.value for each in sheet[row]] for row in (6, 7)]
    assert (first[0], first[2], first[5], first[6]) == ("1", "1.02.02", 150, 2_000_000_000)
    assert (second[0], second[2], second[4], second[6]) == (None, None, "Cakupan (desa)", None)


def test_the_paper_is_a3_with_every_column(programs, region):
    made = document(collected(region, "id"))
    assert (made.title, made.subtitle) == ("Evaluasi Hasil RKPD", "Kabupaten Sumbawa Barat, 2026")
    (form,) = [section for section in made.sections if section.wide]
    (table,) = form.blocks
    assert {key for part in table.parts for key in part.keys} == {each.key for each in table.columns}
    reader = pypdf.PdfReader(io.BytesIO(pdf(made)))
    sizes = {tuple(round(float(each)) for each in page.mediabox[2:]) for page in reader.pages}
    assert sizes == {(595, 842), (1191, 842)}
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for each in ("Tingkat capaian 2026", "Realisasi TW III", "2.000.000.000", "Kendala 3", "Sangat rendah mulai"):
        assert (each in text) == (each != "Sangat rendah mulai"), each


def test_an_opd_has_the_evaluation_of_its_renja(programs, plan, region, agency, other_agency):
    data = collected(region, "id", agency=agency)
    assert document(data).title == "Evaluasi Hasil Renja"
    nothing = collected(region, agency=other_agency)
    assert nothing["rows"] == []
    assert "No program runs in this year." in str(
        openpyxl.load_workbook(io.BytesIO(xlsx(document(nothing))))["Evaluation"]["A6"].value
    )


def test_a_target_in_words_stays_in_words_and_made_up_reports_are_marked(programs, region):
    ProgressReport.objects.filter(period__year=2025).update(is_example=True)
    data = collected(region)
    data["rows"][-1]["indicators"][1] |= {"target": None, "target_text": "naik tiap tahun"}
    (table,) = [block for section in document(data).sections if section.wide for block in section.blocks]
    assert table.rows[-1]["target_k"] == "naik tiap tahun"
    assert document(data).mark == "Example data"
    assert pdf(document(data))


def test_the_preview_tells_the_periods_and_what_is_missing(programs, region, django_assert_num_queries):
    report = report_named("annual-plan")
    with override("en"), django_assert_num_queries(7):
        seen = report.preview(Wish(region, year=2026))
    facts = dict(seen.facts)
    assert (facts["Evaluated up to"], facts["QIII 2026"]) == ("QIII 2026", "1 of 1 programs verified")
    assert "1 indicator has no target at the end of the plan: no achievement of the plan." in [
        each.sentence for each in seen.lacks
    ]


def test_twice_the_programs_same_number_of_queries(programs, plan, region, agency, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        collected(region)
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region, title="Besar"))
    reported_programs(version, agency, plan.period, 6, first=50)
    adopt(version)
    with django_assert_num_queries(len(few)):
        data = collected(region)
    assert data["examples"]["of"] == 10
    assert Indicator.objects.count() == 10


def test_the_whole_way_from_the_wish_to_the_files(programs, region, agency, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    asked = request_report("annual-plan", Wish(region, "id", year=2026, agency=agency), by=cast.verifier)
    done = fill_report(asked.pk)
    assert (done.state, done.error) == ("done", "")
    assert sorted(done.files.values_list("format", flat=True)) == ["pdf", "xlsx"]
    assert done.subject == "Dinas Kesehatan, 2026"


def test_a_region_that_reports_by_months_has_quarters_of_its_months(region, agency):
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    program = ProgramFactory(plan_version=version, lead_agency=agency)
    source = FundSourceFactory()
    BudgetLineFactory(program=program, source_of_funds=source, ceiling=Decimal(1000))
    target = IndicatorTargetFactory(indicator=IndicatorFactory(program=program, aggregation="sum"), value=Decimal(100))
    for month in (2, 3, 4, 6):
        first, last = date(2026, month, 20), date(2026, month, 28)
        period = PeriodFactory(
            region=region, kind="month", number=month, opens_on=first, warns_on=first, closes_on=last, locks_on=last
        )
        report = ProgressReportFactory(program=program, period=period, state="verified")
        SpendingFactory(report=report, source_of_funds=source, amount=Decimal(month * 100))
        IndicatorValueFactory(report=report, indicator=target.indicator, value=Decimal(month))
    adopt(version)
    row = program_row(collected(region))
    assert numbers(row["indicators"][0], "q1", "q2", "q3", "realised", "year_percent") == [5, 10, None, 15, 15]
    assert numbers(row["money"], "q1", "q2", "q3", "realised") == [300, 300, None, 600]
