"""Requests to REST are written down when their answer has been sent."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from core.middleware import API
from organizations.pulling import follow


class PullLog:
    """Stands inside of what compresses answers: it counts the bytes that were meant."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            return self.get_response(request)
        began = perf_counter()
        response = self.get_response(request)
        follow(request, response, began)
        return response
