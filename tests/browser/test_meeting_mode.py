"""Meeting mode on the projector: keys, remote, full screen, and nothing that scrolls."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse

from tests.guards.world import NOW, make_more, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = [(1366, 768), (1920, 1080)]
CUT = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const within = document.querySelector('.meeting').getBoundingClientRect();
  const parts = [document.documentElement, ...all('.meeting, .meeting__main, .meeting__main > *')];
  const scrolls = (each) => each.scrollHeight > each.clientHeight + 1 || each.scrollWidth > each.clientWidth + 1;
  const beyond = all('.meeting :is(a, p, dd, li, img, button)').filter((each) =>
    !each.closest('.visually-hidden') && each.getBoundingClientRect().bottom > within.bottom + 1);
  return [...parts.filter(scrolls), ...beyond].map((each) => each.className || each.tagName);
}"""
STEPS = "all => all.map((each) => each.getAttribute('href'))"


@pytest.fixture
def world(live_server):
    with time_machine.travel(NOW, tick=True):
        made = make_world()
        make_more(made.own, 3)
        yield made


@pytest.fixture
def address(world):
    return reverse("portal:meeting-mode", args=[world.own.region.code])


def step_of(person) -> str:
    return parse_qs(urlsplit(person.page.url).query).get("layar", ["ringkasan"])[0]


def go(person, key: str) -> str:
    """Press a key and wait for the next screen; the step that the address names then."""
    before = person.page.text_content(".meeting__place")
    person.page.keyboard.press(key)
    person.page.wait_for_function(
        "(before) => document.querySelector('.meeting__place').textContent !== before", arg=before
    )
    return step_of(person)


def test_a_remote_and_the_keys_step_through_and_say_where_one_is(world, address, open_as):
    council = open_as(world.cast.council)
    council.open(address)
    keys = council.page.eval_on_selector_all(".meeting__steps a", STEPS)
    names = [parse_qs(urlsplit(each).query)["layar"][0] for each in keys]

    assert [go(council, key) for key in ("ArrowRight", "PageDown", " ")] == names[1:4]
    council.page.wait_for_function("() => document.getElementById('announcer').textContent.startsWith('4 ')")
    assert [go(council, key) for key in ("ArrowLeft", "PageUp")] == [names[2], names[1]]
    assert go(council, "End") == names[-1]
    assert council.page.locator("#meeting-next").count() == 0
    council.check()
    assert go(council, "Home") == names[0]
    council.page.click("#meeting-next")
    council.page.wait_for_function("() => document.querySelector('.meeting__place').textContent.includes('2 /')")
    with council.page.expect_navigation():
        council.page.keyboard.press("Escape")
    assert urlsplit(council.page.url).path == reverse("portal:dashboard", args=[world.own.region.code])


@pytest.mark.parametrize("screen", SCREENS, ids=["1366", "1920"])
def test_every_step_fits_the_screen(world, address, open_as, screen):
    council = open_as(world.cast.council, width=screen[0], height=screen[1])
    council.open(address)
    steps = council.page.eval_on_selector_all(
        ".meeting__steps a", "all => all.map((each) => each.getAttribute('href'))"
    )
    for each in steps:
        council.open(address + each)
        assert council.page.evaluate(CUT) == [], each


def test_a_phone_stacks_what_the_projector_shows_side_by_side(world, address, open_as):
    council = open_as(world.cast.council, width=390, height=844)
    council.open(address + "?layar=LI")
    assert council.page.locator(".meeting-figure").count() == 3
