"""What the log-in leaves on its answers: the cookie of a device that somebody has used, and how long to wait."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.services.known_devices import set_cookie


class Entering:
    """Costs nothing where nobody enters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        set_cookie(request, response)
        attempt = getattr(request, "refused_attempt", None)
        if attempt is not None:
            response["Retry-After"] = str(attempt.minutes * 60)
        return response
