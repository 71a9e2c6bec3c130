"""For machines that watch: does the portal live, is it ready to serve, what has it counted."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.views.decorators.http import require_safe

from core import counting
from core.trusted import comes_from
from operations.selectors import health
from operations.selectors.metrics import exposition
from operations.services.metrics_access import may_take
from organizations.roles import Can

NO_STORE = {"Cache-Control": "no-store"}


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked: a database that is away is no reason to restart it."""
    return JsonResponse({"state": health.OK}, headers=NO_STORE)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Everything that pages rest on answers: 200, else 503. What is wrong is told to those who look after it."""
    parts = health.readiness()
    is_well = all(part.is_well for part in parts)
    body: dict[str, Any] = {"state": health.OK if is_well else health.FAILED}
    body["parts"] = {part.name: part.state for part in parts}
    if _may_see_details(request):
        body["version"] = settings.VERSION
        body["details"] = {part.name: {"seconds": part.seconds, "detail": part.detail} for part in parts}
    status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse(body, status=status, headers=NO_STORE)


def _may_see_details(request: HttpRequest) -> bool:
    if comes_from(request, settings.HEALTH_NETWORKS):
        return True
    user = getattr(request, "user", None)
    try:
        return bool(user and user.is_authenticated and (user.is_superuser or user.access.may(Can.CATALOGUE)))
    except DatabaseError:
        return False


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with the token or from the networks that were agreed; for anybody else it is not there."""
    if not counting.is_on() or not _may_take_metrics(request):
        return HttpResponseNotFound(content_type="text/plain", headers=NO_STORE)
    body, kind = exposition(request.headers.get("Accept", ""))
    return HttpResponse(body, content_type=kind, headers=NO_STORE)


def _may_take_metrics(request: HttpRequest) -> bool:
    is_near = comes_from(request, settings.METRICS_NETWORKS)
    return may_take(request.headers.get("Authorization", ""), is_near=is_near)
