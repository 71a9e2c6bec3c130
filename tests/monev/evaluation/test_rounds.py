"""Rounds: opening one, its stages, who comes in, who stays out, handing a self-assessment back."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import Refused
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.selectors.rounds import overview
from monev.evaluation.services import rounds
from notices.models import Notice
from organizations.models import AuditEntry
from tests.factories.evaluation import (
    AnswerFactory,
    AssessmentFactory,
    AssignmentFactory,
    EvaluationRoundFactory,
    InstrumentFactory,
    ReopeningFactory,
    RoundStageFactory,
)
from tests.factories.organizations import CohortFactory, RegionFactory
from tests.monev.evaluation.scoring_case import FIRST, LAST, NOW, make_scoring

pytestmark = pytest.mark.django_db
STAGES = {"I": (date(2026, 6, 1), date(2026, 6, 20)), "II": (FIRST, LAST)}
UNTIL = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


def opened(by, instrument=None, **changes):
    what = {"year": 2026, "name": "Evaluasi 2026", "until": UNTIL, "stages": STAGES} | changes
    return rounds.open_round(instrument or InstrumentFactory(), **what, by=by)


def test_a_round_is_opened_with_both_stages_planned(cast):
    made = opened(cast.national)
    assert [(each.kind, each.state, each.opens_on) for each in made.stages.order_by("kind")] == [
        ("I", "planned", date(2026, 6, 1)),
        ("II", "planned", FIRST),
    ]
    assert AuditEntry.objects.get(verb="round.opened").by == cast.national


@pytest.mark.parametrize("name", ["admin", "verifier", "assessor", "council"])
def test_nobody_of_a_region_opens_a_round(cast, name):
    with pytest.raises(PermissionDenied):
        opened(getattr(cast, name))


def test_a_draft_of_an_instrument_is_refused_and_the_same_instrument_twice_in_a_year(cast):
    with pytest.raises(Refused) as refused:
        opened(cast.national, InstrumentFactory(status="draft", published_at=None))
    assert refused.value.field == "instrument"
    used = opened(cast.national).instrument
    with pytest.raises(Refused):
        opened(cast.national, used)
    assert opened(cast.national, used, year=2027).year == 2027


@pytest.mark.parametrize(
    ("stages", "field"),
    [
        ({"I": (date(2026, 6, 2), date(2026, 6, 1)), "II": (FIRST, LAST)}, "first_until"),
        ({"I": (FIRST, LAST), "II": (date(2026, 6, 1), LAST)}, "second_from"),
    ],
)
def test_stages_run_forward(cast, stages, field):
    with pytest.raises(Refused) as refused:
        opened(cast.national, stages=stages)
    assert refused.value.field == field


def test_regions_come_in_once_and_their_secretariats_are_told(cast, region, other_region):
    made = opened(cast.national)
    taken = rounds.take_in(made, [region], by=cast.national)
    assert (len(taken.assessments), taken.known) == (1, 0)
    again = rounds.take_in(made, [region, other_region], by=cast.national)
    assert (len(again.assessments), again.known) == (1, 1)
    told = Notice.objects.filter(kind="evaluation.round_opened", region=region)
    assert {each.user for each in told} == {cast.admin, cast.verifier}
    assert Assessment.objects.filter(round=made).count() == 2


def test_a_stage_opens_once_there_are_regions_and_stage_one_may_be_passed_over(cast, region):
    made = opened(cast.national)
    first, second = made.stages.order_by("kind")
    with pytest.raises(Refused):
        rounds.open_stage(second, by=cast.national)
    rounds.take_in(made, [region], by=cast.national)
    assert rounds.open_stage(second, by=cast.national).state == "open"
    with pytest.raises(Refused):
        rounds.open_stage(second, by=cast.national)
    with pytest.raises(Refused):
        rounds.open_stage(first, by=cast.national)


def test_stage_two_waits_until_stage_one_is_closed(cast, region):
    made = opened(cast.national)
    first, second = made.stages.order_by("kind")
    rounds.take_in(made, [region], by=cast.national)
    rounds.open_stage(first, by=cast.national)
    with pytest.raises(Refused):
        rounds.open_stage(second, by=cast.national)
    RoundStage.objects.filter(pk=first.pk).update(state="closed", closed_at=NOW)
    assert rounds.open_stage(second, by=cast.national).state == "open"


def test_a_region_that_does_not_take_part_needs_a_reason_and_no_assessors(cast, region):
    case = make_scoring(region, cast.admin)
    for reason in ("", "  "):
        with pytest.raises(Refused):
            rounds.leave_out(case.assessment, reason=reason, by=cast.national)
    with pytest.raises(Refused):
        rounds.leave_out(case.assessment, reason="Pemekaran", by=cast.national)
    case.assessment.assignments.update(archived_at=NOW)
    left = rounds.leave_out(case.assessment, reason="Pemekaran", by=cast.national)
    assert (left.takes_part, left.absence_reason) == (False, "Pemekaran")
    page = overview(case.round)
    assert (page.lines, [each.pk for each in page.absent]) == ([], [left.pk])
    assert rounds.bring_back(left, by=cast.national).takes_part


def test_handing_back_opens_the_assessment_until_the_new_deadline(cast, region):
    case = make_scoring(region, cast.admin)
    until = NOW + timedelta(days=3)
    back = rounds.hand_back(case.assessment, until=until, reason="Lengkapi dampak", by=cast.national)
    assert (back.state, back.open_until, back.return_reason) == ("open", until, "Lengkapi dampak")
    told = Notice.objects.filter(kind="evaluation.handed_back")
    assert {each.user for each in told} == {cast.admin, cast.verifier}
    assert "Lengkapi dampak" in told[0].params["reason"]


@pytest.mark.parametrize(("until", "reason"), [(NOW, "Lengkapi"), (NOW + timedelta(days=1), " ")])
def test_handing_back_needs_time_and_words(cast, region, until, reason):
    case = make_scoring(region, cast.admin)
    with pytest.raises(Refused):
        rounds.hand_back(case.assessment, until=until, reason=reason, by=cast.national)


def test_a_round_whose_stages_are_closed_hands_nothing_back(cast, region):
    case = make_scoring(region, cast.admin)
    case.round.stages.update(state="closed", closed_at=NOW)
    with pytest.raises(Refused):
        rounds.hand_back(case.assessment, until=NOW + timedelta(days=1), reason="Lengkapi", by=cast.national)


def test_the_days_of_a_stage_do_not_leave_an_assignment_outside(cast, region):
    case = make_scoring(region, cast.admin)
    days = {"I": (FIRST, LAST), "II": (FIRST, date(2026, 11, 20))}
    with pytest.raises(Refused):
        rounds.change_round(case.round, name="X", until=UNTIL, stages=days, by=cast.national, seen_version=1)
    days["II"] = (FIRST, date(2026, 12, 15))
    rounds.change_round(case.round, name="Evaluasi baru", until=UNTIL, stages=days, by=cast.national, seen_version=1)
    case.stage.refresh_from_db()
    assert case.stage.closes_on == date(2026, 12, 15)


def test_the_overview_counts_answers_assessors_and_reopened_items(cast, region):
    case = make_scoring(region, cast.admin)
    case.answers[0].score = None
    case.answers[0].store(by=cast.admin)
    case.assignments[0].submitted_at = NOW
    case.assignments[0].store(by=case.assignments[0].assessor)
    case.assignments[2].archive(by=cast.national, reason="ditarik")
    ReopeningFactory(answer=case.answers[1], stage=case.stage, deadline_at=NOW + timedelta(hours=5))
    ReopeningFactory(
        answer=case.answers[2],
        stage=case.stage,
        opened_at=NOW - timedelta(days=2),
        deadline_at=NOW - timedelta(days=1),
    )
    (line,) = overview(case.round).lines
    assert (line.answered, line.items, line.percent) == (3, 4, 75)
    assert (line.team.assigned, line.team.submitted, line.reopened) == (2, 1, 1)


def grow(evaluation, stage, count):
    for _each in range(count):
        assessment = AssessmentFactory(round=evaluation)
        AssignmentFactory(assessment=assessment, stage=stage)


def test_the_overview_needs_the_same_queries_for_many_regions(cast, as_):
    evaluation = EvaluationRoundFactory()
    stage = RoundStageFactory(round=evaluation)
    browser = as_(cast.national)
    address = reverse("evaluation:round-detail", args=[evaluation.pk])
    counts = []
    for count in (2, 10):
        grow(evaluation, stage, count)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_a_national_administrator_opens_a_round_and_takes_a_cohort_in(cast, as_, region):
    browser = as_(cast.national)
    instrument = InstrumentFactory()
    sent = {
        "instrument": instrument.pk,
        "year": "2026",
        "name": "Evaluasi 2026",
        "until_day": "2026-10-31",
        "first_from": "2026-06-01",
        "first_until": "2026-06-20",
        "second_from": "2026-11-01",
        "second_until": "2026-11-30",
    }
    wrong = browser.post(reverse("evaluation:round-open"), sent | {"second_until": "2026-10-01"})
    assert wrong.status_code == 422
    answer = browser.post(reverse("evaluation:round-open"), sent)
    made = EvaluationRound.objects.get()
    assert answer.url == reverse("evaluation:round-regions", args=[made.pk])
    cohort = CohortFactory()
    RegionFactory(cohort=cohort)
    page = reverse("evaluation:round-regions", args=[made.pk])
    unknown = browser.post(page, {"regions": "99.99"})
    assert unknown.status_code == 422
    assert not made.assessments.exists()
    browser.post(page, {"cohorts": [cohort.pk], "regions": f"{region.code}\nKAB. SUMBAWA BARAT"})
    assert made.assessments.count() == 2


def test_the_overview_is_downloaded_with_every_region(cast, as_, region):
    case = make_scoring(region, cast.admin)
    AnswerFactory(assessment__round=case.round)
    answer = as_(cast.national).get(reverse("evaluation:round-detail", args=[case.round.pk]), {"unduh": "daerah.csv"})
    assert answer.status_code == 200
    assert region.name in answer.content.decode()
