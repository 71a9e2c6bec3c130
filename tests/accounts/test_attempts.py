"""Wrong passwords: who guesses is stopped, and whoever is guessed at comes in all the same."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AttemptCount
from accounts.services import attempts
from accounts.services.changing import password_changed
from accounts.services.devices import COOKIE
from organizations.models import User
from tests.accounts.conftest import PASSWORD, code_of, give_app
from tests.factories.organizations import UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = "2026-11-29 02:00:00+00:00"
HERE, NEIGHBOUR, ELSEWHERE = "103.10.20.30", "103.10.20.77", "36.66.1.1"


def log_in(browser, email: str, password: str):
    return browser.post(reverse("account_login"), {"login": email, "password": password})


def is_in(answer) -> bool:
    return answer.status_code == 302 and answer["Location"] == reverse("portal:home")


def guess(browser, email: str, times: int) -> list[int]:
    return [log_in(browser, email, f"salah salah {each}").status_code for each in range(times)]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_five_wrong_passwords_cost_nothing_and_the_next_must_wait(person, at):
    assert guess(at(HERE), person.email, 6) == [200, 200, 200, 200, 200, 429]


def test_who_must_wait_is_told_how_long(person, at):
    browser = at(HERE)
    guess(browser, person.email, 5)
    answer = log_in(browser, person.email, PASSWORD)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert "1 menit" in answer.content.decode() or "1 minute" in answer.content.decode()


def test_pauses_grow_and_never_beyond_an_hour(person, at, clock):
    browser = at(HERE)
    guess(browser, person.email, 5)
    waits = []
    for _each in range(9):
        waits.append(int(log_in(browser, person.email, "salah")["Retry-After"]))
        clock.shift(waits[-1])
        log_in(browser, person.email, "salah")
    assert [each // 60 for each in waits] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_attempts_during_a_pause_do_not_make_it_longer(person, at, clock):
    browser = at(HERE)
    guess(browser, person.email, 40)
    clock.shift(61)
    assert is_in(log_in(browser, person.email, PASSWORD))


def test_a_stranger_elsewhere_does_not_keep_the_person_out(person, at):
    guess(at(ELSEWHERE), person.email, 30)
    assert is_in(log_in(at(HERE), person.email, PASSWORD))


def test_the_next_house_of_the_same_network_is_stopped_with_it(person, at):
    guess(at(HERE), person.email, 6)
    assert log_in(at(NEIGHBOUR), person.email, "salah").status_code == 429


def test_a_known_device_comes_in_though_somebody_guesses_from_its_own_address(person, at):
    browser = at(HERE)
    assert is_in(log_in(browser, person.email, PASSWORD))
    browser.post(reverse("account_logout"))
    guess(at(HERE), person.email, 30)
    assert is_in(log_in(browser, person.email, PASSWORD))


def test_a_known_device_comes_in_though_the_whole_account_is_under_attack(person, at, settings):
    settings.ATTEMPTS_PER_ACCOUNT = 8
    browser = at(HERE)
    log_in(browser, person.email, PASSWORD)
    browser.post(reverse("account_logout"))
    for number in range(10):
        guess(at(f"36.66.{number}.1"), person.email, 1)
    assert log_in(at("36.99.1.1"), person.email, PASSWORD).status_code == 429
    assert is_in(log_in(browser, person.email, PASSWORD))


def test_a_known_device_guesses_no_more_than_others(person, at):
    """Somebody took the telephone: the device is counted for itself."""
    browser = at(HERE)
    log_in(browser, person.email, PASSWORD)
    browser.post(reverse("account_logout"))
    assert guess(browser, person.email, 11)[-1] == 429


def test_the_cookie_of_a_device_says_nothing_for_somebody_else(person, at):
    other = User.objects.create_user("budi@ksb.example", PASSWORD, name="Budi")
    browser = at(HERE)
    log_in(browser, person.email, PASSWORD)
    browser.post(reverse("account_logout"))
    assert guess(browser, other.email, 6)[-1] == 429


def test_a_forged_cookie_makes_no_device_known(person, at):
    browser = at(HERE)
    browser.cookies[COOKIE] = "WyJhIix7fV0:1abcde:forged"
    assert guess(browser, person.email, 6)[-1] == 429


def test_after_a_new_password_old_devices_are_strangers(person, at):
    browser = at(HERE)
    log_in(browser, person.email, PASSWORD)
    browser.post(reverse("account_logout"))
    person.set_password("gunung tambora pada 1815")
    person.save()
    password_changed(person, by=None)
    assert guess(browser, person.email, 6)[-1] == 429


def test_one_address_that_tries_many_people_is_stopped(db, at, settings):
    settings.ATTEMPTS_PER_ADDRESS = 12
    browser = at(HERE)
    codes = [guess(browser, f"orang{each}@ksb.example", 1)[0] for each in range(14)]
    assert codes == [200] * 12 + [429] * 2


def test_a_right_password_of_ones_own_does_not_pay_for_guesses_at_others(person, at, settings):
    settings.ATTEMPTS_PER_ADDRESS = 12
    browser = at(HERE)
    for each in range(11):
        guess(browser, f"orang{each}@ksb.example", 1)
    own = at(HERE)
    log_in(own, person.email, PASSWORD)
    assert [guess(browser, f"lain{each}@ksb.example", 1)[0] for each in range(3)][-1] == 429


def test_failures_of_yesterday_are_forgotten(person, at, clock):
    browser = at(HERE)
    guess(browser, person.email, 5)
    clock.shift(timedelta(hours=25))
    assert guess(browser, person.email, 4) == [200] * 4
    clock.shift(timedelta(days=3))
    assert attempts.forget_old() >= 3
    assert not AttemptCount.objects.exists()


def shown(answer) -> str:
    return re.sub(r"value=\"[^\"]*\"|[A-Za-z0-9]{64}", "", answer.content.decode())


def test_an_address_that_nobody_has_gets_the_same_answers(person, at):
    known, unknown = at(HERE), at(ELSEWHERE)
    for _each in range(7):
        one = log_in(known, person.email, "salah salah salah")
        two = log_in(unknown, "tidak.ada@ksb.example", "salah salah salah")
        assert (one.status_code, shown(one)) == (two.status_code, shown(two))


def test_an_address_that_nobody_has_takes_as_long(person, at, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    person.set_password(PASSWORD)
    person.save()
    settings.ATTEMPTS_PER_NETWORK = 1000

    def seconds(email: str) -> float:
        browser, taken = at(HERE), []
        for _each in range(3):
            began = time.thread_time()
            log_in(browser, email, "salah salah salah")
            taken.append(time.thread_time() - began)
        return min(taken)

    assert 0.5 < seconds(person.email) / seconds("tidak.ada@ksb.example") < 2


def test_the_table_tells_nobody_who_was_tried(person, at):
    guess(at(HERE), person.email, 1)
    stored = " ".join(AttemptCount.objects.values_list("key", flat=True))
    assert person.email not in stored
    assert HERE not in stored


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_guesses_than_one_after_the_other(rf):
    def once() -> bool:
        request = rf.post("/akun/login/", REMOTE_ADDR=HERE)
        return not attempts.begin(request, "siti@ksb.example").wait

    with time_machine.travel(NOW, tick=False):
        assert sum(at_once(once, 8)) == 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_somebody_who_logs_in_in_many_windows_at_once_gets_no_error(rf, settings):
    """One attempt counts while another one of the same person succeeds."""
    settings.ATTEMPTS_PER_NETWORK = settings.ATTEMPTS_PER_ADDRESS = settings.ATTEMPTS_PER_ACCOUNT = 1000

    def in_and_out() -> bool:
        request = rf.post("/akun/login/", REMOTE_ADDR=HERE)
        for _each in range(60):
            attempt = attempts.begin(request, "siti@ksb.example")
            assert not attempt.wait
            attempts.succeeded(attempt)
        return True

    assert all(at_once(in_and_out, 6))
    assert set(AttemptCount.objects.values_list("failures", "blocked_until")) == {(0, None)}


@pytest.mark.django_db(transaction=True)
def test_two_processes_share_the_counter(rf):
    request = rf.post("/akun/login/", REMOTE_ADDR=HERE)
    for _each in range(5):
        attempts.begin(request, "siti@ksb.example")
    assert sum(at_once(lambda: not attempts.begin(request, "siti@ksb.example").wait, 2)) == 0


def test_the_log_in_of_the_administration_is_the_same_door(client, db):
    answer = client.get(reverse("admin:login"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_asking_the_time_is_not_an_attempt(client, db):
    client.get(reverse("account_login"))
    assert not AttemptCount.objects.exists()
    assert timezone.now()


def code_typed(browser, code: str):
    return browser.post(reverse("mfa_authenticate"), {"code": code})


def codes_guessed(at, person, address: str, times: int) -> list[bool]:
    """Whether each wrong code was looked at, by somebody who knows the password."""
    browser, looked_at = at(address), []
    log_in(browser, person.email, PASSWORD)
    for _each in range(times):
        answer = code_typed(browser, "000000")
        assert answer.status_code == 200
        looked_at.append("Retry-After" not in answer.headers)
    return looked_at


def test_who_knows_the_password_guesses_few_codes(person, at, clock):
    secret = give_app(person)
    assert codes_guessed(at, person, ELSEWHERE, 7) == [True] * 5 + [False] * 2
    browser = at(ELSEWHERE)
    log_in(browser, person.email, PASSWORD)
    assert "Retry-After" in code_typed(browser, code_of(secret)).headers, "also the right one must wait"
    clock.shift(timedelta(minutes=2))
    assert is_in(code_typed(browser, code_of(secret)))


def test_codes_guessed_from_many_networks_are_counted_together(person, at):
    give_app(person)
    looked_at = [codes_guessed(at, person, f"36.{each}.1.1", 4) for each in range(60, 67)]
    assert sum(map(sum, looked_at)) == 20


def test_a_known_device_gives_its_code_though_somebody_guesses_codes(person, at):
    """Whoever stole a password cannot keep its owner out by wrong codes."""
    secret = give_app(person)
    own = at(HERE)
    log_in(own, person.email, PASSWORD)
    assert is_in(code_typed(own, code_of(secret)))
    own.post(reverse("account_logout"))
    for each in range(60, 67):
        codes_guessed(at, person, f"36.{each}.1.1", 4)
    log_in(own, person.email, PASSWORD)
    assert is_in(code_typed(own, code_of(secret, 1)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_code_in_two_browsers_at_once_lets_one_in():
    user = UserFactory()
    assert sum(at_once(lambda: attempts.use_code(user, "123456", timedelta(seconds=90)), 6)) == 1
