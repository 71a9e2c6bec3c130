"""What keeps machines out of the form, without asking anybody else."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory, override_settings

from citizens import spam
from citizens.spam import Age
from core.addresses import client_address, fingerprint
from core.limits import is_over

START = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.mark.parametrize(
    ("seconds", "age"),
    [(0, Age.TOO_FAST), (3, Age.TOO_FAST), (6, Age.FINE), (3600, Age.FINE), (13 * 3600, Age.TOO_OLD)],
)
def test_the_form_was_open_for_a_time_in_which_somebody_can_have_written(seconds, age):
    program = uuid4()
    with time_machine.travel(START, tick=False):
        token = spam.make_token(program)
    with time_machine.travel(START + timedelta(seconds=seconds), tick=False):
        assert spam.age_of(token, program) is age


def test_a_token_is_good_for_one_program_and_cannot_be_made_up():
    with time_machine.travel(START, tick=False):
        token = spam.make_token(uuid4())
    with time_machine.travel(START + timedelta(minutes=1), tick=False):
        assert spam.age_of(token, uuid4()) is Age.UNKNOWN
        assert spam.age_of("", uuid4()) is Age.UNKNOWN
        assert spam.age_of(token + "x", uuid4()) is Age.UNKNOWN


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("Jalan di desa kami rusak.", False),
        ("Lihat https://contoh.go.id/foto", False),
        ("https://a.example dan http://b.example", True),
        ("kunjungi judi.xyz dan slot.top sekarang", True),
        ("pukul 07.30 sampai 08.45 di Jl. Raya No.1", False),
    ],
)
def test_one_link_is_fine_more_are_advertising(text, many):
    assert spam.has_too_many_links(text) is many


def test_more_than_allowed_in_an_hour_is_too_much_and_others_are_not_touched():
    assert [is_over("a", 2) for _ in range(4)] == [False, False, True, True]
    assert is_over("b", 2) is False


def test_an_address_is_counted_without_being_kept():
    assert "203.0.113.9" not in fingerprint("203.0.113.9")
    assert fingerprint("203.0.113.9") != fingerprint("203.0.113.8")
    household = {fingerprint("2001:db8:1:2::1"), fingerprint("2001:db8:1:2:ffff::9")}
    assert len(household) == 1
    assert fingerprint("2001:db8:1:3::1") not in household


def test_only_our_own_proxy_says_who_asks():
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9")
    with override_settings(BEHIND_PROXY=False):
        assert client_address(request) == "10.0.0.1"
    with override_settings(BEHIND_PROXY=True):
        assert client_address(request) == "203.0.113.9"
