"""Before dangerous actions people prove once more who they are, and lose nothing of what they typed."""

import pytest
import time_machine
from django.urls import reverse

from organizations.models import ApiKey, Membership
from tests.accounts.conftest import PASSWORD, code_of, give_app, with_password
from tests.factories.organizations import UserFactory

pytestmark = pytest.mark.django_db
NOW = "2026-11-02 01:00:00+00:00"
LATER = 16 * 60


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def staff(cast):
    return with_password(cast.staff)


def asked_again(answer) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def confirm(client, answer, **values):
    return client.post(answer.headers["Location"], values or {"password": PASSWORD})


def test_who_has_just_logged_in_is_not_asked(staff, logged_in, clock):
    client = logged_in(staff)
    clock.shift(14 * 60)
    assert client.get(reverse("organizations:key-make")).status_code == 200


def test_later_the_password_is_asked_and_then_the_page_opens(staff, logged_in, clock):
    client = logged_in(staff)
    clock.shift(LATER)
    address = reverse("organizations:key-make")
    answer = client.get(address)
    assert asked_again(answer)
    wrong = confirm(client, answer, password="bukan-ini-kata-sandinya")
    assert wrong.status_code == 200
    assert asked_again(client.get(address))
    assert confirm(client, answer).headers["Location"] == address
    assert client.get(address).status_code == 200


def test_what_was_typed_is_done_after_the_password(staff, logged_in, clock):
    client = logged_in(staff)
    page = client.get(reverse("organizations:key-make"))
    values = {"name": "Dasbor provinsi", "scopes": page.context["form"]["scopes"].initial, "expires_on": "2027-01-01"}
    clock.shift(LATER)
    answer = client.post(reverse("organizations:key-make"), values)
    assert asked_again(answer)
    assert not ApiKey.objects.exists()
    done = confirm(client, answer)
    assert done.status_code == 200
    assert ApiKey.objects.get().name == "Dasbor provinsi"
    assert done.context["secret"] in done.content.decode()


def test_a_code_of_the_app_will_do_as_well(staff, logged_in, clock):
    secret = give_app(staff)
    client = logged_in(staff, secret=secret)
    clock.shift(LATER)
    address = reverse("organizations:key-make")
    client.get(address)
    page = f"{reverse('mfa_reauthenticate')}?next={address}"
    assert client.get(page).status_code == 200
    assert client.post(page, {"code": code_of(secret)}).headers["Location"] == address
    assert client.get(address).status_code == 200


def test_factors_are_changed_only_after_asking(staff, logged_in, clock):
    client = logged_in(staff, secret=give_app(staff))
    clock.shift(LATER)
    for name in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert asked_again(client.get(reverse(name))), name
    assert client.get(reverse("mfa_index")).status_code == 200


def test_somebody_elses_password_confirms_nothing(staff, cast, logged_in, clock):
    cast.head.set_password("Kata-sandi-orang-lain-7")
    cast.head.save()
    client = logged_in(staff)
    clock.shift(LATER)
    answer = client.get(reverse("organizations:key-make"))
    confirm(client, answer, password="Kata-sandi-orang-lain-7")
    assert asked_again(client.get(reverse("organizations:key-make")))


def test_confirming_leads_to_no_other_site(staff, logged_in, clock):
    client = logged_in(staff)
    clock.shift(LATER)
    page = f"{reverse('account_reauthenticate')}?next=https://jahat.example/"
    assert "jahat" not in client.post(page, {"password": PASSWORD}).headers["Location"]


def test_webhooks_and_people_of_a_region_ask_too(cast, region, logged_in, clock):
    client = logged_in(with_password(cast.admin))
    clock.shift(LATER)
    assert asked_again(client.get(reverse("webhooks:webhook-new", args=[region.code])))
    for page in ("sessions", "factors", "account"):
        assert asked_again(client.post(reverse(f"people:{page}", args=[region.code, cast.staff.uid]))), page
    assert client.get(reverse("people:list", args=[region.code])).status_code == 200


def test_a_role_given_on_the_page_of_a_person_is_asked_for_and_then_given(cast, region, logged_in, clock):
    client = logged_in(with_password(cast.admin))
    clock.shift(LATER)
    address = reverse("people:person", args=[region.code, cast.council.uid])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"role": "verifier", "starts_on": "2026-11-02"})
    assert asked_again(answer)
    assert cast.council.memberships.count() == 1
    assert confirm(client, answer).status_code == 302
    assert {row.role for row in cast.council.memberships.all()} == {"council", "verifier"}


RIGHTS = {
    "invite": ("get", "people:invite", lambda case: [case.region.code]),
    "invited": ("post", "people:invite", lambda case: [case.region.code]),
    "file of invitations": ("get", "people:import", lambda case: [case.region.code]),
    "role given": ("post", "people:person", lambda case: [case.region.code, case.staff.uid]),
    "account closed": ("post", "people:account", lambda case: [case.region.code, case.staff.uid]),
    "role ended": ("post", "people:role-end", lambda case: [case.staff.memberships.get().pk]),
    "invitation sent again": ("post", "people:invitation-step", lambda case: [1]),
}


@pytest.mark.parametrize(("method", "name", "keys"), RIGHTS.values(), ids=RIGHTS)
def test_who_gives_or_takes_rights_is_asked(cast, region, logged_in, clock, method, name, keys):
    """A session that somebody left open must not become an administrator who stays."""
    cast.region = region
    client = logged_in(with_password(cast.admin))
    clock.shift(LATER)
    assert asked_again(getattr(client, method)(reverse(name, args=keys(cast))))
    assert client.get(reverse("people:person", args=[region.code, cast.staff.uid])).status_code == 200


NATION = ("people:national-invite", "people:national-factors", "people:national-sessions")


@pytest.mark.parametrize("name", NATION)
def test_the_nation_too(cast, logged_in, clock, name):
    client = logged_in(with_password(cast.national))
    clock.shift(LATER)
    keys = [] if name == "people:national-invite" else [cast.assessor.uid]
    assert asked_again(client.post(reverse(name, args=keys)))


def test_a_role_given_in_the_administration_is_asked_for_and_then_given(cast, region, clock, client):
    chief = with_password(UserFactory(is_staff=True, is_superuser=True))
    client.force_login(chief)
    clock.shift(LATER)
    values = {"user": cast.nobody.pk, "role": "verifier", "region": region.pk, "starts_on": "2026-01-01"}
    address = reverse("admin:organizations_membership_add")
    answer = client.post(address, values)
    assert asked_again(answer)
    assert not Membership.objects.filter(user=cast.nobody).exists()
    assert confirm(client, answer).status_code == 302
    assert Membership.objects.get(user=cast.nobody).role == "verifier"
