"""REST: an answer that the caller has already is not sent again (ETag, 304), and no cache shows it to somebody else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.utils.encoders import JSONEncoder

from core.rest.problems import API

VARY = ("Accept", "Accept-Language", "Authorization", "Cookie", "Accept-Encoding")
PRIVATE = "private, no-cache"
"""May be kept by the caller, and is compared with ours each time."""
READING = ("GET", "HEAD")
ALSO_ON_304 = ("Content-Language", "Data-As-Of", "Data-Snapshot", "Data-Status", "Deprecation", "Sunset", "Link")


def etag_of(content: bytes) -> str:
    """A strong ETag: the same bytes, the same tag (compression makes it weak on the way).

    >>> etag_of(b"{}")
    '"44136fa355b3678a1146ad16f7e8649e"'
    """
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def weak_etag(data: Any, *, without: tuple[str, ...]) -> str:
    """The ETag of an answer that tells the moment at which it was read: the same figures, the same tag.

    >>> weak_etag({"as_of": 1, "n": 2}, without=("as_of",)) == weak_etag({"as_of": 9, "n": 2}, without=("as_of",))
    True
    """
    compared = {key: value for key, value in data.items() if key not in without}
    return "W/" + etag_of(json.dumps(compared, cls=JSONEncoder, sort_keys=True).encode())


class ConditionalAnswers:
    """Under `/api/`: ETag and 304 for what is read, `Vary` and `Cache-Control` for everything.

    Inside of compression: the tag is that of the bytes before. Answers that name a tag of their own keep it; streams
    without one are sent whole.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request)
        if not request.path_info.startswith(API):
            return response
        patch_vary_headers(response, VARY)
        response.headers.setdefault("Cache-Control", PRIVATE)
        if request.method not in READING or response.status_code != 200:
            return response
        if not response.has_header("ETag") and not response.streaming:
            response["ETag"] = etag_of(response.content)
        return _unless_known(request, response)


def _unless_known(request: HttpRequest, response: Any) -> HttpResponseBase:
    """The answer, or 304 without a body; it says the same of the data as the whole answer would."""
    etag = response.headers.get("ETag")
    answer: Any = get_conditional_response(request, etag=etag, response=response) if etag else response
    if answer is not response:
        for name in ALSO_ON_304:
            if name in response.headers:
                answer[name] = response[name]
        answer._resource_closers.extend(response._resource_closers)  # closed when this answer is; nothing is sent of it
    return answer
