"""REST: refusals as problem details (RFC 9457), the same shape whatever went wrong and wherever."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from redis.exceptions import RedisError
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from core.errors import Refused
from core.full_disk import is_full
from core.rest.refusals import refusal

API = "/api/"
PAGES = "/api/v1/problems/"
"""Below it each code has an address that explains it: the `type` of a problem."""
MEDIA_TYPE = "application/problem+json"
KEPT = ("Allow", "Content-Range", "ETag", "Retry-After", "WWW-Authenticate")


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its code, its status, what people call it, what a client should do about it."""

    code: str
    status: int
    title: Any
    advice: Any

    @property
    def address(self) -> str:
        return f"{PAGES}{self.code}/"


KINDS: tuple[Kind, ...] = (
    Kind(
        "validation_error",
        400,
        _("A value is not accepted"),
        _("See `errors`: each entry names the parameter or field in `attr`. Mend it and ask again."),
    ),
    Kind(
        "parse_error", 400, _("The request cannot be read"), _("Send well-formed JSON, and say so in `Content-Type`.")
    ),
    Kind("bad_request", 400, _("The request is not accepted"), _("Read `detail`, mend the request and ask again.")),
    Kind(
        "not_authenticated",
        401,
        _("Log-in is missing"),
        _("Send `Authorization: Api-Key <key>`; a key is made on the profile page."),
    ),
    Kind(
        "authentication_failed",
        401,
        _("The log-in is not accepted"),
        _("The key is unknown, was revoked or has expired. Make a new one on the profile page."),
    ),
    Kind(
        "permission_denied",
        403,
        _("Not allowed"),
        _("The person behind the key has no role that allows this. Ask the administrator of the region."),
    ),
    Kind(
        "not_found",
        404,
        _("Not found"),
        _("The row is not there or not yours to see, or the address is wrong: `/api/v1/` lists all addresses."),
    ),
    Kind(
        "method_not_allowed",
        405,
        _("This address does not take that method"),
        _("The header `Allow` names the methods that it takes."),
    ),
    Kind(
        "not_acceptable",
        406,
        _("No such format"),
        _("Ask for a format that the schema lists for this address, in `Accept` or `format=`."),
    ),
    Kind(
        "refused",
        409,
        _("A rule says no"),
        _("The request is well formed, but not possible in this state. Read `detail`, look at the row again."),
    ),
    Kind(
        "precondition_failed",
        412,
        _("The row has changed meanwhile"),
        _("Read the row again, then decide whether to send the change again."),
    ),
    Kind(
        "content_too_large",
        413,
        _("Too much at once"),
        _("Send less: split the rows over several requests, or make the file smaller."),
    ),
    Kind(
        "unsupported_media_type",
        415,
        _("This kind of content is not taken"),
        _("Send a content type that the schema lists for this address."),
    ),
    Kind(
        "range_not_satisfiable",
        416,
        _("No such part of the file"),
        _("`Content-Range` says how long the file is. Ask for a part that lies within it, or for the whole."),
    ),
    Kind(
        "unprocessable",
        422,
        _("The content cannot be processed"),
        _("The request can be read, but not carried out as it is. See `detail` and `errors`."),
    ),
    Kind("throttled", 429, _("Too many requests"), _("Wait as many seconds as `Retry-After` says, then ask again.")),
    Kind(
        "server_error",
        500,
        _("An error of the portal"),
        _("It is not your fault and was recorded. Ask again later; if it stays, tell the administrator."),
    ),
    Kind(
        "unavailable",
        503,
        _("The portal cannot answer at the moment"),
        _("Wait as many seconds as `Retry-After` says, then ask again."),
    ),
    Kind(
        "no_room",
        507,
        _("The disk of the portal is full"),
        _("Nothing was written. Tell the administrator, and send it again when there is room."),
    ),
)
BY_CODE: dict[str, Kind] = {each.code: each for each in KINDS}
SAME_AS = {"error": "server_error", "invalid": "validation_error"}
"""Codes of the framework that mean one of ours."""
FIRST: dict[int, Kind] = {each.status: each for each in reversed(KINDS)} | {400: BY_CODE["bad_request"]}


def kind_of(code: str, status: int) -> Kind:
    """The kind behind a code; a code that no page explains is of the general kind of its status.

    >>> kind_of("not_found", 404).address, kind_of("key_in_use", 409).code, kind_of("teapot", 418).code
    ('/api/v1/problems/not_found/', 'refused', 'bad_request')
    """
    found = BY_CODE.get(code)
    if found and found.status == status:
        return found
    return FIRST.get(status) or FIRST[500 if status >= 500 else 400]


def problem(code: str, status: int, detail: str, instance: str, errors: list[dict[str, Any]] | None = None) -> Any:
    """The body of a refusal. `errors` is never empty: what concerns no field has `attr` null."""
    kind = kind_of(code, status)
    return {
        "type": kind.address,
        "title": str(kind.title),
        "status": status,
        "code": code,
        "detail": detail,
        "instance": instance,
        "errors": errors or [{"code": code, "detail": detail, "attr": None}],
    }


class Unavailable(APIException):
    """The database or another service does not answer."""

    status_code = 503
    default_code = "unavailable"
    default_detail = _("The portal cannot answer at the moment. Ask again in a few seconds.")
    wait = 10


class NoRoom(APIException):
    """The disk of the files or of the database is full."""

    status_code = 507
    default_code = "no_room"
    default_detail = _("The disk of the portal is full: nothing was written. Tell the administrator.")


class TooLarge(APIException):
    """More bytes than are taken at once."""

    status_code = 413
    default_code = "content_too_large"
    default_detail = _("This is more than is taken at once.")


class Unexpected(APIException):
    """A fault of ours; what it was is in the log, not in the answer."""

    default_code = "server_error"
    default_detail = _("Something went wrong here, and was recorded.")


class ProblemRenderer(JSONRenderer):
    """JSON that says it is a problem."""

    media_type = MEDIA_TYPE
    format = "problem"


class ProblemFormatter(ExceptionFormatter):
    """The body of a refusal, from the exception."""

    def format_error_response(self, error_response: ErrorResponse) -> Any:
        errors = [{"code": each.code, "detail": each.detail, "attr": each.attr} for each in error_response.errors]
        code = "validation_error" if isinstance(self.exc, ValidationError) else self._code()
        detail = errors[0]["detail"] if errors else str(kind_of(code, self.exc.status_code).title)
        request = self.context.get("request")
        return problem(code, self.exc.status_code, str(detail), getattr(request, "path", ""), errors)

    def _code(self) -> str:
        detail = self.exc.detail
        code = str(detail.code if isinstance(detail, ErrorDetail) else self.exc.default_code)
        return SAME_AS.get(code, code)


class ProblemHandler(ExceptionHandler):
    """Every exception of a view becomes a problem, and is JSON whatever was asked for."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, Refused):
            return refusal(exc)
        if is_full(exc):
            return NoRoom()
        for kinds, make in KNOWN:
            if isinstance(exc, kinds):
                return make()
        return super().convert_known_exceptions(exc)

    def convert_unhandled_exceptions(self, exc: Exception) -> APIException:
        return exc if isinstance(exc, APIException) else Unexpected()

    def get_response(self, exc: APIException, data: dict[str, Any]) -> Response:
        request: Any = self.context["request"]
        request.accepted_renderer = ProblemRenderer()
        request.accepted_media_type = MEDIA_TYPE
        return super().get_response(exc, data)


KNOWN: tuple[tuple[Any, Callable[[], APIException]], ...] = (
    (RequestDataTooBig, TooLarge),
    (SuspiciousOperation, ParseError),
    ((OperationalError, InterfaceError, RedisError), Unavailable),
)
"""Exceptions of Django that are no fault of the code, and what they mean to the caller."""


class ApiProblems:
    """What was refused before or outside a view under `/api/` (an unknown address, say) is a problem too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path_info.startswith(API) or response.status_code < 400 or _is_problem(response.headers):
            return response
        if settings.DEBUG and response.status_code == 500:
            return response
        return self._instead(request, response)

    def _instead(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
        kind = kind_of("", response.status_code)
        made = problem(kind.code, response.status_code, str(kind.advice), request.path)
        answer = HttpResponse(json.dumps(made, ensure_ascii=False), content_type=MEDIA_TYPE, status=made["status"])
        for name in KEPT:
            if name in response.headers:
                answer[name] = response.headers[name]
        if made["status"] == 503:
            answer.headers.setdefault("Retry-After", str(Unavailable.wait))
        return answer


def _is_problem(headers: Mapping[str, str]) -> bool:
    return headers.get("Content-Type", "").startswith(MEDIA_TYPE)
