"""Devices on which somebody has entered before: a signed cookie says so. Failures elsewhere never block such a device.

The cookie holds a number of the device and, for each person who used it, a stamp of their password: it says nothing any
more once the password was changed. Nothing is stored on the server.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from organizations.models import User

COOKIE = "perangkat"
SALT = "accounts.known-device"
MOST_PEOPLE = 6
"""People who share one computer."""


def is_known_device(request: HttpRequest, user: User | None) -> bool:
    """Whether this person has entered on this device, and not changed the password since."""
    return bool(device_of(request, user))


def device_of(request: HttpRequest, user: User | None) -> str:
    """The number of the device, where it is one of this person's; else empty."""
    if user is None:
        return ""
    device, people = _read(request)
    return device if constant_time_compare(people.get(_name(user), ""), _stamp(user)) else ""


def remember(request: HttpRequest, user: User) -> None:
    """This person has proved who they are on this device; the answer to this request carries the cookie."""
    request.known_device_of = user  # type: ignore[attr-defined]


def set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Put into the answer what `remember` said."""
    user = getattr(request, "known_device_of", None)
    if user is None:
        return
    device, people = _read(request)
    others = {name: stamp for name, stamp in people.items() if name != _name(user)}
    kept = dict(list(others.items())[-MOST_PEOPLE + 1 :]) | {_name(user): _stamp(user)}
    value = signing.dumps([device or secrets.token_urlsafe(12), kept], salt=SALT, compress=True)
    age = timedelta(days=settings.KNOWN_DEVICE_DAYS)
    flags: dict[str, Any] = {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    response.set_cookie(COOKIE, value, max_age=age, **flags)


def _read(request: HttpRequest) -> tuple[str, dict[str, str]]:
    age = timedelta(days=settings.KNOWN_DEVICE_DAYS)
    try:
        device, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=age)
    except (signing.BadSignature, ValueError, TypeError):
        return "", {}
    return str(device), {str(name): str(stamp) for name, stamp in people.items()}


def _name(user: User) -> str:
    """Which person, without saying who."""
    return salted_hmac(SALT, f"person:{user.uid}", algorithm="sha256").hexdigest()[:12]


def _stamp(user: User) -> str:
    return salted_hmac(SALT, f"stamp:{user.uid}:{user.password}", algorithm="sha256").hexdigest()[:24]
