"""Before and after the dates of their memberships people are answered like somebody without any, at every address."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from organizations.models import User
from organizations.roles import AGENCY_ROLES, NATIONAL_ROLES, Role
from organizations.services.keys import make_key
from tests.factories.organizations import MembershipFactory, UserFactory
from tests.guards.access_table import OWN, PAGES, REST, read
from tests.guards.asking import ask, browser_of
from tests.guards.test_access_matrix import check
from tests.guards.test_access_rest import SINGLE, address_of, rows_of, wrong_answers

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ANSWERS = read(OWN)
OUTSIDE = ("former", "coming")
DAY = timedelta(days=1)
NO_SUCH_METHOD = 405


def as_nobody(rule: str) -> dict[str, str]:
    return dict.fromkeys(OUTSIDE, ANSWERS[rule]["nobody"])


def everything(world, first: date, last: date | None) -> User:
    """Somebody with every role there is, between these days."""
    user, place = UserFactory(), world.own
    for role in Role:
        region = None if role in NATIONAL_ROLES else place.region
        agency = place.agency if role in AGENCY_ROLES else None
        MembershipFactory(user=user, role=role, region=region, agency=agency, starts_on=first, ends_on=last)
    return user


@pytest.fixture(scope="module", autouse=True)
def outside(world, django_db_blocker) -> None:
    """The people of this module are asked for by their names, as the rest of the cast."""
    today = timezone.localdate()
    with django_db_blocker.unblock():
        world.cast.former = everything(world, today - 900 * DAY, today - DAY)
        world.cast.coming = everything(world, today + DAY, None)
        world.cast.last_day = everything(world, today - 900 * DAY, today)
        for name in (*OUTSIDE, "last_day"):
            world.browsers[name] = browser_of(world.cast, name)


@pytest.mark.parametrize("name", PAGES)
def test_pages(world, name):
    wrong = check(world, name, PAGES[name], world.own, as_nobody(PAGES[name].rule))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name in REST if name.endswith("-list")])
def test_lists_of_rest(world, name):
    found = wrong_answers(world, reverse(name), as_nobody(REST[name].rule))
    assert not found, found


@pytest.mark.parametrize("name", SINGLE)
def test_rows_and_files_of_rest(world, name):
    row = rows_of(name, world.own).first()
    found = wrong_answers(world, address_of(name, row), as_nobody("api-view"))
    assert not found, found


@pytest.mark.parametrize("name", [name for name, row in REST.items() if row.post != 405])
def test_what_is_posted_to_rest(world, name):
    row = REST[name]
    address = reverse(name, kwargs=row.named(world.own) if row.named else None)
    for person in OUTSIDE:
        got, code, written = ask(world.browsers[person], "post", address)
        assert (got in ("403", "404"), written) == (True, []), (person, code)


OF_THEIR_OWN = [
    name
    for name, row in (*PAGES.items(), *REST.items())
    if row.rule in ("own-export", "own-export-file", "api-export", "api-export-file")
]
"""Exports: of whoever asked for them."""


@pytest.mark.parametrize("name", OF_THEIR_OWN)
def test_what_somebody_asked_for_is_shut_when_their_role_is_over(world, name):
    """An export that lies ready is no way to keep what one may not see any more; on the last day it still opens."""
    row, today = PAGES.get(name) or REST[name], timezone.localdate()
    method, status = ("get", row.get) if row.get != NO_SUCH_METHOD else ("post", row.post)
    address = reverse(name, kwargs=row.named(world.own) if row.named else None)
    for last, is_let_in in ((today, True), (today - DAY, False)):
        with transaction.atomic():
            world.cast.staff.memberships.update(starts_on=today - 900 * DAY, ends_on=last)
            got, code, written = ask(browser_of(world.cast, "staff"), method, address)
            transaction.set_rollback(True)
        if is_let_in:
            assert (got, code) == ("in", status)
        else:
            assert (got in ("403", "404"), written) == (True, []), (got, code)


@pytest.mark.parametrize("person", OUTSIDE)
def test_a_key_reaches_no_further_than_its_owner(world, person):
    """Made while the owner had a role; asked on another day."""
    with transaction.atomic():
        _key, secret = make_key(getattr(world.cast, person), "kunci")
        headers = {"Authorization": f"Api-Key {secret}"}
        answer = browser_of(world.cast, "anonymous").get(reverse("api:program-list"), headers=headers)
        transaction.set_rollback(True)
    assert answer.status_code == 403


def test_on_the_last_day_all_doors_are_open(world):
    """The test above can fail: the same person is let in one day before."""
    for name in ("portal:dashboard", "evaluation:survey-review", "portal:region-keys"):
        row = PAGES[name]
        got, code, _written = ask(world.browsers["last_day"], "get", reverse(name, kwargs=row.named(world.own)))
        assert (name, got, code) == (name, "in", row.get)
