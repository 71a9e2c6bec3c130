"""Every address x everybody x own and foreign objects. An address that the table does not know fails the run."""

from __future__ import annotations

import pytest
from django.urls import reverse

from organizations.models import Membership
from organizations.roles import Role
from tests.guards.access_table import FOREIGN, LOGIN, LOGIN_KEYS, OWN, PAGES, PEOPLE, REST, Row, read
from tests.guards.asking import REFUSALS, ask
from tests.guards.structure import routes

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OWN_ANSWERS, FOREIGN_ANSWERS = read(OWN), read(FOREIGN)
ROUTES = list(routes())
NO_SUCH_METHOD = 405


def check(world, name: str, row: Row, place, answers: dict[str, str]) -> list[str]:
    """What is wrong with the answers of one address, for one place."""
    address = reverse(name, kwargs=row.named(place) if row.named else None)
    wrong = []
    for person, expected in answers.items():
        for method, status in (("get", row.get), ("post", row.post)):
            if status == NO_SUCH_METHOD:
                continue
            got, code, written = ask(world.browsers[person], method, address)
            if got == "in" and expected == "in" and code == status and not (method == "get" and written):
                continue
            if got == expected and got in REFUSALS and not written:
                continue
            wrong.append(f"{method} {address} as {person}: {code}, expected {expected} {status}, wrote {written}")
    return wrong


def test_every_address_is_in_the_table():
    known = {*PAGES, *LOGIN, *REST}
    assert [route.pattern for route in ROUTES if route.name not in known] == []


def test_the_table_names_no_address_that_is_gone():
    assert {*PAGES, *LOGIN, *REST} - {route.name for route in ROUTES} == set()


def test_every_role_asks(world):
    """A new role needs a column of the table, and somebody who holds it."""
    asking = Membership.objects.filter(user__in=[getattr(world.cast, who) for who in PEOPLE if who != "anonymous"])
    assert set(asking.values_list("role", flat=True)) == set(Role)


@pytest.mark.parametrize("name", PAGES)
def test_ones_own(world, name):
    row = PAGES[name]
    wrong = check(world, name, row, world.own, OWN_ANSWERS[row.rule])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if row.named])
def test_what_belongs_to_another_region(world, name):
    row = PAGES[name]
    wrong = check(world, name, row, world.foreign, FOREIGN_ANSWERS[row.rule])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", LOGIN)
def test_around_the_log_in(world, name):
    answer = world.browsers["anonymous"].get(reverse(name, kwargs=LOGIN_KEYS.get(name)))
    assert answer.status_code == LOGIN[name]


@pytest.mark.parametrize("person", [person for person in PEOPLE if person != "anonymous"])
def test_nobody_of_a_region_opens_the_administration(world, person):
    """The administration asks for a staff account; no role gives one."""
    answer = world.browsers[person].get(reverse("admin:index"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("admin:login"))


def test_an_opd_of_another_region_is_not_found_in_ones_own(world):
    """The region in the address does not open what belongs to another."""
    keys = {"region": world.own.region.code, "pk": world.foreign.agency.pk}
    assert world.browsers["council"].get(reverse("portal:agency", kwargs=keys)).status_code == 404


def test_a_program_is_not_entered_for_the_period_of_another_region(world):
    keys = {"pk": world.own.program.pk, "period": world.foreign.period.pk}
    assert world.browsers["staff"].get(reverse("monitoring:progress-entry", kwargs=keys)).status_code == 404
