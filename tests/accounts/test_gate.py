"""Whoever must have a second factor and has none sets one up before anything else works."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from accounts.selectors.factors import check_required_roles
from organizations.authentication import ApiKeyAuthentication
from organizations.roles import Role
from organizations.services.keys import make_key
from tests.accounts.conftest import code_of, give_app, is_in, with_password
from tests.factories.organizations import UserFactory
from tests.guards.structure import routes

pytestmark = pytest.mark.django_db
REQUIRED = ["assessor", "region_admin", "national_admin", "superuser"]
MUST, MUST_NOT = ("assessor", "admin", "national"), ("staff", "head", "verifier", "council", "secretary")


@pytest.fixture(autouse=True)
def required(settings):
    settings.MFA_REQUIRED_ROLES = REQUIRED


@pytest.mark.parametrize("who", MUST)
def test_pages_administration_and_rest_are_closed_until_there_is_a_factor(cast, as_, who):
    client = as_(getattr(cast, who))
    page = client.get("/")
    assert (page.status_code, page.headers["Location"]) == (302, reverse("mfa_index"))
    assert client.get(reverse("admin:index")).headers["Location"] == reverse("mfa_index")
    rest = client.get(reverse("api:region-list"))
    assert (rest.status_code, rest.headers["Content-Type"]) == (403, "application/problem+json")
    assert rest.json()["code"] == "factor_required"
    background = client.get("/", headers={"Accept": "application/json"})
    assert (background.status_code, background.json()) == (401, {"login": reverse("mfa_index")})
    part = client.get("/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == reverse("mfa_index")


@pytest.mark.parametrize("who", MUST)
def test_what_sets_a_factor_up_is_open(cast, as_, who):
    client = as_(getattr(cast, who))
    page = client.get(reverse("mfa_index"))
    assert "Peran Anda memerlukan faktor kedua" in page.content.decode()
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "account_logout", "portal:public-list"):
        assert client.get(reverse(name)).status_code == 200, name


@pytest.mark.parametrize("who", MUST_NOT)
def test_others_notice_nothing(cast, as_, who):
    client = as_(getattr(cast, who))
    assert client.get("/").status_code == 200
    assert client.get(reverse("api:region-list")).status_code == 200


def test_somebody_who_may_open_the_administration_needs_one_whatever_their_role(db, as_):
    client = as_(UserFactory(is_staff=True, is_superuser=True))
    assert client.get(reverse("admin:index")).headers["Location"] == reverse("mfa_index")


def test_a_factor_opens_everything_in_the_same_session(cast, as_):
    client = as_(cast.assessor)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    assert client.get("/").status_code == 302
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert client.get("/").status_code == 200
    assert client.get(reverse("api:region-list")).status_code == 200


def test_a_role_counts_from_the_day_on_which_it_is_in_force(cast, as_):
    client = as_(cast.staff)
    row = cast.assessor.memberships.get()
    row.pk, row.uid, row.user = None, cast.staff.uid, cast.staff
    row.starts_on = "2999-01-01"
    row.save(force_insert=True)
    assert client.get("/").status_code == 200
    type(row).objects.filter(pk=row.pk).update(starts_on="2026-01-01")
    assert client.get("/").status_code == 302


def test_keys_are_no_log_in_and_are_not_asked(cast, as_):
    _key, secret = make_key(cast.assessor, "Dasbor")
    client = as_(cast.assessor)
    with_key = {"Authorization": f"Api-Key {secret}"}
    assert client.get(reverse("api:region-list"), headers=with_key).status_code == 200
    assert client.get("/", headers=with_key).status_code == 302, "a page does not read keys"


def test_what_calls_itself_a_key_opens_no_session(cast, as_):
    """The gate lets requests with a key pass: the session beside a wrong key must not open anything."""
    client = as_(cast.assessor)
    for said in ("Api-Key x", "api-key x", "API-KEY  x", "Api-Key "):
        answer = client.get(reverse("api:region-list"), headers={"Authorization": said})
        assert answer.status_code in (401, 403), said


def test_every_view_of_rest_looks_at_the_key_before_the_session():
    asked = [route.view.cls.authentication_classes for route in routes() if hasattr(route.view, "cls")]
    assert len(asked) > 100
    for classes in filter(None, asked):
        assert classes[0] is ApiKeyAuthentication, classes


def test_a_log_in_with_a_factor_costs_no_query_more(cast, logged_in, settings, django_assert_max_num_queries):
    assessor = with_password(cast.assessor)
    client = logged_in(assessor, secret=give_app(assessor))
    client.get(reverse("accounts:session-list"))
    with django_assert_max_num_queries(12) as queries:
        assert is_in(client)
    assert not [each for each in queries if "mfa_authenticator" in each["sql"]]


def test_without_the_setting_nobody_is_asked(cast, as_, settings):
    settings.MFA_REQUIRED_ROLES = []
    assert as_(cast.national).get("/").status_code == 200


def test_the_portal_refuses_to_start_with_roles_that_do_not_exist():
    check_required_roles([*Role.values, "superuser"])
    with pytest.raises(ImproperlyConfigured, match="asesor"):
        check_required_roles(["asesor"])


def test_the_administration_has_no_log_in_of_its_own(client):
    answer = client.get(reverse("admin:login"), {"next": reverse("admin:index")})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))
    posted = client.post(reverse("admin:login"), {"username": "a@b.example", "password": "x"})
    assert posted.status_code == 302
