"""How often REST may be asked: each key by itself, people in browsers by themselves; every answer says what is left."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, NamedTuple

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle, UserRateThrottle

from organizations.models import ApiKey


class Rate(NamedTuple):
    """How much of which limit is left."""

    name: str
    limit: int
    window: int
    left: int
    seconds: int


class _Counted(UserRateThrottle):
    """Leaves on the request what is left."""

    num_requests: int
    duration: int

    def allow_request(self, request: Request, view: Any) -> bool:
        self.history: list[float] = []
        allowed = super().allow_request(request, view)
        if getattr(self, "key", None) is not None:
            request._request.rate = self._rate()  # type: ignore[attr-defined]
        return allowed

    def _rate(self) -> Rate:
        limit, window = self.num_requests, self.duration
        waits = window - (self.now - self.history[-1]) if self.history else 0
        return Rate(str(self.scope), limit, window, max(0, limit - len(self.history)), max(0, ceil(waits)))


class KeyThrottle(_Counted):
    """Requests with one key."""

    scope = "key"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if not isinstance(request.auth, ApiKey):
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}


class PersonThrottle(_Counted):
    """Requests of one person without a key: from a page, or with the session of a browser."""

    scope = "user"

    def get_cache_key(self, request: Request, view: Any) -> Any:
        return None if isinstance(request.auth, ApiKey) else super().get_cache_key(request, view)


def add_rate(request: Request, response: HttpResponseBase) -> None:
    """`RateLimit-Policy` and `RateLimit` as in draft-ietf-httpapi-ratelimit-headers."""
    rate: Rate | None = getattr(getattr(request, "_request", None), "rate", None)
    if rate is not None:
        response["RateLimit-Policy"] = f'"{rate.name}";q={rate.limit};w={rate.window}'
        response["RateLimit"] = f'"{rate.name}";r={rate.left};t={rate.seconds}'


class OwnThrottle(UserRateThrottle):
    """What one person asks of one kind, such as writing, with whichever key and at whichever address."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()


ON_ASKING, ON_WRITING = {"create": "ask", "preview": "ask"}, {"POST": "write", "PATCH": "write"}


class Throttled:
    """Mixed into views of REST: every answer says what is left.

    `rates`: method or action -> the limit that it counts against besides, by its name in the settings.
    """

    rates: Mapping[str, str] = {}

    def get_throttles(self) -> list[BaseThrottle]:
        view: Any = self
        named = self.rates.get(getattr(view, "action", None) or "") or self.rates.get(view.request.method)
        return [*super().get_throttles(), *([OwnThrottle(named)] if named else [])]  # type: ignore[misc]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        add_rate(request, answer)
        return answer
