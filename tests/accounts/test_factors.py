"""The second factor: setting one up, logging in with it, losing it."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Session
from core.sealing import unseal
from notices.models import Mail, Notice
from organizations.models import AuditEntry
from tests.accounts.conftest import (
    browser,
    code_of,
    factors_of,
    give_app,
    give_codes,
    is_in,
    type_code,
    type_password,
    with_password,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessor(cast):
    return with_password(cast.assessor)


def set_up_app(client) -> str:
    """Through the page, as a person does; returns the secret that the page showed."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    return secret


def test_an_app_is_set_up_and_asked_for_at_the_next_log_in(assessor, logged_in, django_capture_on_commit_callbacks):
    client = logged_in(assessor)
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up_app(client)
    assert factors_of(assessor) == ["recovery_codes", "totp"]
    notice = Notice.objects.get(user=assessor, kind="account.factor_added")
    with override("id"):
        assert notice.title == "Ditambahkan ke akun Anda: aplikasi autentikator"
    other = browser()
    assert type_password(other, assessor).headers["Location"] == reverse("mfa_authenticate")
    assert not is_in(other)
    page = type_code(other, "000000").content.decode()
    assert "tidak benar" in page
    assert "tersimpan" not in page, "who logs in saves nothing"
    assert not is_in(other)
    assert type_code(other, code_of(secret)).status_code == 302
    assert is_in(other)


def test_secrets_lie_sealed_in_the_database(assessor, logged_in):
    client = logged_in(assessor)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert unseal(client.session[SECRET_SESSION_KEY]) == secret, "while it is set up"
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    stored = Authenticator.objects.get(user=assessor, type="totp").data["secret"]
    assert secret not in stored
    assert unseal(stored) == secret
    assert "seed" in Authenticator.objects.get(user=assessor, type="recovery_codes").data
    assert len(unseal(Authenticator.objects.get(user=assessor, type="recovery_codes").data["seed"])) == 80


def test_a_mistyped_code_does_not_change_the_key_that_was_scanned(assessor, logged_in):
    client = logged_in(assessor)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert answer.context["form"].secret == secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert "totp" in factors_of(assessor)


def test_a_code_works_once_as_long_as_it_holds(assessor):
    secret = give_app(assessor)
    with time_machine.travel("2026-11-02 01:00:05+00:00", tick=False) as clock:
        code = code_of(secret)
        first, second = browser(), browser()
        type_password(first, assessor)
        assert type_code(first, code).status_code == 302
        clock.shift(40)  # the code still holds for clocks that go wrong
        type_password(second, assessor)
        cache.clear()  # a cache may forget: a portal without Redis has a small one
        assert type_code(second, code).status_code == 200
        assert not is_in(second)


def test_a_phone_whose_clock_goes_wrong_by_a_step_is_let_in_but_not_by_more(assessor):
    secret = give_app(assessor)
    for steps, expected in ((1, True), (-1, True), (3, False)):
        client = browser()
        type_password(client, assessor)
        type_code(client, code_of(secret, steps))
        assert is_in(client) is expected, steps


def test_a_recovery_code_works_once_and_its_owner_is_told(assessor):
    give_app(assessor)
    codes = give_codes(assessor)
    client, again = browser(), browser()
    type_password(client, assessor)
    assert type_code(client, codes[0]).status_code == 302
    assert is_in(client)
    told = Notice.objects.get(user=assessor, kind="account.code_used")
    assert told.params["left"] == "9"
    type_password(again, assessor)
    type_code(again, codes[0])
    assert not is_in(again)


def test_new_codes_make_the_old_ones_worthless(assessor, logged_in, django_capture_on_commit_callbacks):
    secret = give_app(assessor)
    old = give_codes(assessor)
    client = logged_in(assessor, secret=secret)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    shown = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(shown) == 10
    assert not set(shown) & set(old)
    text = client.get(reverse("mfa_download_recovery_codes"))
    assert shown[0] in text.content.decode()
    assert Notice.objects.filter(user=assessor, kind="account.codes_made").exists()


def test_a_factor_that_can_no_longer_be_read_is_said_so(assessor, settings):
    secret = give_app(assessor)
    settings.SECRET_KEY = "another key, and the old one is not among the fallbacks"
    client = browser()
    type_password(client, assessor)
    answer = type_code(client, code_of(secret))
    assert answer.status_code == 200
    assert "tidak dapat dibaca" in answer.content.decode()


def test_the_first_factor_ends_sessions_that_began_without(assessor, logged_in, django_capture_on_commit_callbacks):
    elsewhere, client = logged_in(assessor), logged_in(assessor)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
    assert is_in(client)
    assert not is_in(elsewhere)


def test_the_last_factor_stays_with_whoever_must_have_one(assessor, cast, logged_in, settings):
    settings.MFA_REQUIRED_ROLES = ["assessor"]
    client = logged_in(assessor, secret=give_app(assessor))
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert "faktor kedua" in answer.content.decode()
    assert "totp" in factors_of(assessor)
    staff = with_password(cast.staff)
    free = logged_in(staff, secret=give_app(staff))
    free.post(reverse("mfa_deactivate_totp"))
    assert factors_of(staff) == []


def test_an_administrator_takes_factors_away_by_command(assessor, logged_in):
    client = logged_in(assessor, secret=give_app(assessor))
    give_codes(assessor)
    call_command("reset_factors", assessor.email.upper())
    assert factors_of(assessor) == []
    assert not is_in(client)
    entry = AuditEntry.objects.get(verb="factor.all_reset")
    assert (entry.by, entry.subject_uid, entry.details["count"]) == (None, str(assessor.uid), 2)
    assert Mail.objects.filter(user=assessor, notices__kind="account.factors_reset").exists()
    with pytest.raises(CommandError, match="Nobody"):
        call_command("reset_factors", "tidak.ada@contoh.example")


def test_the_page_shows_a_code_that_can_be_scanned(assessor, logged_in):
    page = logged_in(assessor).get(reverse("mfa_activate_totp"))
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    assert "otpauth://totp/" in page.content.decode()


def test_log_in_log_out_and_failures_are_in_the_audit_log(assessor):
    secret = give_app(assessor)
    client = browser()
    type_password(client, assessor, "salah-sekali")
    type_password(client, assessor)
    type_code(client, "000000")
    type_code(client, code_of(secret))
    client.post(reverse("account_logout"))
    rows = AuditEntry.objects.filter(subject_uid=str(assessor.uid), verb__startswith="account.").order_by("pk")
    seen = [(row.verb, row.details.get("way")) for row in rows]
    assert seen == [
        ("account.login_failed", "password"),
        ("account.login_failed", "totp"),
        ("account.logged_in", "password, totp"),
        ("account.logged_out", None),
    ]
    assert rows[2].details["device"] == "Chrome di Android"
    assert rows[2].details["address"] == "10.1.2.3"


def test_of_an_address_that_belongs_to_nobody_nothing_is_kept(db):
    client = browser()
    client.post(reverse("account_login"), {"login": "RahasiaSaya2026@contoh.example", "password": "x"})
    assert not AuditEntry.objects.exists()
    assert not Session.objects.exclude(user=None).exists()
