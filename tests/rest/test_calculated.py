"""Calculated figures through REST are those of the selector that pages and reports use."""

from decimal import Decimal

import pytest

from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.figures import figures_at, load_year, region_figures, report_figures
from monev.monitoring.selectors.forecasts import region_forecast
from monev.monitoring.selectors.quality import quality_scores
from monev.monitoring.workflow import State
from tests.factories.masterplan import (
    BudgetLineFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    PlannedProgressFactory,
    PlanVersionFactory,
    ProgramFactory,
    adopt,
)
from tests.factories.monitoring import IndicatorValueFactory, PeriodFactory, ProgressReportFactory, SpendingFactory
from tests.factories.trail import QualityFlagFactory


@pytest.fixture
def report(region, agency) -> ProgressReport:
    """Planned 70, reported 62; 412.5 of 750 million spent; 41 of 60 villages."""
    version = PlanVersionFactory(plan__region=region)
    program = ProgramFactory(plan_version=version, lead_agency=agency)
    BudgetLineFactory(program=program)
    PlannedProgressFactory(program=program)
    indicator = IndicatorFactory(program=program)
    IndicatorTargetFactory(indicator=indicator)
    adopt(version)
    made = ProgressReportFactory(program=program, period=PeriodFactory(region=region), state=State.VERIFIED)
    SpendingFactory(report=made)
    IndicatorValueFactory(report=made, indicator=indicator)
    return made


@pytest.fixture
def assessor(as_, cast):
    return as_(cast.assessor)


def same(text, value):
    return (text is None) == (value is None) and (value is None or abs(Decimal(text) - value) <= Decimal("0.00005"))


def test_a_report_carries_the_figures_of_the_selector(assessor, report):
    shown = assessor.get(f"/api/v1/progress-reports/{report.pk}/").json()["figures"]
    listed = assessor.get("/api/v1/progress-reports/").json()["results"][0]["figures"]
    figure = report_figures([report])[report.pk]
    assert shown == listed
    for name in ("planned", "actual", "deviation", "rfk_deviation", "absorption", "ceiling", "spending"):
        assert same(shown[name], getattr(figure, name)), name
    assert same(shown["achievement"], figure.achievement.value)
    assert shown["predicate"] == figure.predicate
    assert shown["traffic_light"] == figure.light
    assert shown["deviation"] == "-8.0000"
    assert shown["absorption"] == "55.0000"


def test_an_indicator_value_carries_its_achievement(assessor, report):
    shown = assessor.get("/api/v1/indicator-values/").json()["results"][0]
    figure = report_figures([report])[report.pk].indicators[0]
    assert shown["value"] == "41.0000"
    assert shown["figures"]["target"] == "60.0000"
    assert same(shown["figures"]["achievement"], figure.achievement)
    assert shown["figures"]["predicate"] == figure.predicate


def test_the_figures_of_a_region_are_those_of_the_dashboard(assessor, region, report):
    shown = assessor.get(f"/api/v1/regions/{region.code}/figures/", {"period": "2026-3"}).json()
    figures = region_figures(region, report.period)
    assert shown["rules"] == figures.rules.version
    assert same(shown["total"]["achievement"], figures.total.achievement.value)
    assert same(shown["total"]["absorption"], figures.total.absorption)
    assert shown["total"]["lights"] == figures.total.lights
    assert [group["key"] for group in shown["pillars"]] == [group.key for group in figures.pillars]
    assert [group["key"] for group in shown["agencies"]] == [group.key for group in figures.agencies]
    assert [point["label"] for point in shown["curve"]] == [point.label for point in figures.curve]


def test_the_forecast_of_a_region_is_that_of_the_page(assessor, region, report):
    shown = assessor.get(f"/api/v1/regions/{region.code}/figures/", {"period": "2026-3"}).json()["forecast"]
    year = load_year(region, report.period)
    forecast = region_forecast(year, figures_at(year, report.period))
    program, total = forecast.programs[0], forecast.total
    assert (shown["year_end"], shown["method"], shown["is_final"]) == (total.year_end, "index", False)
    assert same(shown["total"]["spi"], total.spi)
    assert same(shown["total"]["spending"]["line"], total.spending.line)
    assert shown["total"]["verdicts"] == total.states
    assert shown["total"]["physical"]["index"] == "88.5714"  # 62 of 70 planned: 62 + 30 x 62 / 70
    assert shown["total"]["absorption"]["line"] == "73.3333"  # 55 percent in nine months
    [row] = shown["programs"]
    assert row["program"]["id"] == report.program_id
    assert row["verdict"] == program.state == "miss"
    assert same(row["earned_value"]["ev"], program.value.ev)
    assert {each["kind"] for each in row["misses"]} == {each.kind for each in program.misses}


def test_the_quality_scores_of_a_region_are_those_of_the_dashboard(assessor, region, agency, report):
    shown = assessor.get(f"/api/v1/regions/{region.code}/quality-scores/", {"period": "2026-3"}).json()
    scores = quality_scores(region, report.period)
    assert same(shown["total"]["value"], scores.total.value)
    assert [(each["agency"]["id"], each["score"]["due"]) for each in shown["agencies"]] == [(agency.pk, 1)]
    assert same(shown["agencies"][0]["score"]["evidence"], scores.of(agency.pk).evidence)


def test_a_correction_stands_beside_what_it_corrects_and_current_lists_what_counts(assessor, report):
    type(report.period).objects.filter(pk=report.period_id).update(locked_at="2026-10-20T00:00:00Z")
    correction = ProgressReportFactory(
        program=report.program, period=report.period, revision=2, state=State.RETURNED, correction_reason="Salah ketik."
    )
    address = "/api/v1/progress-reports/"

    def listed(**asked):
        rows = assessor.get(address, {"program": report.program_id, **asked}).json()["results"]
        return {row["id"]: (row["revision"], row["is_superseded"]) for row in rows}

    assert listed() == {report.pk: (1, False), correction.pk: (2, False)}
    assert listed(current="true") == {report.pk: (1, False)}
    ProgressReport.objects.filter(pk=correction.pk).update(state=State.VERIFIED)
    assert listed() == {report.pk: (1, True), correction.pk: (2, False)}
    assert listed(current="true") == listed(is_superseded="false") == listed(revision=2) == {correction.pk: (2, False)}
    assert listed(current="false") == {report.pk: (1, True)}
    assert assessor.get(f"{address}{correction.pk}/").json()["correction_reason"] == "Salah ketik."


def test_preliminary_figures_are_asked_for(assessor, region, report):
    ProgressReport.objects.update(state=State.SUBMITTED)
    address = f"/api/v1/regions/{region.code}/figures/"
    assert assessor.get(address, {"period": "2026-3"}).json()["total"]["physical"] is None
    shown = assessor.get(address, {"period": "2026-3", "preliminary": "true"}).json()
    assert shown["preliminary"] is True
    assert shown["total"]["physical"] == "62.0000"


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"period": "2026-2"}, 404),
        ({"period": "2026"}, 400),
        ({"period": "0000-0"}, 404),
        ({"kind": "week"}, 400),
        ({"preliminary": "perhaps"}, 400),
        ({"year": "2026"}, 400),
        ({"format": "csv"}, 400),
    ],
)
def test_a_period_that_is_not_there_or_not_one_is_said(assessor, region, report, params, status):
    assert assessor.get(f"/api/v1/regions/{region.code}/figures/", params).status_code == status


def test_the_figures_of_another_region_are_not_there(as_, cast, assessor, other_region):
    assert assessor.get(f"/api/v1/regions/{other_region.code}/figures/").status_code == 404
    assert as_(cast.nobody).get(f"/api/v1/regions/{other_region.code}/figures/").status_code == 403


def test_a_flag_says_in_the_language_asked_for_what_to_do(assessor, report):
    QualityFlagFactory(progress_report=report)
    english = assessor.get("/api/v1/quality-flags/", headers={"Accept-Language": "en"}).json()["results"][0]
    assert english["message"].startswith("100 percent is reported without evidence.")
