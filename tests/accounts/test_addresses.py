"""An e-mail address is one address, however it was typed: it is kept in lower case by every path."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, migrations
from django.urls import reverse
from django.utils import timezone

from operations.services.preflight import work
from operations.services.preflight.findings import ask_all
from organizations.models import User
from tests.accounts.conftest import PASSWORD, browser, type_password, with_password
from tests.factories.organizations import UserFactory

pytestmark = pytest.mark.django_db

TYPED, KEPT = "Siti.Rahma@Kota.example", "siti.rahma@kota.example"
lower = import_module("organizations.migrations.0007_addresses_in_lower_case").lower


@pytest.fixture
def chief(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def typed(email: str, **more) -> User:
    """An account as release 0.6.0 stored it."""
    person = with_password(UserFactory(**more))
    User.objects.filter(pk=person.pk).update(email=email)
    person.refresh_from_db()
    return person


def no_rows(page) -> dict[str, int]:
    """The tables of related rows on a page of the administration, sent empty."""
    sets = [each.formset.prefix for each in page.context["inline_admin_formsets"]]
    return {f"{prefix}-{name}": 0 for prefix in sets for name in ("TOTAL_FORMS", "INITIAL_FORMS")}


def added(chief):
    address = reverse("admin:organizations_user_add")
    given = {"email": TYPED, "name": "Siti Rahma", "nip": "", "password1": PASSWORD, "password2": PASSWORD}
    return chief.post(address, {**given, **no_rows(chief.get(address))})


def upgraded() -> None:
    lower(apps, SimpleNamespace(connection=connection))


def test_who_was_entered_with_capitals_in_the_administration_logs_in(chief):
    assert added(chief).status_code == 302
    person = User.objects.get(name="Siti Rahma")
    assert person.email == KEPT
    for form in (KEPT, TYPED):
        type_password(client := browser(), SimpleNamespace(email=form))
        assert client.session["_auth_user_id"] == str(person.pk)


def test_an_address_that_is_corrected_in_the_administration_is_kept_in_lower_case(chief):
    person = typed(TYPED)
    address = reverse("admin:organizations_user_change", args=[person.pk])
    page = chief.get(address)
    given = {name: value for name, value in page.context["adminform"].form.initial.items() if value is not None}
    moment = {"date_joined_0": "2026-01-01", "date_joined_1": "08:00:00"}
    saved = chief.post(address, {**given, **moment, **no_rows(page), "email": TYPED})
    assert saved.status_code == 302, saved.context["errors"]
    person.refresh_from_db()
    assert person.email == KEPT


def test_the_administration_says_that_the_address_is_taken_whatever_its_letters(chief):
    UserFactory(email=KEPT)
    page = added(chief)
    assert page.status_code == 200
    assert "email" in page.context["adminform"].form.errors


@pytest.mark.parametrize(
    "make",
    [
        lambda: User.objects.create(email=TYPED, name="x"),
        lambda: User.objects.bulk_create([User(email=TYPED, name="x")]),
        lambda: User(email=TYPED, name="x").save(),
        lambda: User.objects.create_user(TYPED, name="x"),
        lambda: call_command("createsuperuser", interactive=False, email=TYPED, name="x", verbosity=0),
        lambda: User.objects.update_or_create(name="x", defaults={"email": TYPED}),
    ],
    ids=["create", "bulk", "save", "create_user", "createsuperuser", "update_or_create"],
)
def test_no_path_stores_another_form(make):
    make()
    assert User.objects.get(name="x").email == KEPT
    assert User.objects.get_by_natural_key(TYPED).name == "x"


def test_the_upgrade_lets_those_in_who_were_stored_with_capitals():
    person = typed(TYPED)
    upgraded()
    type_password(client := browser(), SimpleNamespace(email=KEPT))
    assert client.session["_auth_user_id"] == str(person.pk)
    upgraded()


def test_the_upgrade_leaves_an_address_that_somebody_else_has_and_says_so(capfd):
    small, other = UserFactory(email=KEPT), typed(TYPED)
    upgraded()
    assert TYPED in capfd.readouterr().err
    assert dict(User.objects.filter(pk__in=[small.pk, other.pk]).values_list("pk", "email")) == {
        small.pk: KEPT,
        other.pk: TYPED,
    }
    assert [each.code for each in ask_all([work.addresses_with_capitals])] == ["addresses"]


def test_of_several_forms_the_account_that_was_used_last_gets_the_address(capfd):
    closed = typed("SITI.rahma@kota.example", is_active=False, last_login=timezone.now())
    never, used = typed("Siti.rahma@kota.example"), typed(TYPED, last_login=timezone.now())
    upgraded()
    used.refresh_from_db()
    assert used.email == KEPT
    assert closed.email in (said := capfd.readouterr().err)
    assert never.email in said


def test_before_the_upgrade_only_addresses_that_meet_are_told():
    recorder = migrations.recorder.MigrationRecorder(connection)
    recorder.record_unapplied("organizations", "0007_addresses_in_lower_case")
    typed("Budi@kota.example")
    assert not list(ask_all([work.addresses_with_capitals]))
    UserFactory(email=KEPT)
    typed(TYPED)
    (found,) = ask_all([work.addresses_with_capitals])
    assert TYPED in found.text
    assert "Budi" not in found.text
