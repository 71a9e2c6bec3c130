"""An assessor scores by keyboard, loses the connection, comes back: nothing is lost and nothing is sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import Assignment, ItemScore
from organizations.models import Membership
from tests.browser.cases import PHONE, is_kept
from tests.monev.evaluation.scoring_case import make_scoring

expect.set_options(timeout=20_000)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


@pytest.fixture
def ana(live_server, region, cast):
    """Her assignment, in a stage that is open today."""
    case = make_scoring(region, cast.admin, is_published=False)  # a published instrument outlasts the flush
    today = timezone.localdate()
    first, last = today - timedelta(days=3), today + timedelta(days=10)
    RoundStage.objects.update(opens_on=first, closes_on=last)
    Assignment.objects.update(starts_on=first, ends_on=last)
    names = [each.assessor_id for each in case.assignments]
    Membership.objects.filter(user__in=names).update(starts_on=first, ends_on=last)
    case.ana = Assignment.objects.get(pk=case.assignments[0].pk)
    return case


def scores() -> dict[str, tuple[int | None, bool, str]]:
    return {
        row.item.code: (row.score, row.is_not_applicable, row.note) for row in ItemScore.objects.select_related("item")
    }


def state(page, kind: str) -> None:
    expect(page.locator("#save-state")).to_have_attribute("data-kind", kind)


def test_a_sheet_is_scored_by_keyboard_also_without_a_connection(open_as, ana):
    person = open_as(ana.ana.assessor, **PHONE)
    person.tolerated = CUT
    page, address = person.page, reverse("evaluation:score-sheet", args=[ana.ana.pk, "output"])
    person.open(reverse("evaluation:assignment-detail", args=[ana.ana.pk]))
    is_kept(page, address)
    person.open(address)
    page.locator("[data-item]").first.focus()
    page.keyboard.press("3")
    page.keyboard.press("n")
    page.keyboard.type("4 x j")
    page.keyboard.press("Escape")
    state(page, "saved")
    assert scores() == {"1.01": (3, False, "4 x j")}, "keys inside a note are text"

    person.context.set_offline(True)
    page.keyboard.press("j")
    page.keyboard.press("x")
    state(page, "offline")
    page.reload()
    expect(page.locator("[data-item]").nth(1).locator("input:checked")).to_have_value("x")
    assert "1.02" not in scores()
    person.context.set_offline(False)
    state(page, "saved")
    assert scores() == {"1.01": (3, False, "4 x j"), "1.02": (None, True, "")}
    assert ItemScore.objects.get(item__code="1.02").history.count() == 1, "sent once"
    person.check()


def test_going_on_waits_for_what_was_scored_last(open_as, ana):
    person = open_as(ana.ana.assessor)
    page = person.page
    person.open(reverse("evaluation:score-sheet", args=[ana.ana.pk, "output"]))
    page.locator("[data-item]").first.locator("input[value='2']").check()
    page.click("button[name=next]")
    page.wait_for_url("**/nilai/impact/")
    assert scores()["1.01"] == (2, False, "")
