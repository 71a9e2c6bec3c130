"""The page of a program: figures, indicators over the years, reports of all versions, who sees it."""

from datetime import date
from decimal import Decimal

import pytest

from core.charts import svg
from monev.monitoring.models.periods import Period
from monev.monitoring.workflow import State
from portal.selectors.dashboard import all_periods
from portal.selectors.program import program_page
from portal.views.programs import program_charts
from tests.factories.masterplan import (
    ActionItemFactory,
    BudgetLineFactory,
    PartnershipFactory,
    PlanVersionFactory,
    ProgramFactory,
    ProgramSupporterFactory,
    adopt,
)
from tests.factories.monitoring import PeriodFactory
from tests.portal.figures_case import YEAR, program, reported


def url_of(row, query="periode=2025-3"):
    return f"/program/{row.pk}/?{query}"


def test_the_council_reads_the_figures_of_one_program(programs, cast, as_):
    page = as_(cast.council).get(url_of(programs["good"])).context["page"]

    assert (page.figure.planned, page.figure.actual, page.figure.deviation) == (60, 70, 10)
    assert (page.figure.absorption, page.figure.achievement.value) == (50, 90)
    assert [report.period.number for report in page.reports] == [3, 2]


def test_an_indicator_is_told_over_the_years_up_to_the_chosen_period(programs, quarters, region, cast):
    def years(period):
        page = program_page(programs["good"], period, quarters, preliminary=False, seen_by=cast.council)
        return {year: (target, got) for year, target, got in page.indicators[0].years}

    assert years(quarters[1])[YEAR] == (50, 45)
    assert years(quarters[0])[YEAR] == (50, 20)
    assert years(quarters[1])[2024] == (None, None)


def test_a_report_that_waits_counts_only_among_preliminary_figures(programs, cast, as_):
    browser = as_(cast.council)

    assert browser.get(url_of(programs["waiting"])).context["page"].figure.entry is None
    preliminary = browser.get(url_of(programs["waiting"], "periode=2025-3&sementara=1"))
    assert preliminary.context["page"].figure.actual == 50
    sources = {chart.source for chart in preliminary.context["charts"]}
    assert not any("terverifikasi" in each or "verified" in each for each in sources)


def test_a_program_says_in_which_years_it_runs(version, quarters, cast, as_):
    row = ProgramFactory(plan_version=version, start_year=2023, end_year=2024)
    adopt(version)

    page = as_(cast.council).get(url_of(row))

    assert page.status_code == 200
    assert page.context["page"].figure is None
    assert not page.context["page"].runs


def test_reports_of_an_older_version_belong_to_the_same_program(programs, quarters, version, cast):
    newer = PlanVersionFactory(plan=version.plan, number=2, based_on=version)
    copy = program(newer, ceiling=300, planned=60, lineage=programs["good"].lineage)

    page = program_page(copy, quarters[1], quarters, preliminary=False, seen_by=cast.council)

    assert len(page.reports) == 2
    assert page.figure.actual == 70


def test_a_year_of_months_and_quarters_is_told_by_one_kind(programs, quarters, region, cast):
    month = PeriodFactory(region=region, year=YEAR, number=8, kind=Period.Kind.MONTH, opens_on=date(YEAR, 8, 20))
    reported(programs["good"], month, physical=1, value=7)
    known = all_periods(region)

    def realised(period):
        page = program_page(programs["good"], period, known, preliminary=False, seen_by=cast.council)
        return {year: got for year, _target, got in page.indicators[0].years}[YEAR]

    assert realised(quarters[1]) == 45
    assert realised(month) == 7


def test_programs_without_pillar_or_periods_have_a_page(version, cast, as_):
    row = ProgramFactory(plan_version=version, sub_dimension=None)

    assert as_(cast.council).get(url_of(row)).status_code == 200


def test_only_people_of_the_region_open_it(programs, cast, as_, client):
    for url in (url_of(programs["good"]), url_of(programs["good"]) + "&gambar=kurva-s.svg"):
        assert {as_(user).get(url).status_code for user in (cast.staff, cast.colleague, cast.national)} == {200}
        assert as_(cast.foreign_council).get(url).status_code == 404
        assert as_(cast.nobody).get(url).status_code in (403, 404)
        assert client.get(url).status_code == 302


def test_charts_of_a_program_draw(programs, quarters, cast):
    page = program_page(programs["good"], quarters[1], quarters, preliminary=False, seen_by=cast.council)
    charts = program_charts(page)

    assert [chart.id for chart in charts] == ["kurva-s", "indikator-1"]
    for chart in charts:
        assert svg(chart.spec).startswith("<svg")
        assert chart.summary
        assert chart.table.lines


@pytest.mark.parametrize("times", [3])
def test_a_fuller_program_takes_the_same_queries(
    version, quarters, cast, as_, times, django_assert_max_num_queries, django_assert_num_queries
):
    plain = program(version, ceiling=100, planned=60, target=50)
    full = program(version, ceiling=100, planned=60, target=50)
    for row, count in ((plain, 1), (full, times)):
        for number in range(count):
            ActionItemFactory(program=row, name=f"Langkah {number}")
            ProgramSupporterFactory(program=row)
            PartnershipFactory(program=row, partner__region=version.plan.region)
            BudgetLineFactory(program=row, year=2022 + number, ceiling=Decimal(5))
    adopt(version)
    for row in (plain, full):
        reported(row, quarters[1], physical=50, value=4)
    reported(full, quarters[0], physical=40, value=4, state=State.DRAFT)
    browser = as_(cast.council)
    with django_assert_max_num_queries(20) as first:
        browser.get(url_of(plain))
    with django_assert_num_queries(len(first.captured_queries)):
        browser.get(url_of(full))
