"""Passwords: long ones without rules about signs; nothing that stands in lists or that everybody here would try."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as portal
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from accounts.passwords import breached
from accounts.passwords.breached import WIDTH, compact, digest_of
from organizations.models import User
from organizations.roles import Role
from tests.accounts.conftest import PASSWORD
from tests.people import person as somebody


def codes(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        return {each.code for each in problem.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        *("bismillah", "bismillah123", "Bismillah2026!", "alhamdulillah1", "assalamualaikum99"),
        *("indonesia45", "Indonesia1945!", "merdeka17081945", "sumbawa2026", "sumbawabarat01"),
        *("sayangku123", "sayangsayang", "cintaku12345", "akucintakamu", "4kus4y4ngk4mu"),
        *("password123", "qwertyuiop", "1234567890", "iloveyou12345", "P@ssw0rd2026"),
    ],
)
def test_what_people_try_first_is_refused(password):
    assert "password_breached" in codes(password)


@pytest.mark.parametrize(
    "password",
    [
        "kuda lari di pantai selatan",
        "tujuh-ekor-rusa-moyo",
        "Ubi.Kayu.Manis.88",
        "panen jagung bulan maret",
        "ŕañdôm×çhars",
    ],
)
def test_a_sentence_is_welcome_without_capitals_and_digits(password):
    assert codes(password) == set()


def test_128_characters_are_taken_whole_and_more_are_refused(db):
    long = "panen jagung di ladang pak haji " * 4
    assert len(long) == 128
    user = User.objects.create_user("a@ksb.example", long, name="A")
    assert user.check_password(long)
    assert not user.check_password(long[:-1])
    assert codes("x" + long) == {"password_too_long"}


@pytest.mark.parametrize("password", ["Siti-Rahma-1990", "sitirahma!!", "portal smart city", "KSB-Diskominfo-1"])
def test_ones_own_name_and_the_words_of_the_office_are_refused(password):
    user = User(email="siti.rahma@ksb.go.id", name="Siti Rahma")
    assert "password_of_context" in codes(password, user)


def test_the_name_of_ones_region_is_refused(region):
    user = somebody(Role.VERIFIER, region)
    assert "password_of_context" in codes("Kab.Sumbawa.Barat.7", user)


@pytest.mark.parametrize(("role", "least"), [(Role.REGION_ADMIN, 12), (Role.ASSESSOR, 12), (Role.VERIFIER, 10)])
def test_administrators_and_assessors_need_longer_ones(region, role, least):
    user = somebody(role, region)
    word = "jagung-rebus-hangat"
    assert "password_too_short" not in codes(word[:least], user)
    assert "password_too_short" in codes(word[: least - 1], user)


def test_the_shipped_list_is_large_sorted_and_free_of_doubles():
    raw = portal.BREACHED_SHIPPED.read_bytes()
    rows = [raw[at : at + WIDTH] for at in range(0, len(raw), WIDTH)]
    assert len(rows) > 100_000
    assert rows == sorted(set(rows))


def test_every_entry_is_found_and_no_other(tmp_path):
    words = [f"kata-{each}" for each in range(999)]
    path = tmp_path / "list.bin"
    path.write_bytes(compact(words))
    assert all(breached.is_in_compact(path, [digest_of(each)]) for each in words)
    assert not any(breached.is_in_compact(path, [digest_of(f"lain-{each}")]) for each in range(999))


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_a_list_of_ones_own_is_searched_in_place(tmp_path, ending, last):
    words = [f"kata-{each}" for each in range(500)]
    rows = sorted(f"{digest_of(each).hex().upper()}:{at**3}" for at, each in enumerate(words))
    path: Path = tmp_path / "pwned.txt"
    path.write_bytes((ending.join(rows) + (ending if last else "")).encode())
    assert all(breached.is_in_lines(path, [digest_of(each)]) for each in words)
    assert not any(breached.is_in_lines(path, [digest_of(f"lain-{each}")]) for each in range(500))


def test_a_list_of_ones_own_counts(tmp_path, settings):
    path = tmp_path / "pwned.txt"
    path.write_text(f"{digest_of('ikan bakar taliwang').hex().upper()}:3\n")
    assert codes("ikan bakar taliwang") == set()
    settings.BREACHED_PASSWORDS = str(path)
    assert codes("ikan bakar taliwang") == {"password_breached"}


def test_the_same_sources_give_the_same_list(tmp_path):
    (tmp_path / "a.txt").write_text("#!comment: x\nbudi\nANI\n\n")
    (tmp_path / "b.json").write_text('["ani", "tono"]')
    for name in ("one.bin", "two.bin"):
        call_command("make_breached_list", tmp_path / "b.json", tmp_path / "a.txt", target=tmp_path / name)
    made = (tmp_path / "one.bin").read_bytes()
    assert made == (tmp_path / "two.bin").read_bytes() == compact(["budi", "ani", "ANI", "tono"])


def test_the_page_of_a_new_password_says_what_is_wrong(person, as_):
    browser = as_(person)
    words = {"oldpassword": PASSWORD, "password1": "bismillah123", "password2": "bismillah123"}
    answer = browser.post(reverse("account_change_password"), words)
    assert answer.status_code == 200
    assert "id_password1" in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_password_may_be_pasted(client, db):
    """Nothing on the page keeps a password manager out."""
    page = client.get(reverse("account_login")).content.decode()
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
