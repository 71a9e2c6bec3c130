"""Answers probes before anything else: by address and over plain http too, without session, log line or count.

Nothing of the host name is used in the answers, so a probe by IP address needs no entry in ALLOWED_HOSTS, and nobody is
redirected to https. A browser that is logged in goes the usual way, where it is known who looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from core.safe_headers import SafeHeaders
from operations.views import watching

PROBES: dict[str, Callable[[HttpRequest], HttpResponseBase]] = {
    "/health/live": watching.live,
    "/health/ready": watching.ready,
    "/metrics": watching.metrics,
}


class Watchers:
    """The outermost of all, but for people with a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info)
        if probe is None or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        answer: Any = SafeHeaders(probe)(request)
        answer._has_been_logged = True  # what is not well is told when it begins and when it ends, not at each probe
        return answer  # type: ignore[no-any-return]
