"""The key / and the search box, on a desk and on a phone."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from tests.guards.world import NOW, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(live_server):
    with time_machine.travel(NOW, tick=True):
        yield make_world()


def test_the_key_goes_to_the_search_box_and_misspelt_words_are_found(world, open_as):
    council = open_as(world.cast.council)
    council.open(reverse("portal:dashboard", args=[world.own.region.code]))

    council.page.keyboard.press("/")
    council.page.keyboard.type("dians kesehtan")
    with council.page.expect_navigation():
        council.page.keyboard.press("Enter")
    council.check()

    assert council.page.locator(".search-near").count() == 1
    assert "Dinas Kesehatan" in council.page.text_content("#content")
    council.page.keyboard.press("/")
    assert council.page.evaluate("document.activeElement.id") == "q"


def test_who_types_elsewhere_types_a_slash(world, open_as):
    staff = open_as(world.cast.staff)
    staff.open(reverse("monitoring:progress-entry", args=[world.own.program.pk, world.own.period.pk]))
    field = staff.page.locator("textarea:visible").first

    field.fill("")
    field.press("/")

    assert field.input_value() == "/"


def test_a_phone_has_a_magnifier_that_opens_the_page(world, open_as):
    council = open_as(world.cast.council, width=390, height=844)
    council.open(reverse("portal:home"))
    council.press(".find-link")
    assert council.page.is_visible("#q")
