"""Every address of the administration x everybody: only superusers come in, and no page there makes more of them by
permissions of single tables."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from organizations.models import User
from tests.factories.organizations import UserFactory
from tests.guards.access_table import PEOPLE
from tests.guards.asking import ask, browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
PLAIN = ("index", "password_change", "password_change_done", "jsi18n", "autocomplete")


@pytest.fixture(scope="module", autouse=True)
def clerk(world, django_db_blocker) -> None:
    """A staff account that nobody gave anything."""
    with django_db_blocker.unblock():
        world.cast.clerk = UserFactory(is_staff=True)
        world.browsers["clerk"] = browser_of(world.cast, "clerk")


def addresses_of(model) -> list[str]:
    """List, form to add, and the pages of a row, if there is one."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    found = [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
    if row := model._default_manager.first():
        found += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "delete", "history")]
    return found


def is_shut(answer) -> bool:
    """Sent to the log-in of the administration."""
    return answer.status_code == 302 and answer.headers["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_tables_are_shut_for_every_role(world, model):
    shut, *others = addresses_of(model)
    asked = [(shut, person) for person in PEOPLE] + [
        (each, who) for each in others for who in ("anonymous", "national")
    ]
    assert [(address, who) for address, who in asked if not is_shut(world.browsers[who].get(address))] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_an_account_of_staff_alone_opens_no_table(world, model):
    """What is not theirs to see is not found: they are sent to the empty first page."""
    for address in addresses_of(model):
        _got, code, written = ask(world.browsers["clerk"], "get", address)
        assert (code in (302, 403), written) == (True, []), (address, code)
    _got, code, written = ask(world.browsers["clerk"], "post", addresses_of(model)[1])
    assert (code, written) == (403, [])


@pytest.mark.parametrize("name", PLAIN)
def test_other_pages(world, name):
    for person in PEOPLE:
        answer = world.browsers[person].get(reverse(f"admin:{name}"))
        assert answer.status_code == 405 or is_shut(answer), (name, person, answer.status_code)


def test_no_page_gives_rights_to_single_tables():
    shown = {field for _title, options in admin.site._registry[User].fieldsets for field in options["fields"]}
    assert shown & {"groups", "user_permissions"} == set()
    assert not any(model._meta.label in {"auth.Group", "auth.Permission"} for model in MODELS)
