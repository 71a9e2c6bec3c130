"""Every page, opened as somebody who may, on a phone and on a desk, in both languages."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from tests.guards.access_table import OWN, PAGES, read
from tests.guards.world import NOW, make_more, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOT_A_PAGE = (
    *("-file", "-download", "-pieces", "-worker", "-manifest", "-letter", "-template", "-qr"),
    ":session",
    *("-accent", "-card", "-picture", "-preview", "-dataset", "-catalogue", ":pull-example", ":robots", ":sitemap"),
    *(":health-live", ":health-ready"),
)
NAMES = [name for name, row in PAGES.items() if row.get == 200 and not name.endswith(NOT_A_PAGE)]
FOR_EVERYBODY = ("account_login", "account_reset_password", "account_reset_password_done")
ANOTHER_PROJECT = "api:docs"
"""Its markup is not ours: axe does not look at it."""
STRANGER = ""
ANSWERS = read(OWN)
DESK, PHONE = (1366, 768), (390, 844)
OPENED, TURNED = {"id": PHONE, "en": DESK}, {"id": DESK, "en": PHONE}
PARTS = 4
"""So that several processes share the pages evenly."""


def person_for(rule: str) -> str:
    return next(
        who
        for who in ("verifier", "admin", "head", "staff", "council", "national", "assessor")
        if ANSWERS[rule][who] == "in"
    )


@pytest.fixture
def world(live_server):
    with time_machine.travel(NOW, tick=True):
        made = make_world()
        make_more(made.own, 3)
        yield made


@pytest.fixture
def person_in(world, open_as):
    """`person_in(language, who)`: one log-in for each role and language; without a role: a stranger."""
    inside = {}

    def find(language: str, who: str):
        if (language, who) not in inside:
            width, height = OPENED[language]
            user = getattr(world.cast, who) if who else None
            inside[language, who] = open_as(user, width=width, height=height, language=language)
        return inside[language, who]

    return find


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page(world, person_in, part):
    """A page that fails does not hide the others."""
    wrong = []
    for name in [*NAMES, *FOR_EVERYBODY, ANOTHER_PROJECT][part::PARTS]:
        row = PAGES.get(name)
        address = reverse(name, kwargs=row.named(world.own) if row and row.named else None)
        who = person_for(row.rule) if row else STRANGER
        wrong += problems(person_in, who, address, axe=name != ANOTHER_PROJECT)
    assert not wrong, "\n\n".join(wrong)


def problems(person_in, who: str, address: str, *, axe: bool) -> list[str]:
    """What is wrong with a page, if anything.

    In Indonesian it is opened on a phone, in English at a desk, and each time then turned to the other width: the width
    and what the browser complains about count in both languages at both widths. Axe looks at each width once, in one of
    the languages (the markup is the same), at a page just opened: after turning it takes what lies in a closed
    <details> to be where it was before.
    """
    wrong = []
    for language in OPENED:
        person = person_in(language, who)
        person.begin_anew()
        wrong += complaint(person, lambda person=person: person.open(address, axe=axe))
        person.turn(TURNED[language])
        wrong += complaint(person, lambda person=person: person.check(axe=False))
    return wrong


def complaint(person, look) -> list[str]:
    """What `look` finds on the screen of the person."""
    try:
        look()
    except AssertionError as problem:
        person.complaints.clear()
        return [f"{person.screen[0]} px: " + str(problem).split("\nassert ")[0]]
    return []
