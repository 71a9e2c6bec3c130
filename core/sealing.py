"""Secrets that must be read again (to sign with), kept so that a copy of the database alone does not tell them.

The keys follow from `SECRET_KEY` and `SECRET_KEY_FALLBACKS`: after a new secret key what was sealed before can be read
as long as the old one is among the fallbacks, and is sealed anew when it is written again.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

PURPOSE = b"sealed secrets 1:"


class Unreadable(Exception):
    """What was sealed cannot be opened: it was sealed with a secret key that is gone."""


def seal(text: str) -> str:
    """The text as only this portal can read it again."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` was given. Raises `Unreadable`."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(each)) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(PURPOSE + force_bytes(secret)).digest())
