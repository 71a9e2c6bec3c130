"""One line for each request: who (by identifier, never by name), what, how it ended, how long it took."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from core import counting, incidents
from core.addresses import client_address
from core.queries import PAGE, Spent, measured

logger = logging.getLogger("core.requests")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
LONGEST_PATH = 300


class RequestLog:
    """Stands outside of all others: what they answer has a number, is measured and written down.

    A number that comes in is kept when our own proxy set it (`BEHIND_PROXY`) and it is well formed; whoever asks
    directly gets one of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        given = request.headers.get(incidents.HEADER, "") if settings.BEHIND_PROXY else ""
        with incidents.numbered(incidents.accepted(given)) as number, measured(PAGE) as spent:
            response = self.get_response(request)
            response.headers[incidents.HEADER] = number
            if not response.streaming:
                _write(request, response, spent, time.perf_counter() - began)
        if response.streaming:
            response._resource_closers.append(lambda: _write_later(request, response, spent, began, number))  # type: ignore[attr-defined]
        return response


def _write_later(request: HttpRequest, response: HttpResponseBase, spent: Spent, began: float, number: str) -> None:
    """An answer that is sent bit by bit is written down when it was sent, or was broken off."""
    with incidents.numbered(number):
        _write(request, response, spent, time.perf_counter() - began)


def _write(request: HttpRequest, response: HttpResponseBase, spent: Spent, seconds: float) -> None:
    view, method = _view(request), request.method if request.method in METHODS else "other"
    counting.count("requests", view=view, method=str(method), status=str(response.status_code))
    counting.observe("request_seconds", seconds, view=view, method=str(method))
    fields = {
        "status": response.status_code,
        "ms": round(seconds * 1000),
        "view": view,
        "person": _person(request),
        "region": getattr(getattr(request, "region", None), "code", ""),
        "address": client_address(request) if settings.LOG_ADDRESSES else "",
        "queries": spent.queries,
        "database_ms": spent.ms,
    }
    said = {name: value for name, value in fields.items() if value != ""}
    logger.info("%s %s", method, request.path[:LONGEST_PATH], extra={"fields": said})


def _view(request: HttpRequest) -> str:
    """The name of the address, of which there are some hundreds; `-` for one that does not exist."""
    match = request.resolver_match
    return (match.view_name or match._func_path) if match else "-"


def _person(request: HttpRequest) -> str:
    """The identifier of who asked, if anybody looked who it was: the log asks nothing of the database."""
    found: Any = request.__dict__.get("_cached_user")
    if found is None and (pull := getattr(request, "pull", None)) is not None:
        found = pull.user
    return str(getattr(found, "uid", "") or "")
