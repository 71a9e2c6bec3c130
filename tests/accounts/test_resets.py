"""Links to a new password: the same answer for every address, not too many mails, no way to elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import time_machine
from celery import current_app
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import translation

from accounts.services.resets import send_reset
from notices.models import Preference
from organizations.models import User
from tests.accounts.conftest import PASSWORD, code_of, give_app

pytestmark = pytest.mark.django_db
NEW = "panen jagung bulan maret"
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/x",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
)


@pytest.fixture
def asked(monkeypatch, django_capture_on_commit_callbacks):
    """The messages to the workers, in place of the broker."""
    sent: list[tuple] = []
    monkeypatch.setattr(current_app, "signature", lambda task, args, options: _Message(sent, task, args))

    def ask(email: str, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return Client(**more).post(reverse("account_reset_password"), {"email": email})

    ask.sent = sent
    return ask


class _Message:
    def __init__(self, sent, task, args) -> None:
        self.sent, self.word = sent, (task, *args)

    def apply_async(self) -> None:
        self.sent.append(self.word)


def test_every_address_gets_the_same_answer_and_the_same_work(person, asked):
    answers = [asked(person.email), asked("tidak.ada@ksb.example")]
    assert {each["Location"] for each in answers} == {reverse("account_reset_password_done")}
    assert [word[:2] for word in asked.sent] == [
        ("accounts.tasks.send_reset", person.email),
        ("accounts.tasks.send_reset", "tidak.ada@ksb.example"),
    ]


def test_nobody_is_written_to_who_has_no_account(person):
    assert not send_reset("tidak.ada@ksb.example", "id")
    person.is_active = False
    person.save()
    assert not send_reset(person.email, "id")
    assert mail.outbox == []


def test_a_mailbox_is_not_flooded_and_nobody_is_told(person, asked, settings):
    settings.RESETS_PER_ACCOUNT = 2
    answers = [asked(person.email, REMOTE_ADDR=f"10.0.{each}.1") for each in range(5)]
    assert {each["Location"] for each in answers} == {reverse("account_reset_password_done")}
    assert len(asked.sent) == 2


def test_one_address_does_not_write_to_everybody(db, asked, settings):
    settings.RESETS_PER_ADDRESS = 3
    for each in range(6):
        assert asked(f"orang{each}@ksb.example").status_code == 302
    assert len(asked.sent) == 3


def link_to(person: User, language: str = "id") -> str:
    send_reset(person.email, language)
    return re.search(r"https?://[^/]+(/akun/\S+)", mail.outbox[-1].body)[1]


def test_the_link_sets_a_password_once_and_the_person_is_told(person, django_capture_on_commit_callbacks):
    link, browser = link_to(person), Client()
    form = browser.get(link, follow=True)
    words = {"password1": NEW, "password2": NEW}
    answer = browser.post(form.request["PATH_INFO"], words)
    assert answer["Location"] == reverse("account_reset_password_from_key_done")
    person.refresh_from_db()
    assert person.check_password(NEW)
    again = Client().get(link, follow=True)
    assert again.context["token_fail"]


def test_the_rules_of_passwords_hold_there_too(person):
    browser = Client()
    form = browser.get(link_to(person), follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": "bismillah123", "password2": "bismillah123"})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_the_link_leads_to_the_portal_whoever_asked(person, settings):
    """The name under which somebody asked is not believed."""
    settings.PORTAL_URL = "https://smartcity.ksb.example"
    send_reset(person.email, "id")
    assert "https://smartcity.ksb.example/akun/password/reset/key/" in mail.outbox[-1].body


def test_mails_speak_the_language_of_the_person(person):
    send_reset(person.email, "en")
    assert "Set a new password" in mail.outbox[-1].subject
    Preference.objects.create(user=person, language="id")
    send_reset(User.objects.get(pk=person.pk).email, "en")
    assert "Set a new password" not in mail.outbox[-1].subject


def test_a_changed_password_is_told_by_mail(person, asked, django_capture_on_commit_callbacks):
    browser = Client()
    browser.force_login(person)
    words = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("account_change_password"), words)
    _task, to, subject, body = next(word for word in asked.sent if word[0] == "accounts.tasks.send_mail")
    assert to == person.email
    assert person.name in body
    assert "127.0.0.1" in body
    assert NEW not in subject + body


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("template", sorted(Path("templates/account/email").glob("*_message.txt"), key=str))
def test_every_mail_can_be_written(template, language, person):
    from django.template.loader import render_to_string

    with translation.override(language):
        body = render_to_string(
            str(template.relative_to("templates")), {"person": person, "invitation": _Nothing(), "days": 7}
        )
    assert "{" not in body
    assert body.strip()


class _Nothing:
    """An invitation without anything, to draw the words around it."""

    region = agency = ends_on = starts_on = None
    name = "Rina"
    invited_by = None


@pytest.mark.parametrize("next_url", ELSEWHERE)
def test_the_log_in_sends_nobody_elsewhere(person, next_url):
    answer = Client().post(reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": next_url})
    assert answer["Location"] == reverse("portal:home")


@pytest.mark.parametrize("next_url", ELSEWHERE)
@pytest.mark.parametrize(
    "name", ["account_logout", "account_change_password", "account_reauthenticate", "set_language"]
)
def test_nor_does_any_other_page_with_a_way_back(person, name, next_url):
    browser = Client()
    browser.force_login(person)
    words = {"password": PASSWORD, "oldpassword": PASSWORD, "password1": NEW, "password2": NEW, "language": "en"}
    answer = browser.post(f"{reverse(name)}?next={next_url}", words | {"next": next_url})
    assert answer.status_code in (200, 302)
    assert "evil.example" not in answer.get("Location", "")
    assert not answer.get("Location", "").startswith("javascript")


@pytest.mark.parametrize("next_url", ELSEWHERE)
def test_nor_a_password_link_with_a_way_on(person, next_url):
    browser = Client()
    answer = browser.get(f"{link_to(person)}?next={next_url}", follow=True)
    assert all(url.startswith("/akun/") for url, _status in answer.redirect_chain)
    done = browser.post(answer.request["PATH_INFO"], {"password1": NEW, "password2": NEW, "next": next_url})
    assert "evil.example" not in done.get("Location", "")


@pytest.mark.parametrize("next_url", ELSEWHERE)
def test_who_is_logged_in_already_is_not_sent_elsewhere_either(person, next_url):
    browser = Client()
    browser.force_login(person)
    answer = browser.get(reverse("account_login"), {"next": next_url})
    assert "evil.example" not in answer.get("Location", "")


def test_wrong_keys_of_rest_are_counted_and_right_ones_go_on(cast, settings):
    from organizations.services.keys import make_key

    settings.WRONG_KEYS_PER_ADDRESS = 3
    _row, secret = make_key(cast.assessor, "laptop")

    def ask(key: str):
        return Client().get("/api/v1/partners/", headers={"Authorization": f"Api-Key {key}"})

    assert [ask(f"sc_guess{each}").status_code for each in range(5)] == [401, 401, 401, 429, 429]
    assert ask("sc_guess")["Retry-After"] == "3600"
    assert ask(secret).status_code == 200


def test_a_new_password_by_mail_is_no_way_around_the_second_factor(person):
    """The link neither logs in nor takes a factor away: whoever reads the mails of somebody stands before the code."""
    secret, browser = give_app(person), Client()
    form = browser.get(link_to(person), follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert browser.get(reverse("portal:home")).status_code == 302, "the link logs nobody in"
    answer = browser.post(reverse("account_login"), {"login": person.email, "password": NEW})
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert browser.get(reverse("portal:home")).status_code == 302
    assert browser.get(reverse("api:region-list")).status_code in (401, 403)
    browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert browser.get(reverse("portal:home")).status_code == 200


def test_a_mail_about_the_account_tells_time_and_browser_in_words(person, logged_in, asked):
    client = logged_in(person)
    with time_machine.travel("2026-11-02 01:15:00+00:00", tick=False), TestCase.captureOnCommitCallbacks(execute=True):
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    text = next(word[-1] for word in asked.sent if word[0] == "accounts.tasks.send_mail")
    assert "Waktu: 2 November 2026, 08.15 WIB" in text
    assert "Peramban: Chrome di Android" in text
