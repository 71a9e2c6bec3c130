"""A file of which a caller may ask for a part (RFC 9110, section 14): a download that broke off goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
NOT_WITHIN = 416


def span_of(text: str, size: int) -> tuple[int, int] | None:
    """First and last byte of what `Range` asks for; None: not one range of bytes, the whole is sent.

    Raises ValueError when it lies outside.

    >>> span_of("bytes=0-9", 100), span_of("bytes=90-", 100), span_of("bytes=-5", 100), span_of("bytes=0-1,5-6", 100)
    ((0, 9), (90, 99), (95, 99), None)
    """
    found = ONE_RANGE.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size - 1
        if not int(last):
            raise ValueError(text)
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
    if start >= size:
        raise ValueError(text)
    return start, end


def ranged(request: Any, size: int, read: Callable[[int, int], Iterable[bytes]], sha256: str = "") -> HttpResponse:
    """The file, or the part of it that is asked for; `read(start, length)` gives its bytes. The ETag is the SHA-256."""
    etag = f'"{sha256}"' if sha256 else ""
    try:
        span = span_of(request.META.get("HTTP_RANGE", ""), size) if _holds(request, etag) else None
    except ValueError:
        return _tagged(HttpResponse(status=NOT_WITHIN, headers={"Content-Range": f"bytes */{size}"}), etag)
    start, end = span or (0, size - 1)
    length = end - start + 1
    pieces = () if request.method == "HEAD" else read(start, length)
    response: Any = StreamingHttpResponse(pieces, status=206 if span else 200)
    response["Content-Length"] = str(length)
    if span:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return _tagged(response, etag)


def _holds(request: Any, etag: str) -> bool:
    """`If-Range`: the part is wanted only of the file that the caller has begun with."""
    known = request.META.get("HTTP_IF_RANGE", "")
    return not known or (bool(etag) and known == etag)


def _tagged(response: Any, etag: str) -> Any:
    response["Accept-Ranges"] = "bytes"
    if etag:
        response["ETag"] = etag
    return response
