"""The answer when something broke: our mistake (500), what will pass by itself (503), no room left (507)."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.views.defaults import server_error as broken
from redis.exceptions import RedisError

from core import incidents
from core.full_disk import is_full

logger = logging.getLogger(__name__)
RETRY_SECONDS = 30
BARE = (
    "<!doctype html><html lang='id'><meta charset='utf-8'><title>Portal Smart City</title>"
    "<h1>Terjadi kesalahan di pihak kami</h1>"
    "<p>Coba lagi sebentar lagi. Bila terulang, sampaikan nomor kejadian ini kepada administrator: "
    "<strong>{number}</strong></p></html>"
)


def server_error(request: HttpRequest) -> HttpResponse:
    """Where the database or Redis does not answer, trying again helps, and nobody need report anything; where the disk
    is full, an administrator must know."""
    problem = sys.exc_info()[1]
    if is_full(problem):
        return _passing(507)
    if isinstance(problem, OperationalError | InterfaceError | RedisError):
        return _passing(503, is_away=True)
    try:
        return broken(request)
    except Exception:
        # Whatever is wrong with the page itself (style sheets that were never collected, say): the number is told.
        logger.exception("The error page cannot be made")
        return HttpResponseServerError(BARE.format(number=incidents.number()))


def _passing(status: int, **context: bool) -> HttpResponse:
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string(f"{status}.html", context), status=status, headers=headers)
