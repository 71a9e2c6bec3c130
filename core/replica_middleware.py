"""Which requests read from a replica: safe ones, of those who have not written in the last seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase

from core.replicas import Reading, choose, reading_from

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE, SALT = "baca_utama", "core.replicas"
"""Set for who wrote; a browser that sends it is answered from the primary."""


class ReadFromReplica:
    """Safe requests read from a replica; whoever wrote reads from the primary for `REPLICA_LAG_SECONDS`.

    A browser is known by a signed cookie, a system that uses REST by its key (kept as a hash in the cache).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        safe = request.method in SAFE
        reading = Reading(choose() if safe and not _wrote_lately(request) else None)
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


def _wrote_lately(request: HttpRequest) -> bool:
    if (mark := _mark(request)) and cache.get(mark):
        return True
    try:
        return bool(request.get_signed_cookie(COOKIE, "", salt=SALT, max_age=settings.REPLICA_LAG_SECONDS))
    except BadSignature:
        return False


def _remember(request: HttpRequest, response: Any) -> None:
    if mark := _mark(request):
        cache.set(mark, True, settings.REPLICA_LAG_SECONDS)
        return
    response.set_signed_cookie(
        COOKIE,
        "1",
        salt=SALT,
        max_age=settings.REPLICA_LAG_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _mark(request: HttpRequest) -> str:
    """The name in the cache of who shows a key; nothing for browsers."""
    key = request.headers.get("Authorization", "")
    return f"wrote-{hashlib.sha256(key.encode()).hexdigest()}" if key else ""
