"""Log-in, log-out and attempts that failed: written into the audit log; a new device is told to its owner."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.device_words import device_code, device_words
from accounts.models import Device
from accounts.news import NEW_DEVICE
from accounts.services.sessions import address_of, agent_of
from accounts.services.telling import tell_person
from organizations import audit
from organizations.models import User

COOKIE = "portal_device"
SALT = "accounts.device"
KEPT = timedelta(days=400)
"""So long a browser is known; browsers keep no cookie longer."""


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
    token = known_token(request) or secrets.token_urlsafe(32)
    request.device_token = token  # type: ignore[attr-defined]
    is_first = not Device.objects.of(user).exists()
    if _note_device(user, token, agent, address) and not is_first:
        where = {"device": device_code(agent), "address": address or "–"}
        tell_person(user, NEW_DEVICE, url=reverse("accounts:session-list"), **where)


def _note_device(user: User, token: str, agent: str, address: str) -> bool:
    """Whether the device is new; those that were not seen for long are forgotten."""
    now = timezone.now()
    Device.objects.of(user).filter(last_seen_at__lt=now - KEPT).delete()
    seen = {"user_agent": agent, "address": address or None, "last_seen_at": now}
    _device, is_new = Device.objects.update_or_create(user=user, digest=digest_of(token), defaults=seen)
    return is_new


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


def known_token(request: HttpRequest) -> str:
    """What the cookie of this browser says; empty for a new one, and for a cookie that is not ours."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT))
    except signing.BadSignature:
        return ""


def signed_token(token: str) -> str:
    """The cookie by which a browser is known again."""
    return signing.dumps(token, salt=SALT)


def digest_of(token: str) -> str:
    """SHA-256 is enough: the token has 256 bits of its own."""
    return hashlib.sha256(token.encode()).hexdigest()
