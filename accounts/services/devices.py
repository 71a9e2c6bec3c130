"""The browsers of a person: a signed cookie holds a random name, of which only the digest is kept.

Who enters from a browser that is not theirs is told so; failures elsewhere never block one that is. A new password
makes all of them strangers but the one on which it was set.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import Device
from accounts.services.sessions import address_of, agent_of
from organizations.models import User

COOKIE = "portal_device"
SALT = "accounts.device"


def device_of(request: HttpRequest, user: User | None) -> str:
    """The digest of this browser, where it is one of this person's; else empty."""
    token = _known_token(request)
    if user is None or not token:
        return ""
    digest = _digest_of(token)
    rows = Device.objects.of(user).filter(digest=digest, last_seen_at__gte=timezone.now() - _kept())
    return digest if rows.exists() else ""


def know_device(request: HttpRequest, user: User) -> bool:
    """The person has proved who they are in this browser: whether it is new. The answer carries the cookie."""
    token = _known_token(request) or getattr(request, "device_token", "") or secrets.token_urlsafe(32)
    request.device_token = token  # type: ignore[attr-defined]
    now = timezone.now()
    Device.objects.of(user).filter(last_seen_at__lt=now - _kept()).delete()
    seen = {"user_agent": agent_of(request), "address": address_of(request) or None, "last_seen_at": now}
    _device, is_new = Device.objects.update_or_create(user=user, digest=_digest_of(token), defaults=seen)
    return is_new


def forget_devices(user: User) -> None:
    """All of them are strangers from now on."""
    Device.objects.of(user).delete()


def forget_old_devices() -> int:
    """Delete those that are nobody's any more, also of people who came no more; how many."""
    deleted, _each = Device.objects.filter(last_seen_at__lt=timezone.now() - _kept()).delete()
    return deleted


def set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Put into the answer what `know_device` said."""
    token = getattr(request, "device_token", "")
    if not token or _known_token(request) == token:
        return
    secure = settings.SESSION_COOKIE_SECURE
    value = signing.dumps(token, salt=SALT)
    response.set_cookie(COOKIE, value, max_age=_kept(), secure=secure, httponly=True, samesite="Lax")


def _kept() -> timedelta:
    return timedelta(days=settings.KNOWN_DEVICE_DAYS)


def _known_token(request: HttpRequest) -> str:
    """What the cookie of this browser says; empty for a new one, and for a cookie that is not ours."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=_kept()))
    except signing.BadSignature:
        return ""


def _digest_of(token: str) -> str:
    """SHA-256 is enough: the token has 256 bits of its own."""
    return hashlib.sha256(token.encode()).hexdigest()
