"""Which requests read from a replica: safe ones; of those who wrote, when the replica has what they wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase

from core.replicas import Reading, choose, position, reading_from, remembered_seconds

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE, SALT = "baca_utama", "core.replicas"
"""Set for who wrote: how far the primary had come then; a replica that has not reached it is not read from."""
UNKNOWN = "?"
"""How far, where the database does not say it: no replica is read from."""


class ReadFromReplica:
    """Safe requests read from a replica; whoever wrote reads from the primary until a replica has what they wrote.

    A browser is known by a signed cookie, a system that uses REST by its key (kept as a hash in the cache).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reading = Reading(_source(request) if request.method in SAFE else None)
        with reading_from(reading):
            response = self.get_response(request)
        if reading.wrote:
            _remember(request, response)
        if reading.alias is not None and getattr(response, "streaming", False):
            streamed: Any = response
            if not streamed.is_async:
                streamed.streaming_content = _in_parts(streamed.streaming_content, reading)
        return response


def _in_parts(content: Iterator[bytes], reading: Reading) -> Iterator[bytes]:
    """What is sent bit by bit is read where the request began to read."""
    parts = iter(content)
    while True:
        with reading_from(reading):
            part = next(parts, None)
        if part is None:
            return
        yield part


def _source(request: HttpRequest) -> str | None:
    """The replica that a safe request reads from; None: the primary."""
    reached = _written(request)
    return None if reached == UNKNOWN else choose(reached)


def _written(request: HttpRequest) -> str:
    """How far the primary had come when the asker last wrote; nothing where that is long ago."""
    if (mark := _mark(request)) and (reached := cache.get(mark)):
        return str(reached)
    try:
        return str(request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=remembered_seconds()))
    except BadSignature:
        return ""


def _remember(request: HttpRequest, response: Any) -> None:
    reached = position() or UNKNOWN
    if mark := _mark(request):
        cache.set(mark, reached, remembered_seconds())
        return
    response.set_signed_cookie(
        COOKIE,
        reached,
        salt=SALT,
        max_age=remembered_seconds(),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _mark(request: HttpRequest) -> str:
    """The name in the cache of who shows a key; nothing for browsers."""
    key = request.headers.get("Authorization", "")
    return f"wrote-{hashlib.sha256(key.encode()).hexdigest()}" if key else ""
