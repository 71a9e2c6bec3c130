"""The handbook and the help of the pages in Chromium: the policy, the search, the tour and the keys."""

from __future__ import annotations

import pytest

from handbook.models import TourSeen
from tests.handbook.conftest import built_site, served  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = (390, 844), (1366, 768)
PAGES = (
    "/bantuan/",
    "/bantuan/panduan/staf-opd/",
    "/bantuan/panduan/tanya-jawab/",
    "/bantuan/panduan/administrasi/",
    "/bantuan/rest/",
)


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_everybody_reads_the_handbook_and_finds_something_in_it(served, db, open_as, screen):  # noqa: F811
    """Nothing that the policy refuses, nothing that axe objects to, nothing beside the screen; the search finds."""
    person = open_as(None, width=screen[0], height=screen[1])
    for address in PAGES:
        person.open(address)
    if screen == PHONE:
        person.page.click("label.md-header__button[for=__search]")
    person.page.click(".md-search__input")
    person.page.keyboard.type("serah terima")
    person.page.wait_for_selector(".md-search-result__item a[href*='kepala-opd']")
    assert person.complaints == []


def test_a_clerk_comes_to_the_part_about_the_page(served, cast, open_as):  # noqa: F811
    person = open_as(cast.staff, width=PHONE[0], height=PHONE[1])
    person.open("/pekerjaan/")
    person.press(".help-link")
    assert person.page.url.endswith("/bantuan/panduan/staf-opd/#laporan-saya")
    assert person.page.locator("#laporan-saya").is_visible()


def test_the_tour_is_taken_by_keyboard_and_does_not_come_again(cast, open_as):
    """It takes no focus by itself; Escape ends it; the server remembers."""
    person = open_as(cast.staff)
    person.open("/")
    page = person.page
    assert page.evaluate("document.activeElement === document.body")
    page.focus("[data-tour-begin]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('[data-tour-step]')")
    assert page.locator("nav a.is-toured, nav li .is-toured").count() == 1
    person.check()
    page.click("[data-tour-next]")
    assert page.locator("[data-tour-step]:visible .tour__place").inner_text().startswith("2 /")
    with page.expect_response(lambda answer: answer.url.endswith("/mulai/selesai/")) as sent:
        page.keyboard.press("Escape")
    assert sent.value.status == 204
    assert page.locator("#tour").count() == 0
    assert TourSeen.objects.filter(user=cast.staff, tour="agency_staff").exists()
    person.open("/")
    assert page.locator("#tour").count() == 0
    person.open("/mulai/")
    person.press(f"a[href='/?tur={TourSeen.objects.get().tour}']")
    assert page.locator("[data-tour-step]:visible").count() == 1


def test_a_question_mark_shows_the_keys_unless_somebody_types(cast, open_as):
    person = open_as(cast.staff)
    person.open("/")
    page = person.page
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    person.check()
    page.locator("[data-keys-on]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not page.locator("dialog#keys").is_visible()
    page.click("[data-shows-keys]")
    page.locator("[data-keys-on]").check()
    page.keyboard.press("Escape")
    page.focus("#find")
    page.keyboard.type("apa?")
    assert not page.locator("dialog#keys").is_visible()
    assert page.input_value("#find") == "apa?"
