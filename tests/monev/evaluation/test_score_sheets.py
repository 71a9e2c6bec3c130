"""Scoring: what is stored, when it is refused, sending in the background, submitting, findings."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import Refused
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import AssessorFinding, ItemScore
from monev.evaluation.services import assessor_findings as findings
from monev.evaluation.services.assessor_findings import Words
from monev.evaluation.services.score_sheets import (
    Closed,
    Mark,
    Missing,
    give_back,
    revise_score,
    score_items,
    submit_scores,
)
from tests.factories.evaluation import AnswerEvidenceFactory, NationalItemScoreFactory, ReopeningFactory
from tests.monev.evaluation.scoring_case import NOW, make_scoring

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, cast):
    return make_scoring(region, cast.admin)


@pytest.fixture
def ana(case):
    return case.assignments[0]


def score_all(case, assignment, value=3):
    marks = {item.pk: Mark(value) for item in case.items}
    return score_items(assignment, marks, by=assignment.assessor)


def sheet_of(assignment, dimension="output"):
    return reverse("evaluation:score-sheet", args=[assignment.pk, dimension])


def test_scores_notes_and_what_does_not_apply_are_stored_once_each(case, ana):
    one, other, third, _last = case.items
    marks = {one.pk: Mark(4, note=" Lengkap "), other.pk: Mark(None, True), third.pk: Mark(note="Tanya dulu")}
    assert len(score_items(ana, marks, by=ana.assessor)) == 3
    assert score_items(ana, marks, by=ana.assessor) == [], "the same again changes nothing"
    stored = {row.item_id: (row.score, row.is_not_applicable, row.note) for row in ItemScore.objects.all()}
    assert stored == {
        one.pk: (4, False, "Lengkap"),
        other.pk: (None, True, ""),
        third.pk: (None, False, "Tanya dulu"),
    }


def test_an_item_of_another_instrument_is_not_scored(case, ana, region, cast):
    foreign = make_scoring(region, cast.admin).items[0]
    assert score_items(ana, {foreign.pk: Mark(2)}, by=ana.assessor) == []


def test_nobody_scores_for_somebody_else(case, ana, cast):
    for person in (case.assignments[1].assessor, cast.admin, cast.national, cast.assessor):
        with pytest.raises(PermissionDenied):
            score_items(ana, {case.items[0].pk: Mark(2)}, by=person)


@pytest.mark.parametrize("state", ["planned", "closed", "published"])
def test_nothing_is_scored_unless_the_stage_is_open(case, ana, state):
    RoundStage.objects.filter(pk=case.stage.pk).update(state=state, closed_at=NOW)
    with pytest.raises(Closed):
        score_items(ana, {case.items[0].pk: Mark(2)}, by=ana.assessor)


def test_nothing_is_scored_while_the_region_still_changes_its_answers(case, ana, cast):
    case.assessment.state = "open"
    case.assessment.store(by=cast.national)
    with pytest.raises(Closed):
        score_items(ana, {case.items[0].pk: Mark(2)}, by=ana.assessor)


def test_nothing_is_scored_outside_the_days_of_the_assignment(case, ana):
    with time_machine.travel(NOW + timedelta(days=30)), pytest.raises((Closed, PermissionDenied)):
        score_items(ana, {case.items[0].pk: Mark(2)}, by=type(ana.assessor).objects.get(pk=ana.assessor_id))


def test_submitting_lists_what_has_no_score_yet(case, ana):
    score_items(ana, {case.items[0].pk: Mark(2), case.items[2].pk: Mark(None, True)}, by=ana.assessor)
    with pytest.raises(Missing) as missing:
        submit_scores(ana, by=ana.assessor)
    assert [item.code for item in missing.value.items] == ["1.02", "2.02"]


def test_submitted_scores_are_locked_until_they_are_given_back(case, ana, cast):
    score_all(case, ana)
    submit_scores(ana, by=ana.assessor)
    with pytest.raises(Closed):
        score_items(ana, {case.items[0].pk: Mark(1)}, by=ana.assessor)
    with pytest.raises(PermissionDenied):
        give_back(ana, reason="Salah ketik", by=ana.assessor)
    with pytest.raises(Refused):
        give_back(ana, reason="", by=cast.national)
    give_back(ana, reason="Salah ketik", by=cast.national)
    assert score_items(ana, {case.items[0].pk: Mark(1)}, by=ana.assessor)


def test_a_revised_score_needs_a_reason_and_the_history_keeps_both(case, ana):
    score_all(case, ana, 1)
    row = ItemScore.objects.get(assignment=ana, item=case.items[0])
    what = {"by": ana.assessor, "seen_version": row.version}
    with pytest.raises(Refused):
        revise_score(ana, row.item, Mark(3), reason="Bahas", **what)  # not submitted yet
    submit_scores(ana, by=ana.assessor)
    with pytest.raises(Refused):
        revise_score(ana, row.item, Mark(3), reason=" ", **what)
    with pytest.raises(Refused):
        revise_score(ana, row.item, Mark(1), reason="Sama saja", **what)
    revised = revise_score(ana, row.item, Mark(3), reason="Bukti ditunjukkan", **what)
    assert revised.score == 3
    assert list(row.history.order_by("history_date").values_list("score", flat=True)) == [1, 3]
    assert "Bukti ditunjukkan" in row.history.first().history_change_reason
    RoundStage.objects.filter(pk=case.stage.pk).update(state="closed", closed_at=NOW)
    with pytest.raises(Closed):
        revise_score(ana, row.item, Mark(2), reason="Terlambat", by=ana.assessor, seen_version=revised.version)


# --- the sheet
def test_the_sheet_shows_answer_evidence_last_year_and_what_came_after_reopening(case, ana, as_, region):
    answer = case.answers[0]
    before = AnswerEvidenceFactory(answer=answer)
    with time_machine.travel(NOW + timedelta(minutes=1)):
        ReopeningFactory(answer=answer, stage=case.stage, opened_at=NOW + timedelta(minutes=1))
    with time_machine.travel(NOW + timedelta(minutes=2)):
        late = AnswerEvidenceFactory(answer=answer)
    score = {"region": region, "year": 2025, "instrument_code": case.instrument.code, "item_code": "1.01"}
    NationalItemScoreFactory(**score)
    with time_machine.travel(NOW + timedelta(minutes=5)):
        sheet = as_(ana.assessor).get(sheet_of(ana)).context["sheet"]
    line = sheet.lines[0]
    assert [(each.evidence, each.is_late) for each in line.proofs] == [(before.evidence, False), (late.evidence, True)]
    assert str(line.earlier) == "2.7500"
    assert line.answer == answer


def test_without_scripts_the_sheet_is_a_plain_form(case, ana, as_):
    one, other = case.items[:2]
    browser = as_(ana.assessor)
    sent = {f"score_{one.pk}": "4", f"note_{one.pk}": "Ada", f"score_{other.pk}": "x", "next": "1"}
    answer = browser.post(sheet_of(ana), sent)
    assert answer.url == sheet_of(ana, "impact")
    assert {(row.score, row.is_not_applicable) for row in ItemScore.objects.all()} == {(4, False), (None, True)}
    assert browser.post(sheet_of(ana), {f"score_{one.pk}": "7"}).status_code == 422


def send(browser, assignment, **fields):
    data = {"action": "autosave", "key": str(uuid.uuid4()), "seen_version": "0"} | fields
    answer = browser.post(sheet_of(assignment), data, **JSON)
    return answer.status_code, answer.json()


def test_a_sending_is_done_once_however_often_it_is_asked(case, ana, as_):
    item, browser, key = case.items[0], as_(ana.assessor), str(uuid.uuid4())
    first = send(browser, ana, key=key, **{f"score_{item.pk}": "2"})
    assert first[0] == 200
    send(browser, ana, **{f"score_{item.pk}": "3", f"base_score_{item.pk}": "2"})
    assert send(browser, ana, key=key, **{f"score_{item.pk}": "2"}) == first
    assert ItemScore.objects.get(item=item).score == 3, "the repeated sending is not applied again"


def test_two_devices_merge_and_only_the_same_item_is_a_conflict(case, ana, as_):
    one, other = case.items[:2]
    phone, laptop = as_(ana.assessor), as_(ana.assessor)
    send(phone, ana, **{f"score_{one.pk}": "2", f"base_score_{one.pk}": ""})
    empty = {f"base_score_{one.pk}": "", f"base_score_{other.pk}": ""}
    status, answer = send(laptop, ana, **{f"score_{one.pk}": "", f"score_{other.pk}": "4"}, **empty)
    assert (status, answer["theirs"][f"score_{one.pk}"]["value"]) == (200, "2")
    status, answer = send(laptop, ana, **{f"score_{one.pk}": "1", f"base_score_{one.pk}": ""})
    assert (status, answer["conflict"], answer["rows"][0]["name"]) == (409, True, f"score_{one.pk}")
    assert {row.item_id: row.score for row in ItemScore.objects.all()} == {one.pk: 2, other.pk: 4}


def test_a_closed_stage_answers_a_late_sending_with_the_reason(case, ana, as_):
    RoundStage.objects.filter(pk=case.stage.pk).update(state="closed", closed_at=NOW)
    status, answer = send(as_(ana.assessor), ana, **{f"score_{case.items[0].pk}": "2"})
    assert (status, answer["closed"]) == (409, True)
    assert answer["notice"]


def test_the_stored_sheet_is_asked_with_a_fresh_token(case, ana, as_):
    score_items(ana, {case.items[0].pk: Mark(2, note="Ada")}, by=ana.assessor)
    answer = as_(ana.assessor).get(sheet_of(ana), **JSON).json()
    assert answer["values"][f"score_{case.items[0].pk}"] == "2"
    assert answer["csrf"]
    assert answer["version"] == 1


def test_submitting_with_gaps_shows_the_way_to_each_item(case, ana, as_):
    browser = as_(ana.assessor)
    address = reverse("evaluation:scores-submit", args=[ana.pk])
    answer = browser.post(address)
    assert answer.status_code == 422
    assert [item.code for item in answer.context["missing"]] == ["1.01", "1.02", "2.01", "2.02"]
    score_all(case, ana)
    assert browser.post(address).status_code == 302
    ana.refresh_from_db()
    assert ana.is_submitted


def test_who_is_logged_out_is_told_where_to_log_in(case, ana, client):
    answer = client.post(sheet_of(ana), {"action": "autosave"}, **JSON)
    assert (answer.status_code, "login" in answer.json()) == (401, True)


# --- findings
def test_findings_are_added_moved_changed_and_deleted(case, ana, agency):
    by = ana.assessor
    rows = [findings.add_finding(ana, Words("recommendation", text), by=by) for text in ("Satu", "Dua", "Tiga")]
    findings.move_finding(rows[2], up=True, by=by)
    order = AssessorFinding.objects.filter(archived_at=None).order_by("position").values_list("text", flat=True)
    assert list(order) == ["Satu", "Tiga", "Dua"]
    row = AssessorFinding.objects.get(text="Dua")
    findings.change_finding(row, Words("weakness", "Dua baru", case.items[0], agency), by=by, seen_version=row.version)
    assert (row.kind, row.position, row.agency) == ("weakness", 1, agency)
    findings.delete_finding(row, by=by)
    assert list(order.all()) == ["Satu", "Tiga"]


def test_a_finding_names_only_an_opd_of_the_region_and_waits_for_no_submitted_sheet(case, ana, other_region):
    from tests.factories.organizations import AgencyFactory

    with pytest.raises(Refused):
        findings.add_finding(ana, Words("strength", "x", agency=AgencyFactory(region=other_region)), by=ana.assessor)
    with pytest.raises(PermissionDenied):
        findings.add_finding(ana, Words("strength", "x"), by=case.assignments[1].assessor)
    score_all(case, ana)
    submit_scores(ana, by=ana.assessor)
    with pytest.raises(Closed):
        findings.add_finding(ana, Words("strength", "x"), by=ana.assessor)
