"""The facts of a region: verified progress only, the plan as it stood, the same queries however much there is."""

from decimal import Decimal

import pytest

from monev.evaluation.measures.facts import LAST, NOW
from monev.evaluation.selectors.region_facts import region_facts
from monev.monitoring.workflow import State
from tests.factories.evaluation import (
    ExternalFigureFactory,
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
    SurveyFactory,
    SurveyResponseFactory,
    SurveyServiceFactory,
)
from tests.factories.masterplan import PlanVersionFactory, ProgramFactory, adopt
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory
from tests.factories.organizations import AgencyFactory
from tests.factories.pillars import SubDimensionFactory
from tests.factories.quickwins import QuickWinFactory, RiskFactory
from tests.monev.evaluation.assess_case import make_plan, make_rest

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(region, agency, other_agency):
    return make_plan(region, agency, other_agency)


def test_progress_that_nobody_verified_does_not_count(region, plan):
    found = region_facts(region, 2026)
    assert [each.standing.percent for each in found.of(LAST)] == [55, 55]
    assert [each.is_running for each in found.of(NOW)] == [True, False]


def test_of_a_corrected_report_the_newest_verified_revision_counts(region, plan):
    second = PeriodFactory(region=region, year=2026, number=2)
    columns = {"program": plan.programs[0], "period": second, "revision": 2}
    ProgressReportFactory(physical_percent=48, state=State.VERIFIED, **columns)
    assert region_facts(region, 2026).of(NOW)[0].standing.percent == 48


def test_a_program_brings_its_opds_money_partners_and_action_items(region, agency, other_agency, plan):
    first = region_facts(region, 2026).of(NOW)[0]
    assert first.agencies == {agency.pk, other_agency.pk}
    assert (first.apbd, first.other_sources) == (Decimal(750_000_000), ("CSR",))
    assert first.partners == (("region", "Sumbawa"),)
    assert [(each.kind, dict(each.states)) for each in first.actions] == [
        ("software", {"2025": "running", "2026": "running"})
    ]


def test_each_year_is_read_from_the_version_in_force_then(region, agency, plan):
    new = PlanVersionFactory(plan=plan.version.plan, number=2, based_on=plan.version)
    ProgramFactory(plan_version=new, lineage=plan.programs[0].lineage, lead_agency=agency)
    added = ProgramFactory(plan_version=new, lead_agency=agency, start_year=2026)
    _supersede(plan.version)
    adopt(new)
    type(new).objects.filter(pk=new.pk).update(adopted_on="2026-02-01")
    found = region_facts(region, 2026)
    assert len(found.of(LAST)) == 2
    assert str(added.lineage) in {each.lineage for each in found.of(NOW)}
    assert found.plan_id == new.pk


def test_councils_meetings_documents_quick_wins_and_figures_are_read(region, plan):
    rest = make_rest(region, plan.pillar)
    ExternalFigureFactory(region=region, indicator=rest.indicator, year=2024, value=Decimal("2.1"))
    found = region_facts(region, 2026)
    council = found.councils[0]
    assert [(each.held_on.isoformat(), each.decisions) for each in council.meetings] == [("2026-03-12", 1)]
    assert (council.is_in_force, [each.is_closed for each in council.directives]) == (True, [True])
    assert {each.title: each.can_be_opened for each in found.documents} == {"SK Dewan": False, "Perbup": True}
    win = found.wins(NOW)[0]
    assert (win.predecessor_id, win.partners, len(win.replications)) == (
        rest.before.pk,
        (("community", "Karang Taruna"),),
        1,
    )
    assert [each.is_planned for each in win.risks] == [True]
    assert (found.figures["spbe"].year, found.figures["spbe"].value) == (2025, Decimal("2.85"))


def test_nothing_of_another_region_is_read(region, other_region, plan):
    make_rest(region, plan.pillar)
    found = region_facts(other_region, 2026)
    assert (found.of(NOW), found.wins(NOW), found.councils, found.documents, found.figures) == ((), (), (), (), {})


def test_the_means_of_the_survey_are_those_of_valid_answers(region, plan):
    survey = SurveyFactory(region=region, year=2026, pillar=plan.pillar)
    place = SubDimensionFactory(pillar=plan.pillar)
    indicator = InstrumentIndicatorFactory(dimension__instrument=survey.instrument)
    for code in ("4.01", "4.02"):
        InstrumentItemFactory(indicator=indicator, code=code, is_survey=True, pillar=plan.pillar, sub_dimension=place)
    SurveyServiceFactory(survey=survey, sub_dimension=place)
    for score in (4, 3):
        SurveyResponseFactory(survey=survey, answers={"4.01": score, "4.02": 2}, used=[place.code])
    SurveyResponseFactory(survey=survey, answers={"4.01": 0, "4.02": 0}, used=[])
    excluded = {"excluded_at": "2026-11-01T00:00Z", "exclusion_reason": "ganda"}
    SurveyResponseFactory(survey=survey, answers={"4.01": 0, "4.02": 0}, used=[place.code], **excluded)
    found = region_facts(region, 2026).surveys
    assert (found["4.01"].mean, found["4.01"].answers, found["4.01"].is_sufficient) == (Decimal("3.5"), 2, False)
    assert found["4.02"].mean == 2


def test_twice_the_rows_same_queries(region, agency, other_agency, plan, django_assert_max_num_queries):
    make_rest(region, plan.pillar)
    with django_assert_max_num_queries(4):
        region_facts(region, 2026)
    extra = PlanVersionFactory(plan=plan.version.plan, number=2)
    for _number in range(6):
        ProgramFactory(plan_version=extra, lead_agency=AgencyFactory(region=region))
    _supersede(plan.version)
    adopt(extra)
    make_rest_again(region, plan.pillar)
    with django_assert_max_num_queries(4):
        region_facts(region, 2026)


def _supersede(version):
    type(version).objects.filter(pk=version.pk).update(status="superseded")


def make_rest_again(region, pillar):
    for _number in range(5):
        RiskFactory(quick_win=QuickWinFactory(region=region, pillar=pillar, year=2026))
