"""The pages of the self-assessment: what the secretariat sees and does, what others may only read."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment, FrozenAssessment
from monev.evaluation.selectors.self_assessment import self_assessment
from monev.evaluation.services.self_assessment import Words, confirm_proposals, save_draft
from organizations.models import Membership
from tests.factories.evaluation import AnswerFactory, AssessmentFactory, ReopeningFactory, RoundStageFactory
from tests.factories.trail import EvidenceFactory
from tests.monev.evaluation.assess_case import NOW, make_assessment, make_instrument, make_plan, make_rest

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def case(region, agency, other_agency, cast) -> SimpleNamespace:
    plan = make_plan(region, agency, other_agency)
    make_rest(region, plan.pillar)
    made = make_instrument(plan.pillar)
    return SimpleNamespace(plan=plan, items=made.items, assessment=make_assessment(region, made.instrument))


def url(case, name, *more):
    return reverse(f"evaluation:{name}", args=[case.assessment.region.code, case.assessment.pk, *more])


def text(response):
    return " ".join(response.content.decode().split())


def test_the_list_leads_to_the_round(case, cast, as_):
    page = as_(cast.staff).get(reverse("evaluation:assessment-list", args=["52.07"]))
    assert url(case, "assessment-detail") in text(page)


def test_the_overview_says_how_far_it_is_and_what_is_missing(case, cast, as_):
    page = as_(cast.verifier).get(url(case, "assessment-detail"))
    assert page.context["sheet"].counts.proposed == 4
    assert url(case, "answer", "1.03") in text(page)
    assert url(case, "assessment-submit") in text(page)


def test_a_part_shows_why_a_step_is_proposed_and_what_it_rests_on(case, cast, as_):
    page = text(as_(cast.verifier).get(url(case, "assessment-part", "outcome")))
    assert "1 / 2" in page or "1 dari 2" in page or "1 of 2" in page
    assert reverse("portal:program-detail", args=[case.plan.programs[0].pk]) in page
    assert 'value="2.01:2"' in page


@pytest.mark.parametrize("who", ["staff", "council", "assessor", "national"])
def test_who_does_not_answer_reads_without_buttons(case, cast, as_, who):
    page = text(as_(getattr(cast, who)).get(url(case, "assessment-part", "outcome")))
    assert 'name="seen"' not in page
    assert url(case, "answer", "2.01") not in page
    assert as_(getattr(cast, who)).get(url(case, "answer", "2.01")).status_code == 403
    assert as_(getattr(cast, who)).post(url(case, "assessment-submit")).status_code == 403


def test_an_assessor_reads_answers_in_the_assigned_time_only(case, cast, as_):
    assert as_(cast.assessor).get(url(case, "assessment-part", "outcome")).status_code == 200
    Membership.objects.filter(user=cast.assessor).update(
        starts_on=NOW.date() - timedelta(days=9), ends_on=NOW.date() - timedelta(days=1)
    )
    assert as_(cast.assessor).get(url(case, "assessment-part", "outcome")).status_code in (403, 404)


def test_an_assessment_of_another_region_is_not_found(case, cast, as_, other_region):
    foreign = AssessmentFactory(region=other_region, round=case.assessment.round)
    browser = as_(cast.verifier)
    assert browser.get(reverse("evaluation:assessment-detail", args=["52.07", foreign.pk])).status_code == 404
    assert browser.get(reverse("evaluation:assessment-detail", args=["52.04", foreign.pk])).status_code == 404


def test_one_tap_confirms_one_item(case, cast, as_):
    part = url(case, "assessment-part", "baseline")
    answered = as_(cast.verifier).post(url(case, "assessment-confirm"), {"seen": "1.01:4", "back": part})
    assert answered.url == f"{part}#butir-1.01"
    assert Answer.objects.get().score == 4


def test_all_proposals_of_a_part_are_confirmed_at_once(case, cast, as_):
    shown = {"all": "1", "shown": ["1.01:4", "1.02:1"], "back": "https://lain.example/"}
    answered = as_(cast.verifier).post(url(case, "assessment-confirm"), shown)
    assert answered.url == url(case, "assessment-detail")
    assert sorted(Answer.objects.values_list("item__code", "score")) == [("1.01", 4), ("1.02", 1)]


def test_what_cannot_be_read_confirms_nothing(case, cast, as_):
    as_(cast.verifier).post(url(case, "assessment-confirm"), {"seen": ["x", "1.01:9", ":3", "9.99:1"]})
    assert not Answer.objects.exists()


def test_correcting_without_a_reason_keeps_what_was_typed(case, cast, as_):
    page = as_(cast.verifier).post(
        url(case, "answer", "1.01"), {"action": "submit", "answer": "2", "text": "Dua program", "seen_version": "0"}
    )
    assert page.status_code == 422
    assert "Dua program" in text(page)
    assert page.context["form"].errors.keys() == {"reason"}
    assert not Answer.objects.exists()


def test_answering_leads_back_to_the_item_on_its_part(case, cast, as_):
    answered = as_(cast.verifier).post(
        url(case, "answer", "1.03"), {"action": "submit", "answer": "3", "text": "Ada", "seen_version": "0"}
    )
    assert answered.url == url(case, "assessment-part", "baseline") + "#butir-1.03"
    assert Answer.objects.get().confirmed_by == cast.verifier


def test_the_proposed_step_is_chosen_on_the_page(case, cast, as_):
    page = as_(cast.verifier).get(url(case, "answer", "1.01"))
    assert page.context["form"]["answer"].value() == "4"


def test_a_colleague_s_answer_is_shown_beside_one_s_own(case, cast, as_):
    shown = self_assessment(case.assessment).line("1.03")
    save_draft(shown, case.assessment, Words(1, text="Punya rekan"), by=cast.admin, seen_version=0)
    mine = {"action": "submit", "answer": "3", "text": "Punya saya", "seen_version": "0"}
    page = as_(cast.verifier).post(url(case, "answer", "1.03"), mine)
    assert page.status_code == 409
    assert "Punya rekan" in text(page)
    assert "Punya saya" in text(page)
    chosen = mine | {"seen_version": str(Answer.objects.get().version), "keep_text": "stored", "keep_answer": "mine"}
    as_(cast.verifier).post(url(case, "answer", "1.03"), chosen)
    row = Answer.objects.get()
    assert (row.score, row.text) == (3, "Punya rekan")


def test_typing_is_saved_in_the_background_and_twice_is_once(case, cast, as_):
    browser, key = as_(cast.verifier), str(uuid.uuid4())
    typed = {"action": "autosave", "key": key, "answer": "2", "text": "Setengah", "reason": "", "seen_version": "0"}
    first = browser.post(url(case, "answer", "1.03"), typed, **JSON)
    again = browser.post(url(case, "answer", "1.03"), typed, **JSON)
    assert (first.status_code, first.json()["version"]) == (200, 1)
    assert again.json() == first.json()
    assert Answer.objects.get().confirmed_at is None


def test_in_the_background_only_what_both_changed_is_asked(case, cast, as_):
    shown = self_assessment(case.assessment).line("1.03")
    stored = save_draft(shown, case.assessment, Words(2, text="lama"), by=cast.admin, seen_version=0)
    shown = self_assessment(case.assessment).line("1.03")
    save_draft(shown, case.assessment, Words(2, text="baru"), by=cast.admin, seen_version=stored.version)
    typed = {
        "action": "autosave", "answer": "3", "text": "lama", "reason": "", "seen_version": "1",
        "base_answer": "2", "base_text": "lama", "base_reason": "",
    }  # fmt: skip
    merged = as_(cast.verifier).post(url(case, "answer", "1.03"), typed | {"key": str(uuid.uuid4())}, **JSON)
    assert merged.json()["theirs"]["text"]["value"] == "baru"
    row = Answer.objects.get()
    assert (row.score, row.text) == (3, "baru")
    clash = as_(cast.verifier).post(
        url(case, "answer", "1.03"), typed | {"key": str(uuid.uuid4()), "text": "punya saya"}, **JSON
    )
    assert (clash.status_code, [each["name"] for each in clash.json()["rows"]]) == (409, ["text"])


def test_confirming_in_the_background_says_where_to_go(case, cast, as_):
    sent = {"action": "submit", "key": str(uuid.uuid4()), "answer": "3", "text": "", "reason": "", "seen_version": "0"}
    answer = as_(cast.verifier).post(url(case, "answer", "1.03"), sent, **JSON).json()
    assert (answer["sent"], answer["url"]) == (True, url(case, "assessment-part", "baseline") + "#butir-1.03")


def test_a_file_and_a_piece_of_the_ledger_become_evidence(case, cast, as_, agency):
    known = EvidenceFactory(agency=agency, region=agency.region)
    posted = {
        "action": "attach", "answer": "", "text": "Notulen terlampir", "seen_version": "0",
        "evidence_file": SimpleUploadedFile("notulen.pdf", b"%PDF-1.7\n%%EOF\n"), "evidence_agency": agency.pk,
        "evidence_known": known.pk,
    }  # fmt: skip
    answered = as_(cast.verifier).post(url(case, "answer", "1.03"), posted)
    assert answered.url.endswith("#evidence")
    assert {each.evidence.title for each in AnswerEvidence.objects.all()} == {"notulen", known.title}
    assert Answer.objects.get().text == "Notulen terlampir"


def test_a_file_without_its_opd_is_refused_and_nothing_is_kept(case, cast, as_):
    posted = {"action": "attach", "seen_version": "0", "evidence_link": "https://contoh.example/a"}
    page = as_(cast.verifier).post(url(case, "answer", "1.03"), posted)
    assert page.status_code == 422
    assert "evidence_agency" in page.context["evidence_form"].errors
    assert not AnswerEvidence.objects.exists()


def test_a_program_that_is_no_file_of_proof_is_refused(case, cast, as_, agency):
    posted = {
        "action": "attach", "seen_version": "0", "evidence_agency": agency.pk,
        "evidence_file": SimpleUploadedFile("virus.exe", b"MZ"),
    }  # fmt: skip
    page = as_(cast.verifier).post(url(case, "answer", "1.03"), posted)
    assert page.status_code == 422
    assert "evidence_file" in page.context["evidence_form"].errors


def test_the_ledger_can_be_searched(case, cast, as_, agency):
    EvidenceFactory(agency=agency, region=agency.region, title="Foto lapangan")
    EvidenceFactory(agency=agency, region=agency.region, title="Notulen rapat Dewan")
    page = as_(cast.verifier).get(url(case, "answer", "1.03"), {"cari": "notulen"})
    assert "Notulen rapat Dewan" in text(page)
    assert "Foto lapangan" not in text(page)


def test_submitting_too_early_lists_what_is_missing(case, cast, as_):
    page = as_(cast.verifier).post(url(case, "assessment-submit"), follow=True)
    assert page.redirect_chain[0][0].endswith("#kurang")
    assert "6" in str(next(iter(page.context["messages"])))
    assert not FrozenAssessment.objects.exists()


def test_a_complete_assessment_is_submitted_and_shows_its_hash(case, cast, as_):
    sheet = self_assessment(case.assessment)
    confirm_proposals(case.assessment, {each.code: each.step for each in sheet.lines if each.step}, by=cast.verifier)
    browser = as_(cast.verifier)
    for code in ("1.03", "2.03"):
        browser.post(url(case, "answer", code), {"action": "submit", "answer": "2", "seen_version": "0"})
    page = browser.post(url(case, "assessment-submit"), follow=True)
    assert Assessment.objects.get().is_submitted
    assert FrozenAssessment.objects.get().sha256 in text(page)
    assert url(case, "assessment-submit") not in text(page)


@pytest.fixture
def reopened(case):
    """Item 1.03, answered and submitted, is open again for a day."""
    row = AnswerFactory(assessment=case.assessment, item=case.items["1.03"], score=2, confirmed_at=NOW)
    Assessment.objects.update(state="submitted", submitted_at=NOW)
    stage = RoundStageFactory(round=case.assessment.round)
    return ReopeningFactory(answer=row, stage=stage, opened_at=NOW, deadline_at=NOW + timedelta(hours=24))


def test_a_reopened_item_counts_down_and_can_be_completed(case, cast, as_, reopened):
    browser = as_(cast.verifier)
    overview = text(browser.get(url(case, "assessment-detail")))
    assert "data-countdown" in overview
    assert reopened.request in overview
    done = {"action": "complete", "answer": "3", "text": "Terlampir", "seen_version": str(reopened.answer.version)}
    assert browser.post(url(case, "answer", "1.03"), done).url == url(case, "assessment-detail")
    reopened.refresh_from_db()
    assert reopened.completed_by == cast.verifier
    assert Answer.objects.get().score == 3


def test_after_the_deadline_the_page_says_so_and_nothing_changes(case, cast, as_, clock, reopened):
    clock.shift(timedelta(hours=25))
    late = {"action": "complete", "answer": "4", "seen_version": str(reopened.answer.version)}
    page = as_(cast.verifier).post(url(case, "answer", "1.03"), late, follow=True)
    assert page.redirect_chain
    assert any(message.level_tag == "error" for message in page.context["messages"])
    assert Answer.objects.get().score == 2


def test_other_items_of_a_submitted_assessment_are_closed(case, cast, as_, reopened):
    page = as_(cast.verifier).get(url(case, "answer", "1.01"))
    assert 'id="entry-form"' not in text(page)
    closed = as_(cast.verifier).get(url(case, "answer", "1.01"), **JSON)
    assert (closed.status_code, closed.json()["closed"]) == (409, True)
