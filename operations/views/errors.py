"""The answer when something broke: what is our mistake (500), what will pass by itself (503)."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.views.defaults import server_error as broken

from core import incidents

logger = logging.getLogger(__name__)
RETRY_SECONDS = 30
BARE = (
    "<!doctype html><html lang='id'><meta charset='utf-8'><title>Portal Smart City</title>"
    "<h1>Terjadi kesalahan di pihak kami</h1>"
    "<p>Coba lagi sebentar lagi. Bila terulang, sampaikan nomor kejadian ini kepada administrator: "
    "<strong>{number}</strong></p></html>"
)


def server_error(request: HttpRequest) -> HttpResponse:
    """Where the database does not answer, trying again helps, and nobody need report anything."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = render_to_string("503.html", {"is_away": True})
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"})
    try:
        return broken(request)
    except Exception:
        # Whatever is wrong with the page itself (style sheets that were never collected, say): the number is told.
        logger.exception("The error page cannot be made")
        return HttpResponseServerError(BARE.format(number=incidents.number()))
