"""While the portal is being worked on, everybody is told so and asked to come back: pages kindly, REST as a problem.

Switched on by MAINTENANCE=1, or without a restart by a file `maintenance` in VAR_DIR (what stands in it is shown too).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation

from core.middleware import API
from core.rest.problems import MEDIA_TYPE, problem

LOOKED_EVERY = 2.0
"""Seconds: how soon a file that appears or goes is noticed."""
LONGEST_WORDS = 300


class Maintenance:
    """Before anything that needs the database or a session. Style sheets and the health go on being answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._looked, self._is_on = 0.0, False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.is_on() or request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            return self.get_response(request)
        answer: Any = _problem(request) if request.path_info.startswith(API) else _page(request)
        answer._has_been_logged = True  # nothing went wrong
        answer["Retry-After"] = str(settings.MAINTENANCE_RETRY_SECONDS)
        answer["Cache-Control"] = "no-store"
        return answer  # type: ignore[no-any-return]

    def is_on(self) -> bool:
        """By the environment, or by the file, which is looked for every other second."""
        if settings.MAINTENANCE:
            return True
        if time.monotonic() - self._looked > LOOKED_EVERY:
            self._looked, self._is_on = time.monotonic(), settings.MAINTENANCE_FILE.exists()
        return self._is_on


def _page(request: HttpRequest) -> HttpResponse:
    with translation.override(_language(request)):
        return HttpResponse(render_to_string("503.html", {"words": _words()}), status=503)


def _problem(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        detail = translation.gettext("The portal is being worked on and will be back soon.")
        body = problem("unavailable", 503, _words() or detail, request.path)
    return JsonResponse(body, status=503, content_type=MEDIA_TYPE)


def _language(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _words() -> str:
    """What those who work on it have written for everybody: until when, for instance."""
    try:
        return str(settings.MAINTENANCE_FILE.read_text(encoding="utf-8", errors="replace"))[:LONGEST_WORDS].strip()
    except OSError:
        return ""
