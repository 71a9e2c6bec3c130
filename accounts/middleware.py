"""Sessions in use, devices that are known, and the gate for those who must set up a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.selectors.factors import lacks_factor
from accounts.services.devices import set_cookie
from accounts.services.sessions import note_use
from core.middleware import API, FOR_EVERYBODY
from core.rest.problems import MEDIA_TYPE, problem

Answer = Callable[[HttpRequest], HttpResponse]
SETTING_UP = "mfa_"
"""Addresses of second factors begin with this."""


class KnownSession:
    """Notes that a session is used; gives a browser that logged in its long-lived cookie; says how long to wait."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        row = getattr(request.session, "row", None)
        if row is not None and row.user_id:
            note_use(row, request)
        set_cookie(request, response)
        attempt = getattr(request, "refused_attempt", None)
        if attempt is not None:
            response["Retry-After"] = str(attempt.minutes * 60)
        return response


class FactorGate:
    """Whoever holds a role that needs a second factor and has none sets one up before anything else works: pages, the
    administration, and REST by session. Keys are no log-in: they are not asked."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.MFA_REQUIRED_ROLES or _is_open(request) or not lacks_factor(request):
            return None
        return _led_away(request)


def _is_open(request: HttpRequest) -> bool:
    """Nobody is logged in here, or the address is one that sets up a factor."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path_info.startswith(FOR_EVERYBODY):
        return True
    if request.path_info.startswith(API):
        return request.headers.get("Authorization", "").lower().startswith("api-key ")
    match: Any = request.resolver_match
    return match.view_name.startswith(SETTING_UP) or match.view_name in settings.FACTOR_GATE_OPEN


def _led_away(request: HttpRequest) -> HttpResponse:
    """To where factors are set up, in the way in which was asked."""
    page = reverse("mfa_index")
    if request.path_info.startswith(API):
        said = _("Your role needs a second factor. Log in to the portal and set one up, or use an API key.")
        body = problem("factor_required", 403, said, request.path)
        return JsonResponse(body, status=403, content_type=MEDIA_TYPE)
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"login": page}, status=401)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": page})
    return HttpResponseRedirect(page)
