"""Answering, evidence, submitting, and items that are opened again."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from core.canonical import sha256_of
from core.errors import Conflict, Refused
from monev.evaluation.models.assessments import Answer, Assessment, FrozenAssessment, Reopening
from monev.evaluation.selectors.self_assessment import CONFIRMED, CORRECTED, NOT_APPLICABLE, OPEN, self_assessment
from monev.evaluation.services.answer_evidence import add_known, add_link, take_away
from monev.evaluation.services.self_assessment import Closed, Words, confirm_proposals, give_answer, save_draft
from monev.evaluation.services.submitting import Incomplete, complete_item, submit_assessment
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.workflow import State
from notices.models import Notice
from organizations.models import AuditEntry
from tests.factories.evaluation import NationalItemScoreFactory, ReopeningFactory, RoundStageFactory
from tests.factories.organizations import AgencyFactory
from tests.factories.trail import EvidenceFactory
from tests.monev.evaluation.assess_case import NOW, make_assessment, make_instrument, make_plan, make_rest

pytestmark = pytest.mark.django_db
LINK_WORDS = {"kind": "other", "title": "Notulen", "dated_on": None, "expires_on": None, "place": None}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def case(region, agency, other_agency, cast) -> SimpleNamespace:
    """An open assessment of six items; the portal proposes 1.01, 1.02, 2.01 and 2.02."""
    plan = make_plan(region, agency, other_agency)
    rest = make_rest(region, plan.pillar)
    made = make_instrument(plan.pillar)
    return SimpleNamespace(plan=plan, rest=rest, items=made.items, assessment=make_assessment(region, made.instrument))


def line(case, code):
    return self_assessment(Assessment.objects.get(pk=case.assessment.pk)).line(code)


def answer(case, code, by, score=None, seen=0, **words):
    return give_answer(line(case, code), case.assessment, Words(score, **words), by=by, seen_version=seen)


def fill(case, by):
    """Confirm what is proposed, answer the rest."""
    sheet = self_assessment(case.assessment)
    confirm_proposals(case.assessment, {each.code: each.step for each in sheet.lines if each.step is not None}, by=by)
    answer(case, "1.03", by, 2)
    answer(case, "2.03", by, is_not_applicable=True, reason="Survei tahun depan")


def submitted(case, by):
    fill(case, by)
    return submit_assessment(case.assessment, by=by)


def test_the_portal_proposes_what_it_can_derive(case):
    sheet = self_assessment(case.assessment)
    assert {each.code: each.step for each in sheet.lines} == {
        "1.01": 4, "1.02": 1, "1.03": None, "2.01": 2, "2.02": 3, "2.03": None,
    }  # fmt: skip
    assert (sheet.counts.proposed, sheet.counts.waiting, sheet.counts.answered) == (4, 4, 0)


def test_a_proposal_follows_the_data_while_the_assessment_is_open(case):
    ProgressReport.objects.filter(period__year=2026).update(state=State.SUBMITTED)
    assert line(case, "2.01").step == 0


def test_last_year_s_score_stands_beside_the_item(case, region):
    code = case.assessment.round.instrument.code
    NationalItemScoreFactory(region=region, year=2025, instrument_code=code, item_code="1.02", score="2.75")
    assert line(case, "1.02").last == 2.75


def test_one_tap_confirms_what_was_shown(case, cast):
    done, left = confirm_proposals(case.assessment, {"1.01": 4, "2.02": 3}, by=cast.verifier)
    assert (done, left) == (["1.01", "2.02"], [])
    row = Answer.objects.get(item=case.items["1.01"])
    assert (row.score, row.proposed, row.confirmed_by) == (4, 4, cast.verifier)
    assert row.proposal["sentence"]["code"] == "programs_run"
    assert line(case, "1.01").state == CONFIRMED


def test_a_proposal_that_changed_meanwhile_is_not_confirmed(case, cast):
    assert confirm_proposals(case.assessment, {"1.01": 3}, by=cast.verifier) == ([], ["1.01"])
    assert line(case, "1.01").state == OPEN


def test_what_a_colleague_typed_is_not_overwritten_by_confirming(case, cast):
    save_draft(line(case, "1.01"), case.assessment, Words(1), by=cast.admin, seen_version=0)
    assert confirm_proposals(case.assessment, {"1.01": 4}, by=cast.verifier) == ([], ["1.01"])


def test_another_score_than_the_proposed_one_needs_a_reason(case, cast):
    with pytest.raises(Refused) as refused:
        answer(case, "1.01", cast.verifier, 3)
    assert refused.value.field == "reason"
    answer(case, "1.01", cast.verifier, 3, reason="Satu program baru mulai")
    assert line(case, "1.01").state == CORRECTED


def test_an_item_that_does_not_apply_needs_a_reason_and_leaves_the_calculation(case, cast):
    with pytest.raises(Refused) as refused:
        answer(case, "1.03", cast.verifier, is_not_applicable=True)
    assert refused.value.field == "reason"
    answer(case, "1.01", cast.verifier, 4)
    answer(case, "1.03", cast.verifier, is_not_applicable=True, reason="Tidak ada")
    assert line(case, "1.03").state == NOT_APPLICABLE
    assert self_assessment(case.assessment).dimension("baseline").score == 4


def test_an_answer_without_a_step_is_refused(case, cast):
    with pytest.raises(Refused) as refused:
        answer(case, "1.03", cast.verifier)
    assert refused.value.field == "answer"


def test_a_draft_is_kept_and_does_not_count(case, cast):
    save_draft(line(case, "1.03"), case.assessment, Words(2, text="Masih ditulis"), by=cast.verifier, seen_version=0)
    found = line(case, "1.03")
    assert (found.state, found.is_answered, found.answer.text) == ("draft", False, "Masih ditulis")


def test_two_who_answer_the_same_item_do_not_overwrite_each_other(case, cast):
    shown = line(case, "1.03")
    save_draft(shown, case.assessment, Words(2), by=cast.verifier, seen_version=0)
    with pytest.raises(Conflict) as conflict:
        save_draft(shown, case.assessment, Words(3), by=cast.admin, seen_version=0)
    assert conflict.value.row.score == 2


@pytest.mark.parametrize("who", ["staff", "head", "council", "assessor", "national", "foreign_region_admin"])
def test_only_the_secretariat_answers(case, cast, who):
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        answer(case, "1.03", person, 2)
    with pytest.raises(PermissionDenied):
        confirm_proposals(case.assessment, {"1.01": 4}, by=person)


def test_after_the_deadline_nothing_changes(case, cast, clock):
    clock.shift(timedelta(days=20))
    with pytest.raises(Closed):
        answer(case, "1.03", cast.verifier, 2)
    with pytest.raises(Closed):
        submit_assessment(case.assessment, by=cast.verifier)


def test_a_region_that_does_not_take_part_answers_nothing(case, cast):
    Assessment.objects.update(takes_part=False, absence_reason="Pilkada")
    with pytest.raises(Closed):
        answer(case, "1.03", cast.verifier, 2)


def test_submitting_lists_what_is_missing(case, cast):
    answer(case, "1.01", cast.verifier, 4)
    with pytest.raises(Incomplete) as incomplete:
        submit_assessment(case.assessment, by=cast.verifier)
    assert [each.code for each in incomplete.value.lines] == ["1.02", "1.03", "2.01", "2.02", "2.03"]
    assert not Assessment.objects.get().is_submitted


def test_submitting_freezes_everything_that_was_said(case, cast, agency):
    fill(case, cast.verifier)
    add_known(case.assessment, case.items["1.03"], EvidenceFactory(agency=agency, region=agency.region), by=cast.admin)
    frozen = submit_assessment(case.assessment, by=cast.verifier)
    assert (frozen.occasion, frozen.number) == (FrozenAssessment.Occasion.SUBMITTED, 1)
    assert frozen.sha256 == sha256_of(FrozenAssessment.objects.get().data)
    items = {each["code"]: each for each in frozen.data["items"]}
    assert (items["1.01"]["score"], items["1.01"]["proposed"]) == (4, 4)
    assert items["1.01"]["proposal"]["sentence"]["code"] == "programs_run"
    assert items["2.03"]["is_not_applicable"]
    assert len(items["1.03"]["evidence"][0]["sha256"]) == 64
    # baseline (4 + 1 + 2) / 3 = 2.33, outcome (2 + 3) / 2 = 2.50: 0.4 x 2.33 + 0.6 x 2.50 = 2.432
    assert frozen.data["own_index"] == "2.43"
    assert AuditEntry.objects.filter(verb="assessment.submitted", details__sha256=frozen.sha256).exists()


def test_the_nation_is_told_of_a_submission(case, cast):
    submitted(case, cast.verifier)
    assert set(Notice.objects.filter(kind="evaluation.submitted").values_list("user", flat=True)) == {cast.national.pk}


def test_proposals_of_a_submitted_assessment_stay_as_they_were(case, cast):
    submitted(case, cast.verifier)
    ProgressReport.objects.filter(period__year=2026).update(state=State.SUBMITTED)
    found = line(case, "2.01")
    assert (found.step, found.proposal.measure.sentence.code) == (2, "pillar_programs")
    assert [each.key for each in found.records] == [str(case.plan.programs[0].pk)]


def test_submitted_answers_no_longer_change(case, cast):
    submitted(case, cast.verifier)
    with pytest.raises(Closed):
        answer(case, "1.03", cast.verifier, 3, seen=1)
    with pytest.raises(Closed):
        confirm_proposals(case.assessment, {"1.01": 4}, by=cast.verifier)
    with pytest.raises(Closed):
        submit_assessment(case.assessment, by=cast.verifier)
    with pytest.raises(Closed):
        add_link(case.assessment, case.items["1.03"], case.plan.programs[0].lead_agency, "https://contoh.example/x",
                 LINK_WORDS, by=cast.verifier)  # fmt: skip


# --- evidence


def test_a_link_becomes_evidence_of_the_opd(case, cast, agency):
    use = add_link(case.assessment, case.items["1.03"], agency, "contoh.example/notulen", LINK_WORDS, by=cast.verifier)
    assert (use.evidence.agency, use.evidence.link) == (agency, "https://contoh.example/notulen")
    found = line(case, "1.03")
    assert ([each.evidence.title for each in found.evidence], found.is_answered) == (["Notulen"], False)


def test_evidence_of_another_region_is_refused(case, cast, other_region):
    with pytest.raises(Refused):
        add_link(case.assessment, case.items["1.03"], AgencyFactory(region=other_region), "https://contoh.example/x",
                 LINK_WORDS, by=cast.verifier)  # fmt: skip
    with pytest.raises(Refused):
        add_known(case.assessment, case.items["1.03"], EvidenceFactory(region=other_region), by=cast.verifier)


def test_the_same_piece_stands_once_with_an_answer_and_can_be_taken_away(case, cast, agency):
    piece = EvidenceFactory(agency=agency, region=agency.region)
    use = add_known(case.assessment, case.items["1.03"], piece, by=cast.verifier)
    with pytest.raises(Refused):
        add_known(case.assessment, case.items["1.03"], piece, by=cast.verifier)
    take_away(use, by=cast.verifier)
    assert line(case, "1.03").evidence == ()


def test_old_evidence_is_pointed_out(case, cast, agency):
    piece = EvidenceFactory(agency=agency, region=agency.region, dated_on="2024-05-01")
    add_known(case.assessment, case.items["1.03"], piece, by=cast.verifier)
    assert line(case, "1.03").newest_evidence == 2024
    add_known(
        case.assessment, case.items["1.03"], EvidenceFactory(agency=agency, region=agency.region), by=cast.verifier
    )
    assert line(case, "1.03").newest_evidence is None


# --- items opened again


@pytest.fixture
def reopened(case, cast) -> Reopening:
    """Item 1.03 of the submitted assessment, open for a day."""
    submitted(case, cast.verifier)
    stage = RoundStageFactory(round=case.assessment.round)
    row = Answer.objects.get(item=case.items["1.03"])
    return ReopeningFactory(
        answer=row, stage=stage, opened_at=NOW, deadline_at=NOW + timedelta(hours=24), opened_by=cast.national
    )


def test_only_the_item_that_is_open_again_changes(case, cast, reopened):
    answer(case, "1.03", cast.verifier, 3, seen=reopened.answer.version, text="Notulen dilampirkan")
    with pytest.raises(Closed):
        answer(case, "1.01", cast.verifier, 4, seen=1)
    assert Answer.objects.get(item=case.items["1.03"]).score == 3


def test_nothing_half_typed_counts_for_an_item_that_is_open_again(case, cast, reopened):
    with pytest.raises(Refused):
        save_draft(line(case, "1.03"), case.assessment, Words(0), by=cast.verifier, seen_version=1)
    assert Answer.objects.get(item=case.items["1.03"]).confirmed_at is not None


def test_completing_tells_who_asked_and_closes_the_item(case, cast, reopened, agency):
    add_link(case.assessment, case.items["1.03"], agency, "https://contoh.example/n", LINK_WORDS, by=cast.verifier)
    done = complete_item(reopened, by=cast.verifier)
    assert (done.completed_at, done.completed_by) == (NOW, cast.verifier)
    assert Notice.objects.filter(kind="evaluation.item_completed", user=cast.national).exists()
    with pytest.raises(Closed):
        answer(case, "1.03", cast.verifier, 4, seen=reopened.answer.version)
    with pytest.raises(Closed):
        complete_item(reopened, by=cast.verifier)


def test_what_comes_after_the_deadline_is_refused_and_changes_nothing(case, cast, clock, reopened):
    clock.shift(timedelta(hours=24))
    with pytest.raises(Closed) as closed:
        answer(case, "1.03", cast.verifier, 4, seen=reopened.answer.version)
    assert "deadline" in str(closed.value.message) or "tenggat" in str(closed.value.message).lower()
    with pytest.raises(Closed):
        complete_item(reopened, by=cast.verifier)
    row = Answer.objects.get(item=case.items["1.03"])
    assert (row.score, row.version) == (2, reopened.answer.version)
    assert self_assessment(Assessment.objects.get()).reopened == ()


def test_when_the_stage_closes_the_item_is_closed_too(case, cast, reopened):
    type(reopened.stage).objects.update(state="closed", closed_at=NOW)
    with pytest.raises(Closed):
        answer(case, "1.03", cast.verifier, 4, seen=reopened.answer.version)


def test_a_reopened_item_counts_down_on_the_sheet(case, cast, reopened):
    sheet = self_assessment(Assessment.objects.get())
    assert [(each.code, each.reopening.pk) for each in sheet.reopened] == [("1.03", reopened.pk)]


def test_the_sheet_takes_the_same_queries_however_much_is_answered(case, cast, agency, django_assert_num_queries):
    assessment = Assessment.objects.select_related("region", "round__instrument").get()
    with django_assert_num_queries(9):
        self_assessment(assessment)
    fill(case, cast.verifier)
    for _number in range(4):
        add_known(assessment, case.items["1.03"], EvidenceFactory(agency=agency, region=agency.region), by=cast.admin)
    assessment = Assessment.objects.select_related("region", "round__instrument").get()
    with django_assert_num_queries(9):
        self_assessment(assessment)
