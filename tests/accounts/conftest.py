"""People who log in as people do: with the pages, a password, and codes that a phone would show."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from organizations.models import User
from tests.factories.organizations import UserFactory

PASSWORD = "kuda lari di pantai selatan"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
STEP = 30


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Attempts of one test are not counted in the next."""
    cache.clear()


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows now, or `steps` of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP + steps))


def give_app(user: User) -> str:
    """An authenticator app that is set up; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def give_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()


def browser(agent: str = CHROME, address: str = "10.1.2.3") -> Client:
    return Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)


def type_password(client: Client, user: User, password: str = PASSWORD, **more: str):
    """The first step of the log-in."""
    return client.post(reverse("account_login"), {"login": user.email, "password": password, **more})


def type_code(client: Client, code: str):
    """The second step."""
    return client.post(reverse("mfa_authenticate"), {"code": code})


def is_in(client: Client) -> bool:
    return client.get(reverse("accounts:session-list")).status_code == 200


@pytest.fixture
def logged_in() -> Callable[..., Client]:
    """`logged_in(user)`: through the pages, with the code of the app where there is one."""

    def log_in(user: User, agent: str = CHROME, address: str = "10.1.2.3", secret: str = "") -> Client:
        client = browser(agent, address)
        type_password(client, user)
        if secret:
            type_code(client, code_of(secret))
        return client

    return log_in


def factors_of(user: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


@pytest.fixture
def person(db) -> User:
    """Somebody who logs in with `PASSWORD`."""
    return with_password(UserFactory(email="siti.rahma@ksb.example", name="Siti Rahma"))


@pytest.fixture
def at():
    """`at("10.1.2.3")`: a browser at that address."""
    return lambda address: Client(REMOTE_ADDR=address)
