"""Every page, opened as somebody who may, on a phone and on a desk, in both languages."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from tests.guards.access_table import OWN, PAGES, read
from tests.guards.world import NOW, make_more, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOT_A_PAGE = (
    *("-file", "-download", "-pieces", "-worker", "-manifest"),
    *("-accent", "-card", "-picture", "-preview", "-dataset", "-catalogue", ":robots", ":sitemap"),
)
NAMES = [name for name, row in PAGES.items() if row.get == 200 and not name.endswith(NOT_A_PAGE)]
FOR_EVERYBODY = ("account_login", "account_reset_password", "account_reset_password_done")
ANSWERS = read(OWN)
SCREENS = [(390, 844), (1366, 768)]


def person_for(rule: str) -> str:
    return next(
        who for who in ("verifier", "admin", "head", "staff", "council", "national") if ANSWERS[rule][who] == "in"
    )


@pytest.fixture
def world(live_server):
    with time_machine.travel(NOW, tick=True):
        made = make_world()
        make_more(made.own, 3)
        yield made


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", SCREENS, ids=["phone", "desk"])
def test_every_page(world, open_as, screen, language):
    """One log-in a role; a page that fails does not hide the others. The markup is the same in both languages: axe
    looks at one, the width and what the browser complains about count in both."""
    wrong, people = [], {}
    for name in NAMES:
        row = PAGES[name]
        who = person_for(row.rule)
        if who not in people:
            people[who] = open_as(getattr(world.cast, who), width=screen[0], height=screen[1], language=language)
        address = reverse(name, kwargs=row.named(world.own) if row.named else None)
        wrong += problems(people[who], address, axe=language == "id")
    stranger = open_as(None, width=screen[0], height=screen[1], language=language)
    for name in FOR_EVERYBODY:
        wrong += problems(stranger, reverse(name), axe=language == "id")
    wrong += problems(stranger, reverse("api:docs"), axe=False)  # the markup of another project
    assert not wrong, "\n\n".join(wrong)


def problems(person, address: str, *, axe: bool = True) -> list[str]:
    """What is wrong with a page, if anything."""
    try:
        person.open(address, axe=axe)
    except AssertionError as problem:
        person.complaints.clear()
        return [str(problem).split("\nassert ")[0]]
    return []
