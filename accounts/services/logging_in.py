"""Log-in, log-out and attempts that failed: written into the audit log; a new device is told to its owner."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from accounts.device_words import device_code, device_words
from accounts.models import Device
from accounts.news import NEW_DEVICE
from accounts.services.devices import know_device
from accounts.services.sessions import address_of, agent_of
from accounts.services.telling import tell_person
from organizations import audit
from organizations.models import User


@transaction.atomic
def logged_in(request: HttpRequest, user: User) -> None:
    """Somebody has logged in, by whatever door: audit it, tell its owner when the device is new."""
    agent, address = agent_of(request), address_of(request)
    audit.record(
        user,
        "account.logged_in",
        user,
        region=None,
        address=address,
        device=device_words(agent),
        way=way_of(request, user),
    )
    is_first = not Device.objects.of(user).exists()
    if know_device(request, user) and not is_first:
        where = {"device": device_code(agent), "address": address or "–"}
        tell_person(user, NEW_DEVICE, url=reverse("accounts:session-list"), **where)


def logged_out(request: HttpRequest, user: User) -> None:
    """Somebody logged out by themselves."""
    device = device_words(agent_of(request))
    audit.record(user, "account.logged_out", user, region=None, address=address_of(request), device=device)


def log_in_failed(request: HttpRequest | None, credentials: dict[str, Any]) -> None:
    """An attempt failed. Of addresses that belong to nobody nothing is kept: it may be a password typed there."""
    email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    person = User.objects.filter(email=email).first() if email else None
    if person is not None:
        _failed(request, person, "password")


def factor_failed(request: HttpRequest, person: User, factor: str) -> None:
    """A code or passkey was wrong."""
    _failed(request, person, factor)


def _failed(request: HttpRequest | None, person: User, way: str) -> None:
    known = {"address": address_of(request), "device": device_words(agent_of(request))} if request else {}
    audit.record(None, "account.login_failed", person, region=None, way=way, **known)


def way_of(request: HttpRequest, user: User) -> str:
    """By which proofs: `password, totp`."""
    records = get_authentication_records(request, user)
    ways = [str(each.get("type") or each.get("provider") or each.get("method")) for each in records]
    return ", ".join(dict.fromkeys(ways)) or "–"
