"""The first log-in of an assessor on a phone: led to a second factor, then in. Passkeys: Chromium's authenticator."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse

from organizations.models import AuditEntry
from organizations.roles import Role
from tests.accounts.conftest import PASSWORD, code_of, with_password
from tests.browser.cases import PHONE
from tests.factories.organizations import RegionFactory
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOUCH = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A phone whose owner is there and touches the sensor."""


@pytest.fixture
def assessor(db, settings):
    cache.clear()
    settings.MFA_REQUIRED_ROLES = ["assessor"]
    return with_password(person(Role.ASSESSOR, RegionFactory(code="52.07")))


@pytest.fixture
def phone(assessor, open_as):
    return open_as(None, **PHONE)


def give_authenticator(phone, **differs):
    session = phone.context.new_cdp_session(phone.page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH | differs})
    return session, made["authenticatorId"]


def type_password(phone, assessor) -> None:
    phone.open(reverse("account_login"))
    phone.page.fill("#id_login", assessor.email)
    phone.page.fill("#id_password", PASSWORD)
    phone.press("form[action='/akun/login/'] button[type=submit]")


def log_out(phone) -> None:
    phone.open(reverse("account_logout"))
    with phone.page.expect_navigation():
        phone.page.click("form[action='/akun/logout/'] button.btn-primary")


def test_an_assessor_sets_up_an_app_and_goes_on(phone, assessor):
    type_password(phone, assessor)
    assert phone.page.url.endswith(reverse("mfa_index"))
    assert "Peran Anda memerlukan faktor kedua" in phone.page.inner_text("main")
    phone.press(f"a[href='{reverse('mfa_activate_totp')}']")
    assert phone.page.evaluate("document.querySelector('.safety__qr').naturalWidth") > 0, "the CSP lets the picture in"
    phone.page.click("summary:has-text('tidak dapat dipindai')")
    secret = phone.page.inner_text(".safety__secret")
    phone.page.fill("#id_code", "12")
    phone.press("form[action='/akun/keamanan/aplikasi/'] button[type=submit]")
    assert "tidak benar" in phone.page.inner_text("main")
    phone.page.fill("#id_code", code_of(secret))
    phone.press("form[action='/akun/keamanan/aplikasi/'] button[type=submit]")
    assert len(phone.page.query_selector_all(".safety__codes li")) == 10
    phone.press("a:has-text('lanjutkan')")
    assert phone.page.url == f"{phone.host}/"
    log_out(phone)
    type_password(phone, assessor)
    assert phone.page.url.endswith(reverse("mfa_authenticate"))
    phone.page.fill("#id_code", code_of(secret, 1))
    phone.press("form:has(#id_code) button[type=submit]")
    assert phone.page.url == f"{phone.host}/"


def test_a_passkey_is_made_and_logs_in_alone(phone, assessor):
    session, authenticator = give_authenticator(phone)
    type_password(phone, assessor)
    phone.press(f"a[href='{reverse('mfa_add_webauthn')}']")
    phone.page.fill("#id_name", "Ponsel kantor")
    phone.press("form[data-passkey] button[type=submit]")
    assert Authenticator.objects.get(user=assessor, type="webauthn").wrap().name == "Ponsel kantor"
    assert len(session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1
    phone.open(reverse("mfa_index"))
    phone.press("a:has-text('Ganti nama')")
    phone.page.fill("#id_name", "Ponsel saya")
    phone.press("form:has(#id_name) button[type=submit]")
    assert Authenticator.objects.get(user=assessor, type="webauthn").wrap().name == "Ponsel saya"
    log_out(phone)
    phone.open(reverse("account_login"))
    phone.press("form[data-passkey=enter] button[type=submit]")
    assert phone.page.url == f"{phone.host}/"
    entry = AuditEntry.objects.filter(verb="account.logged_in").order_by("-pk").first()
    assert entry.details["way"] == "webauthn"
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})


def test_a_security_key_is_the_second_step_after_the_password(phone, assessor):
    give_authenticator(phone, transport="usb", hasUserVerification=False, isUserVerified=False, hasResidentKey=False)
    type_password(phone, assessor)
    phone.press(f"a[href='{reverse('mfa_add_webauthn')}']")
    phone.page.uncheck("#id_passwordless")
    phone.press("form[data-passkey] button[type=submit]")
    log_out(phone)
    type_password(phone, assessor)
    phone.press("form[data-passkey=use] button[type=submit]")
    assert phone.page.url == f"{phone.host}/"
    phone.open(reverse("mfa_index"))
    phone.press("a[href$='/hapus/']")
    phone.press("main .card form button[type=submit]")
    assert "Peran Anda memerlukan faktor kedua" in phone.page.inner_text("main"), "the last one stays"
    assert Authenticator.objects.filter(user=assessor, type="webauthn").count() == 1


def test_a_device_without_a_passkey_is_told_what_to_do(phone, assessor):
    phone.tolerated = ("passkey", "WebAuthn")
    session, authenticator = give_authenticator(phone)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    type_password(phone, assessor)
    phone.press(f"a[href='{reverse('mfa_add_webauthn')}']")
    phone.page.click("form[data-passkey] button[type=submit]")
    phone.page.wait_for_selector("[data-passkey-problem]:not([hidden])")
    assert "coba lagi" in phone.page.inner_text("[data-passkey-problem]")
    phone.check()
    assert not Authenticator.objects.exists()
