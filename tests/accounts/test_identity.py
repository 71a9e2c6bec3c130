"""Log-in through an identity provider: a real one, over HTTP, with code, PKCE and nonce; and one that errs."""

from __future__ import annotations

import html
import re
import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations.models import AuditEntry, User
from organizations.roles import Role
from smartcity.settings.entrance import _provider
from tests.accounts.conftest import PASSWORD
from tests.accounts.providers import CLIENT, SECRET, ErringProvider, RealProvider
from tests.factories.accounts import InvitationFactory
from tests.factories.organizations import UserFactory

pytestmark = pytest.mark.django_db
KEY = "negara"


def use(settings, *providers, **more) -> None:
    rows = [
        {"id": f"{KEY}{at or ''}", "name": f"Masuk{at or ''} Negara", "issuer": each.issuer, "client_id": CLIENT}
        | {"client_secret": SECRET}
        | more
        for at, each in enumerate(providers)
    ]
    apps = [_provider(row) for row in rows]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"provider_class": "accounts.oidc.provider.Provider", "APPS": apps}
    }


@pytest.fixture(scope="module")
def real():
    provider = RealProvider()
    yield provider
    provider.stop()


@pytest.fixture
def negara(real, settings) -> RealProvider:
    use(settings, real)
    return real


@pytest.fixture
def erring(settings):
    provider = ErringProvider()
    use(settings, provider)
    yield provider
    provider.stop()


def leave(browser: Client, key: str = KEY, **words) -> str:
    """The address of the provider to which the page leads."""
    answer = browser.post(reverse("openid_connect_login", args=[key]), words)
    assert answer.status_code == 200, answer.content.decode()
    return html.unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.content.decode())[1])


def back(browser: Client, address: str):
    parts = urlsplit(address)
    return browser.get(parts.path, dict(parse_qsl(parts.query)))


def enter(browser: Client, provider, subject: str = "42", **words):
    return back(browser, provider.agree(leave(browser, **words), subject))


def is_in(browser: Client) -> bool:
    return browser.get(reverse("portal:home")).status_code == 200


def test_the_log_in_page_has_the_button_of_each_provider(negara, client, settings):
    assert "Masuk Negara" in client.get(reverse("account_login")).content.decode()
    use(settings)
    assert "Masuk Negara" not in client.get(reverse("account_login")).content.decode()


def test_somebody_who_exists_enters_by_the_verified_address(negara, person, client):
    negara.know("s-1", email="Siti.Rahma@ksb.example", email_verified=True, name="Siti R.")
    answer = enter(client, negara, "s-1")
    assert answer["Location"] == reverse("portal:home")
    assert is_in(client)
    row = SocialAccount.objects.get()
    assert (row.user, row.provider) == (person, KEY)
    assert row.uid == f"{negara.issuer}|s-1"
    assert set(row.extra_data) == {"iss", "sub", "email"}
    methods = [each["method"] for each in client.session[AUTHENTICATION_METHODS_SESSION_KEY]]
    assert methods == ["socialaccount"]


def test_the_password_stays_as_it_is(negara, person, client):
    negara.know("s-1", email=person.email, email_verified=True)
    enter(client, negara, "s-1")
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert AuditEntry.objects.filter(verb="identity.linked", by=person).exists()


def test_what_is_asked_for_has_pkce_nonce_and_state(negara, person, client):
    asked = dict(parse_qsl(urlsplit(leave(client)).query))
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 20
    assert asked["response_type"] == "code"
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}


def test_an_address_changes_nothing_of_what_is_asked_for(negara, client):
    address = reverse("openid_connect_login", args=[KEY])
    answer = client.post(f"{address}?scope=admin&auth_params=nonce%3Dx%26redirect_uri%3Dhttps://evil.example", {})
    address = re.search(r'content="0;url=([^"]+)"', answer.content.decode())[1]
    assert "evil.example" not in address
    assert "admin" not in address


def test_from_then_on_the_subject_counts_and_not_the_address(negara, person, client):
    negara.know("s-1", email=person.email, email_verified=True)
    enter(client, negara, "s-1")
    negara.know("s-1", email="baru@ksb.example", email_verified=True)
    for _each in range(2):
        again = Client()
        enter(again, negara, "s-1")
        assert is_in(again)
    person.refresh_from_db()
    assert person.email == "siti.rahma@ksb.example"
    assert AuditEntry.objects.filter(verb="identity.address_differs").count() == 1


def test_an_address_that_was_given_to_somebody_else_there_does_not_open_the_account(negara, person, client):
    negara.know("s-1", email=person.email, email_verified=True)
    enter(client, negara, "s-1")
    negara.know("s-2", email=person.email, email_verified=True)
    other = Client()
    assert enter(other, negara, "s-2").status_code == 403
    assert not is_in(other)
    assert SocialAccount.objects.count() == 1


def test_a_stranger_is_told_to_ask_for_an_invitation(negara, client):
    negara.know("s-3", email="orang.asing@gmail.example", email_verified=True)
    answer = enter(client, negara, "s-3")
    assert answer.status_code == 403
    assert "orang.asing@gmail.example" in answer.content.decode()
    assert not User.objects.filter(email="orang.asing@gmail.example").exists()


@pytest.mark.parametrize("claims", [{"email_verified": False}, {}, {"email_verified": "no"}, {"email_verified": 1}])
def test_an_address_that_is_not_verified_is_refused(negara, person, claims, client):
    negara.know("s-4", email=person.email, **claims)
    assert enter(client, negara, "s-4").status_code == 403
    assert not is_in(client)


def test_unless_the_provider_is_trusted_to_give_out_addresses_itself(real, settings, person, client):
    use(settings, real, email_trusted=True)
    real.know("s-5", email=person.email)
    enter(client, real, "s-5")
    assert is_in(client)


def test_another_claim_can_hold_the_address(real, settings, person, client):
    use(settings, real, email_claim="mail_dinas", email_verified_claim="mail_dinas_ok")
    real.know("s-6", email="pribadi@gmail.example", email_verified=True, mail_dinas=person.email, mail_dinas_ok=True)
    enter(client, real, "s-6")
    assert is_in(client)


def test_somebody_whose_account_is_closed_does_not_enter(negara, person, client):
    negara.know("s-1", email=person.email, email_verified=True)
    enter(Client(), negara, "s-1")
    person.is_active = False
    person.save()
    assert enter(client, negara, "s-1").status_code == 403
    assert not is_in(client)


def test_whoever_runs_the_server_is_not_let_in_by_an_address(negara, client, db):
    User.objects.create_superuser("root@ksb.example", PASSWORD, name="Root")
    negara.know("s-7", email="root@ksb.example", email_verified=True)
    assert enter(client, negara, "s-7").status_code == 403


def test_an_invited_person_enters_without_a_password(negara, region, client, cast):
    InvitationFactory(email="rina@ksb.example", name="Rina", region=region, role=Role.COUNCIL, invited_by=cast.admin)
    negara.know("s-8", email="rina@ksb.example", email_verified=True)
    enter(client, negara, "s-8")
    assert is_in(client)
    user = User.objects.get(email="rina@ksb.example")
    assert user.access.has_role(Role.COUNCIL)
    assert not user.has_usable_password()


def test_an_invitation_that_is_too_old_or_withdrawn_lets_nobody_in(negara, region, client):
    past = timezone.now() - timedelta(days=1)
    InvitationFactory(email="rina@ksb.example", region=region, expires_at=past)
    InvitationFactory(email="rina@ksb.example", region=region, withdrawn_at=past)
    negara.know("s-8", email="rina@ksb.example", email_verified=True)
    assert enter(client, negara, "s-8").status_code == 403


def test_who_breaks_off_at_the_provider_is_told_so(negara, client):
    answer = back(client, negara.refuse(leave(client)))
    assert answer.status_code == 200
    assert not SocialAccount.objects.exists()


def test_a_code_is_good_once(negara, person, client):
    negara.know("s-1", email=person.email, email_verified=True)
    address = negara.agree(leave(client), "s-1")
    assert back(client, address).status_code == 302
    client.post(reverse("account_logout"))
    assert back(client, address).status_code == 400
    assert not is_in(client)


def test_a_code_of_somebody_else_is_of_no_use(negara, person, client):
    """An attacker sends their own answer of the provider to somebody: it belongs to no log-in of that browser."""
    negara.know("s-1", email=person.email, email_verified=True)
    stolen = negara.agree(leave(Client()), "s-1")
    assert back(client, stolen).status_code == 400
    leave(client)
    assert back(client, stolen).status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize(
    "next_url", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_sent_elsewhere_afterwards(negara, person, client, next_url):
    negara.know("s-1", email=person.email, email_verified=True)
    assert enter(client, negara, "s-1", next=next_url)["Location"] == reverse("portal:home")


def test_but_back_to_the_page_that_was_wanted(negara, person, client):
    negara.know("s-1", email=person.email, email_verified=True)
    assert enter(client, negara, "s-1", next="/profil/")["Location"] == "/profil/"


def test_a_link_from_elsewhere_only_asks(negara, client):
    answer = client.get(reverse("openid_connect_login", args=[KEY]))
    assert answer.status_code == 200
    assert "refresh" not in answer.content.decode()


def test_a_provider_that_nobody_configured_is_not_there(negara, client):
    for name in ("openid_connect_login", "openid_connect_callback"):
        assert client.get(reverse(name, args=["lain"])).status_code == 404


def test_two_providers_with_the_same_subject_are_two_identities(real, settings, person, db):
    second = RealProvider()
    try:
        use(settings, real, second)
        real.know("s-1", email=person.email, email_verified=True)
        enter(Client(), real, "s-1")
        second.know("s-1", email="orang.asing@gmail.example", email_verified=True)
        browser = Client()
        answer = back(browser, second.agree(leave(browser, f"{KEY}1"), "s-1"))
        assert answer.status_code == 403
    finally:
        second.stop()


def test_nobody_takes_the_address_of_somebody_who_is_to_come(negara, cast, as_, region, client):
    """Else whoever enters by that address, or is invited by it, would land in the account of the one who took it."""
    own, waited_for = cast.staff.email, "bupati.baru@ksb.example"
    browser = as_(cast.staff)
    for step in ("action_add", "action_primary"):
        assert browser.post(reverse("account_email"), {step: "", "email": waited_for}).status_code == 405
    assert browser.get(reverse("account_email"))["Location"] == reverse("organizations:profile")
    cast.staff.refresh_from_db()
    assert cast.staff.email == own
    assert not EmailAddress.objects.filter(email=waited_for).exists()
    negara.know("s-77", email=waited_for, email_verified=True)
    assert enter(client, negara, "s-77").status_code == 403


# --- a provider that errs ---------------------------------------------------------------------------------------------


def test_it_lets_in_when_it_does_not_err(erring, person, client):
    enter(client, erring)
    assert is_in(client)


WRONG = {
    "for somebody else": {"claims": {"aud": "another-portal"}},
    "for two without azp": {"claims": {"aud": [CLIENT, "another"]}},
    "azp of another": {"claims": {"azp": "another"}},
    "of another issuer": {"claims": {"iss": "https://evil.example"}},
    "too old": {"claims": {"exp": 1_000_000_000}},
    "not valid yet": {"claims": {"nbf": 4_000_000_000}},
    "without expiry": {"claims": {"exp": None}},
    "without subject": {"claims": {"sub": None}},
    "with another nonce": {"claims": {"nonce": "x" * 32}},
    "without nonce": {"claims": {"nonce": None}},
    "signed by another": {"signed": "other"},
    "of an unknown key": {"kid": "two"},
    "not signed": {"algorithm": "none"},
    "signed with the secret of the portal": {"algorithm": "HS256"},
    "missing": {"without": ("id_token",)},
    "userinfo of somebody else": {"userinfo": {"sub": "43"}},
    "answer of another issuer": {"answer": {"iss": "https://evil.example"}},
}


@pytest.mark.parametrize("errs", WRONG.values(), ids=WRONG.keys())
def test_an_id_token_that_is_not_right_lets_nobody_in(erring, person, client, errs):
    erring.errs = errs
    answer = enter(client, erring)
    assert answer.status_code == 400
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_userinfo_cannot_say_who_the_token_is_about(erring, person, client):
    """It is not signed: who, for whom and until when is said by the ID token alone."""
    erring.errs = {"claims": {"aud": "another-portal"}, "userinfo": {"aud": CLIENT}}
    assert enter(client, erring).status_code == 400


BROKEN = {
    "description": {"broken": ("/.well-known/openid-configuration",)},
    "description that is no JSON": {"broken": ("/.well-known/openid-configuration",), "status": 200},
    "description of another issuer": {"issuer": "https://evil.example"},
}


@pytest.mark.parametrize("errs", BROKEN.values(), ids=BROKEN.keys())
def test_a_provider_that_is_away_has_a_page_with_advice(erring, client, errs, db):
    erring.errs = errs
    answer = client.post(reverse("openid_connect_login", args=[KEY]))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "120"


@pytest.mark.parametrize("part", ["/jwks", "/userinfo", "/token"])
@pytest.mark.parametrize("status", [200, 302, 500])
def test_one_that_breaks_off_in_the_middle_too(erring, person, client, part, status):
    address = erring.agree(leave(client))
    erring.errs = {"broken": (part,), "status": status}
    assert back(client, address).status_code in (400, 503)
    assert not is_in(client)


def test_one_that_hangs_holds_the_portal_no_longer_than_the_setting(erring, client, settings, db):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    erring.errs = {"sleeps": 3}
    began = time.monotonic()
    assert client.post(reverse("openid_connect_login", args=[KEY])).status_code == 503
    assert time.monotonic() - began < 2


def test_one_that_is_switched_off(erring, client, db):
    erring.stop()
    assert client.post(reverse("openid_connect_login", args=[KEY])).status_code == 503


# --- linking ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def logged_in(person) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return browser


def confirmed(browser: Client) -> Client:
    """The person has entered the password once more, a moment ago."""
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def test_linking_and_unlinking_ask_for_the_password_once_more(negara, person, logged_in, settings):
    row = SocialAccount.objects.create(user=person, provider=f"{KEY}1", uid="x|1")
    later = timezone.now() + timedelta(seconds=settings.REAUTHENTICATION_SECONDS + 1)
    with time_machine.travel(later, tick=False):
        for address in (reverse("openid_connect_login", args=[KEY]), reverse("identity_unlink", args=[row.pk])):
            answer = logged_in.post(address, {"process": "connect"})
            assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert SocialAccount.objects.count() == 1


def test_somebody_links_an_identity_with_another_address(negara, person, logged_in):
    negara.know("s-9", email="siti@gmail.example")
    enter(confirmed(logged_in), negara, "s-9", process="connect")
    assert SocialAccount.objects.get().user == person
    assert "siti@gmail.example" in logged_in.get(reverse("socialaccount_connections")).content.decode()
    fresh = Client()
    enter(fresh, negara, "s-9")
    assert is_in(fresh)


def test_an_identity_belongs_to_one_person(negara, person, logged_in):
    SocialAccount.objects.create(user=UserFactory(), provider=KEY, uid=f"{negara.issuer}|s-9")
    negara.know("s-9", email="x@ksb.example")
    enter(confirmed(logged_in), negara, "s-9", process="connect")
    assert not SocialAccount.objects.filter(user=person).exists()


def test_a_person_has_one_identity_of_a_provider(negara, person, logged_in):
    SocialAccount.objects.create(user=person, provider=KEY, uid=f"{negara.issuer}|s-1")
    negara.know("s-9", email="x@ksb.example")
    assert enter(confirmed(logged_in), negara, "s-9", process="connect").status_code == 409


def test_linking_without_a_log_in_is_a_log_in(negara, client):
    negara.know("s-9", email="x@ksb.example", email_verified=True)
    assert enter(client, negara, "s-9", process="connect").status_code == 403


def test_somebody_removes_the_link(negara, person, logged_in):
    row = SocialAccount.objects.create(user=person, provider=KEY, uid=f"{negara.issuer}|s-9")
    confirmed(logged_in).post(reverse("identity_unlink", args=[row.pk]))
    assert not SocialAccount.objects.exists()
    assert AuditEntry.objects.filter(verb="identity.unlinked", by=person).exists()


def test_but_not_their_only_door(negara, person, as_):
    row = SocialAccount.objects.create(user=person, provider=KEY, uid=f"{negara.issuer}|s-9")
    person.set_unusable_password()
    person.save()
    as_(person).post(reverse("identity_unlink", args=[row.pk]))
    assert SocialAccount.objects.exists()


def test_nor_the_link_of_somebody_else(negara, person, logged_in):
    row = SocialAccount.objects.create(user=UserFactory(), provider=KEY, uid=f"{negara.issuer}|s-9")
    assert logged_in.post(reverse("identity_unlink", args=[row.pk])).status_code == 404


# --- the other door ---------------------------------------------------------------------------------------------------


def by_password(email: str) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return browser


def test_where_all_must_use_the_provider_a_password_opens_nothing(negara, person, settings):
    settings.PASSWORD_LOGIN = False
    assert not is_in(by_password(person.email))
    settings.PASSWORD_LOGIN_KEPT = [person.email]
    assert is_in(by_password(person.email))


def test_superusers_and_roles_keep_their_door(negara, cast, settings):
    settings.PASSWORD_LOGIN = False
    root = User.objects.create_superuser("root@ksb.example", PASSWORD, name="Root")
    cast.admin.set_password(PASSWORD)
    cast.admin.save()
    assert is_in(by_password(root.email))
    assert not is_in(by_password(cast.admin.email))
    settings.PASSWORD_LOGIN_KEPT = ["superuser", "region_admin"]
    assert is_in(by_password(cast.admin.email))


def test_people_of_a_domain_enter_through_the_provider_only(negara, person, settings):
    settings.OIDC_ONLY_DOMAINS = ["ksb.example"]
    assert not is_in(by_password(person.email))
    settings.OIDC_ONLY_DOMAINS = ["lain.example"]
    assert is_in(by_password(person.email))


def test_a_right_password_at_the_wrong_door_sounds_like_a_wrong_one(negara, person, settings, client):
    settings.PASSWORD_LOGIN = False
    right = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    wrong = client.post(reverse("account_login"), {"login": person.email, "password": "salah salah salah"})
    assert right.context["form"].errors == wrong.context["form"].errors


def test_whoever_needs_no_password_is_told_so_by_mail(negara, person, settings):
    from accounts.services.resets import send_reset

    settings.PASSWORD_LOGIN = False
    send_reset(person.email, "id")
    assert "Masuk Negara" in mail.outbox[-1].body
    assert "/akun/password" not in mail.outbox[-1].body


def test_who_runs_the_server_removes_a_link_in_the_administration(negara, person, client):
    root = User.objects.create_superuser("root@ksb.example", PASSWORD, name="Root")
    row = SocialAccount.objects.create(user=person, provider=KEY, uid=f"{negara.issuer}|s-9")
    client.force_login(root)
    client.post(reverse("admin:socialaccount_socialaccount_delete", args=[row.pk]), {"post": "yes"})
    assert not SocialAccount.objects.exists()
    assert AuditEntry.objects.filter(verb="identity.unlinked", by=root, subject_uid=str(person.uid)).exists()
