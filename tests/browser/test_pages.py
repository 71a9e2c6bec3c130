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
ANOTHER_PROJECT = "api:docs"
"""Its markup is not ours: axe does not look at it."""
STRANGER = ""
ANSWERS = read(OWN)
DESK, PHONE = (1366, 768), (390, 844)
PARTS = 4
"""So that several processes share the pages evenly."""


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


@pytest.fixture
def person_in(world, open_as):
    """`person_in(language, who)`: one log-in for each role and language; nobody: a stranger."""
    inside = {}

    def find(language: str, who: str):
        if (language, who) not in inside:
            inside[language, who] = open_as(getattr(world.cast, who) if who else None, language=language)
        return inside[language, who]

    return find


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page(world, person_in, part):
    """A page that fails does not hide the others. In Indonesian it is opened at a desk, in English on a phone, and each
    time then turned to the other width. The markup is the same in both languages: axe looks at one, at both widths;
    the width and what the browser complains about count in both."""
    wrong = []
    for name in [*NAMES, *FOR_EVERYBODY, ANOTHER_PROJECT][part::PARTS]:
        row = PAGES.get(name)
        address = reverse(name, kwargs=row.named(world.own) if row and row.named else None)
        who = person_for(row.rule) if row else STRANGER
        wrong += problems(person_in, who, address, axe="" if name == ANOTHER_PROJECT else "id")
    assert not wrong, "\n\n".join(wrong)


def problems(person_in, who: str, address: str, *, axe: str) -> list[str]:
    """What is wrong with a page, if anything."""
    return [
        *looked_at(person_in("id", who), address, (DESK, PHONE), axe=axe == "id"),
        *looked_at(person_in("en", who), address, (PHONE, DESK), axe=axe == "en"),
    ]


def looked_at(person, address: str, screens, *, axe: bool) -> list[str]:
    """Opened on the first screen, then seen on the other."""
    wrong = []
    for number, screen in enumerate(screens):
        person.turn(screen)
        try:
            person.check(axe=axe) if number else person.open(address, axe=axe)
        except AssertionError as problem:
            person.complaints.clear()
            wrong.append(f"{screen[0]} px: " + str(problem).split("\nassert ")[0])
    return wrong
