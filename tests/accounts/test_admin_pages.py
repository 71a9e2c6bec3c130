"""The administration of entering shows who and when, and never a secret."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import Session
from organizations.models import AuditEntry
from tests.accounts.conftest import give_app, give_codes
from tests.factories.accounts import DeviceFactory, SessionFactory
from tests.factories.organizations import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_factors_are_seen_without_their_secrets(chief):
    person = UserFactory()
    give_app(person)
    give_codes(person)
    for row in Authenticator.objects.filter(user=person):
        page = chief.get(reverse("admin:mfa_authenticator_change", args=[row.pk]))
        assert page.status_code == 200
        assert not [each for each in row.data.values() if str(each) in page.content.decode() and len(str(each)) > 8]
        assert chief.post(reverse("admin:mfa_authenticator_delete", args=[row.pk])).status_code == 403


def test_sessions_are_seen_without_what_opens_them(chief):
    row = SessionFactory(session_data="geheim-und-signiert")
    listed = chief.get(reverse("admin:accounts_session_changelist")).content.decode()
    assert "10.9.8.7" in listed
    shown = chief.get(reverse("admin:accounts_session_change", args=[row.pk])).content.decode()
    assert "geheim-und-signiert" not in shown
    assert Session.objects.filter(user=None).count() == 0


def test_devices_are_seen_without_their_digest(chief):
    row = DeviceFactory(address="10.1.1.1")
    page = chief.get(reverse("admin:accounts_device_change", args=[row.pk])).content.decode()
    assert "10.1.1.1" in page
    assert row.digest not in page


def person_form(person, roles=(), **more):
    """What the page of a person in the administration sends: with these roles, and one more row for each of `more`."""
    values = {"email": person.email, "name": person.name, "nip": "", "is_active": "on"} | more
    head = {"TOTAL_FORMS": len(roles), "INITIAL_FORMS": sum("id" in row for row in roles), "MIN_NUM_FORMS": 0}
    values |= {f"memberships-{name}": value for name, value in head.items()}
    for number, row in enumerate(roles):
        values |= {f"memberships-{number}-{name}": value for name, value in ({"user": person.pk} | row).items()}
        values[f"initial-memberships-{number}-starts_on"] = row["starts_on"]
    return values


def acts():
    return [
        (entry.verb, entry.details.get("role"), entry.region and entry.region.code)
        for entry in AuditEntry.objects.filter(verb__regex="^(membership|person)").order_by("pk")
    ]


def test_roles_of_the_administration_are_in_the_audit_log_and_in_the_history(chief, cast, region):
    page = reverse("admin:organizations_user_change", args=[cast.nobody.pk])
    role = {"role": "verifier", "region": region.pk, "starts_on": "2026-01-01"}
    assert chief.post(page, person_form(cast.nobody, [role])).status_code == 302
    row = cast.nobody.memberships.get()
    assert row.history.latest().history_change_reason == "admin"
    assert chief.post(page, person_form(cast.nobody, [role | {"id": row.pk}])).status_code == 302
    assert acts() == [("membership.given", "verifier", region.code)], "what stays as it is is no act"
    ended = role | {"id": row.pk, "ends_on": "2026-06-30"}
    assert chief.post(page, person_form(cast.nobody, [ended])).status_code == 302
    row.refresh_from_db()
    assert (row.version, str(row.ends_on)) == (2, "2026-06-30")
    add = reverse("admin:organizations_membership_add")
    assert chief.post(add, role | {"user": cast.nobody.pk, "role": "council"}).status_code == 302
    given = ("membership.given", "council", region.code)
    assert acts()[1:] == [("membership.ended", "verifier", region.code), given]
    person = AuditEntry.objects.filter(verb="membership.given").latest("pk").details["person"]
    assert person == str(cast.nobody.uid)


def test_roles_are_ended_not_deleted(chief, cast):
    row = cast.verifier.memberships.get()
    stored = {"id": row.pk, "role": row.role, "region": row.region_id, "starts_on": row.starts_on, "DELETE": "on"}
    page = reverse("admin:organizations_user_change", args=[cast.verifier.pk])
    chief.post(page, person_form(cast.verifier, [stored]))
    assert cast.verifier.memberships.get() == row


def test_who_may_open_the_administration_and_who_may_enter_at_all_is_in_the_audit_log(chief, cast):
    page = reverse("admin:organizations_user_change", args=[cast.nobody.pk])
    chief.post(page, person_form(cast.nobody, is_staff="on", is_superuser="on"))
    chief.post(page, person_form(cast.nobody, is_staff="on"))
    values = person_form(cast.nobody)
    del values["is_active"]
    chief.post(page, values)
    chief.post(page, person_form(cast.nobody))
    assert acts() == [
        ("membership.given", "staff", None),
        ("membership.given", "superuser", None),
        ("membership.ended", "superuser", None),
        ("person.closed", None, None),
        ("membership.ended", "staff", None),
        ("person.opened", None, None),
    ]
