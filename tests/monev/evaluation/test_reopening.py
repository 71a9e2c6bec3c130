"""Opening items again for missing evidence: who may, for how long, what the region is told."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import Refused
from monev.evaluation.models.assessments import Answer, Reopening
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.selectors.reopenings import reopened_items
from monev.evaluation.services.reopening import cancel_reopening, reopen_items
from notices.models import Mail, Notice
from tests.monev.evaluation.scoring_case import NOW, make_scoring

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(region, cast):
    return make_scoring(region, cast.admin)


def reopen(case, by, items=None, **changes):
    what = {"stage": case.stage, "hours": 24, "request": "Notulen rapat Dewan"} | changes
    return reopen_items(case.assessment, items or case.items[:1], **what, by=by)


def test_several_items_are_opened_at_once_and_the_secretariat_is_told_by_mail_too(case, cast):
    rows = reopen(case, case.assignments[1].assessor, case.items[:2], hours=48)
    assert {row.deadline_at for row in rows} == {NOW + timedelta(hours=48)}
    told = Notice.objects.filter(kind="evaluation.item_reopened")
    assert {each.user for each in told} == {cast.admin, cast.verifier}
    assert "1.01, 1.02" in told[0].params["items"]
    assert Mail.objects.filter(to=cast.verifier.email).exists()


def test_the_nation_opens_items_too(case, cast):
    assert reopen(case, cast.national)


@pytest.mark.parametrize("name", ["admin", "verifier", "assessor", "council", "foreign_assessor"])
def test_nobody_else_opens_items(case, cast, name):
    with pytest.raises(PermissionDenied):
        reopen(case, getattr(cast, name))


def test_an_item_is_not_opened_twice_while_it_is_open(case, cast):
    reopen(case, cast.national, hours=1)
    with pytest.raises(Refused):
        reopen(case, cast.national)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert reopen(case, cast.national)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hours": 0}, "hours"),
        ({"hours": 14 * 24 + 1}, "hours"),
        ({"request": " "}, "request"),
        ({"items": []}, "items"),
    ],
)
def test_what_is_missing_and_for_how_long_has_to_be_said(case, cast, changes, field):
    with pytest.raises(Refused) as refused:
        reopen_items(
            case.assessment,
            changes.pop("items", case.items[:1]),
            **{"stage": case.stage, "hours": 24, "request": "Foto"} | changes,
            by=cast.national,
        )
    assert refused.value.field == field


def test_the_deadline_does_not_outlast_the_stage(case, cast):
    with time_machine.travel("2026-11-30 03:00:00+00:00", tick=False):
        with pytest.raises(Refused) as refused:
            reopen(case, cast.national, hours=48)
        assert refused.value.field == "hours"
        assert reopen(case, cast.national, hours=12)


@pytest.mark.parametrize("state", ["planned", "closed"])
def test_items_are_opened_in_an_open_stage_only(case, cast, state):
    RoundStage.objects.filter(pk=case.stage.pk).update(state=state, closed_at=NOW)
    case.stage.refresh_from_db()
    with pytest.raises(Refused):
        reopen(case, cast.national)


def test_an_item_that_the_region_never_answered_gets_an_empty_answer(case, cast):
    Answer.objects.filter(item=case.items[3]).delete()
    (row,) = reopen(case, cast.national, [case.items[3]])
    assert (row.answer.item, row.answer.score) == (case.items[3], None)


def test_the_list_says_what_runs_what_is_done_and_what_is_over(case, cast):
    done, over, running = (reopen(case, cast.national, [item], hours=24)[0] for item in case.items[:3])
    done.completed_at, done.completed_by = NOW, cast.admin
    done.store(by=cast.admin)
    Reopening.objects.filter(pk=over.pk).update(opened_at=NOW - timedelta(days=2), deadline_at=NOW - timedelta(days=1))
    found = {each.row.pk: each.state.code for each in reopened_items(case.assessment)}
    assert found == {done.pk: "completed", over.pk: "passed", running.pk: "running"}
    cancel_reopening(running, by=cast.national)
    assert running.pk not in {each.row.pk for each in reopened_items(case.assessment)}
    with pytest.raises(Refused):
        cancel_reopening(done, by=cast.national)


def test_the_page_takes_a_preset_or_an_own_number_of_hours(case, as_):
    row = case.assignments[0]
    browser = as_(row.assessor)
    address = reverse("evaluation:assignment-reopen", args=[row.pk])
    sent = {"items": [case.items[0].pk], "request": "Foto kegiatan", "preset": "72"}
    assert browser.post(address, {**sent, "items": []}).status_code == 422
    assert browser.post(address, {**sent, "preset": "", "hours": ""}).status_code == 422
    assert browser.post(address, sent).status_code == 302
    assert browser.post(address, {**sent, "items": [case.items[1].pk], "hours": "6"}).status_code == 302
    hours = {(each.deadline_at - each.opened_at).total_seconds() / 3600 for each in Reopening.objects.all()}
    assert hours == {72, 6}
    page = browser.get(address)
    assert len(page.context["rows"]) == 2


def test_a_region_cannot_close_what_was_opened(case, cast, as_):
    (row,) = reopen(case, cast.national)
    address = reverse("evaluation:reopening-cancel", args=[row.pk])
    assert as_(cast.admin).post(address).status_code == 403
    assert as_(case.assignments[0].assessor).post(address).status_code == 302
    row.refresh_from_db()
    assert row.archived_at
