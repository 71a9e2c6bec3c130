"""The answer when something broke: what is our mistake (500), what will pass by itself (503)."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as broken

RETRY_SECONDS = 30


def server_error(request: HttpRequest) -> HttpResponse:
    """Where the database does not answer, trying again helps, and nobody need report anything."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = render_to_string("503.html", {"is_away": True})
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"})
    return broken(request)
