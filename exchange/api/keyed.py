"""REST: what every address that writes shares: the key of the request and its size."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.openapi import Problem
from core.rest.problems import MEDIA_TYPE
from exchange.services.idempotency import LONGEST_KEY, Answer, KeyReused, UnderWay, answer_once, fingerprint
from organizations.models import User
from organizations.rest import ScopedView
from organizations.throttling import ON_WRITING

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
WAIT_SECONDS = 2
KEY_PARAMETER = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    required=False,
    description=(
        "A name for this request, made by you (a UUID is good), up to 200 visible characters. The same key with the "
        "same body gives the stored answer again and writes nothing; required unless `dry_run=true`."
    ),
)
SWITCHES = {"true": True, "1": True, "false": False, "0": False}
DRY_RUN = OpenApiParameter(
    "dry_run", bool, default=False, description="Check everything as if it were stored, and store nothing."
)
CLASH = OpenApiResponse(
    Problem,
    description=(
        "`conflict`: somebody saved meanwhile; `under_way`: a request with this key is being worked on (try again "
        "after `Retry-After`); `refused`: a rule says no, such as a locked period."
    ),
)
TOO_LARGE = OpenApiResponse(Problem, description="`too_large`: the body or the file is larger than is taken.")
REUSED = OpenApiResponse(Problem, description="`idempotency_key_reused`: the key was used for another body.")
UNSUPPORTED = OpenApiResponse(Problem, description="The body is not of a type that is read here.")


class TooLarge(APIException):
    """More bytes than are taken in one request."""

    status_code = 413
    default_code = "too_large"
    default_detail = gettext_lazy("This is larger than what is taken in one request.")


class Reused(APIException):
    """The key names another request."""

    status_code = 422
    default_code = "idempotency_key_reused"
    default_detail = gettext_lazy(
        "This Idempotency-Key was used for another request. Use a new key for "
        "each request, the same one only to repeat it."
    )


class Busy(APIException):
    """The first request with this key is not answered yet."""

    status_code = 409
    default_code = "under_way"
    default_detail = gettext_lazy("A request with this Idempotency-Key is being worked on. Try again in a moment.")
    wait = WAIT_SECONDS


class WritingView(ScopedView):
    """Writes with the rights and rules of the pages; JSON in, JSON out."""

    http_method_names = ["post", "options"]
    renderer_classes = [JSONRenderer]
    most_bytes = "REST_WRITE_MAX_BYTES"
    rates = ON_WRITING

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if int(request.META.get("CONTENT_LENGTH") or 0) > self.largest:
            raise TooLarge

    @property
    def largest(self) -> int:
        """Bytes of a whole request."""
        return int(getattr(settings, self.most_bytes))

    def person(self) -> User:
        """Who writes; nobody gets here without having logged in."""
        user: Any = self.request.user
        return user  # type: ignore[no-any-return]

    def content(self) -> Mapping[str, Any]:
        """The body, which is an object."""
        try:
            data = self.request.data
        except RecursionError as error:
            raise ParseError from error
        if not isinstance(data, Mapping):
            raise ValidationError(_("Send an object."), code="not_an_object")
        return data

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        """A parameter that is one of `known`, the first of them where it is not given."""
        text = self.request.query_params.get(name, known[0])
        if text not in known:
            names = ", ".join(dict.fromkeys(known))
            raise ValidationError({name: [_("Give one of: %(names)s.") % {"names": names}]})
        return text

    def switch(self, name: str, default: str) -> bool:
        """A parameter that is true or false."""
        return SWITCHES[self.choice(name, (default, *SWITCHES))]

    def answered(self, work: Callable[[], Answer], *, needs_key: bool = True) -> Response:
        """Do `work` once for each key."""
        if needs_key:
            self.require_key()
        key = self.key()
        return shown(work() if key is None else self._once(key, work))

    def require_key(self) -> None:
        """Refuse a request without a key before its body is read."""
        if self.key() is None:
            text = _("Send a header Idempotency-Key with a name for this request, so that it is never done twice.")
            raise ValidationError({HEADER: [text]}, code="idempotency_key_missing")

    def key(self) -> str | None:
        text = self.request.headers.get(HEADER, "").strip()
        if text and (len(text) > LONGEST_KEY or not text.isascii() or not text.isprintable()):
            raise ValidationError(
                {HEADER: [_("A key has at most 200 visible characters.")]}, code="idempotency_key_invalid"
            )
        return text or None

    def _once(self, key: str, work: Callable[[], Answer]) -> Answer:
        request = self.request
        sha256 = fingerprint(str(request.method), request.get_full_path(), _fixed(self.content()))
        try:
            return answer_once(key, sha256, by=self.person(), work=work)
        except KeyReused as error:
            raise Reused from error
        except UnderWay as error:
            raise Busy from error


def shown(answer: Answer) -> Response:
    """The answer as it is sent; a refusal is a problem."""
    headers = {REPLAYED: "true"} if answer.is_replayed else {}
    kind = MEDIA_TYPE if answer.status >= 400 else None
    return Response(answer.body, status=answer.status, headers=headers, content_type=kind)


def _fixed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The body as far as it matters; a file is what its bytes are."""
    found: dict[str, Any] = {}
    for name in sorted(content):
        value = content[name]
        if isinstance(value, UploadedFile):
            value.seek(0)
            found[name] = {"name": value.name, "sha256": hashlib.file_digest(value, "sha256").hexdigest()}  # type: ignore[arg-type]
            value.seek(0)
        else:
            found[name] = value
    return found
