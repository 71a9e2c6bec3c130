"""Handing out a stored file, after the view has asked whether the person may have it.

From this site itself as an attachment (pictures and PDF in a sandbox), or, where the operator names a second host
(FILES_HOST), from there: a redirect to a signed link that holds for a minute. The second host knows no cookies and no
pages, so whatever a browser makes of a file has nothing of the portal around it. Files in a bucket may be fetched from
the bucket with a link of its own (STORAGE_SIGNED_LINKS).
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from core.ranges import ranged
from core.safe_headers import POLICY, RESOURCE, policy_for
from core.storing import is_folder, read_from
from core.uploads import INLINE

SALT, PATH = "core.file-link", "/berkas/"
ANYTHING = "application/octet-stream"
USUAL_PORTS = ("", "80", "443")
EXPIRED = _("This link to a file has expired. Open the file again from the portal.")


def hand_out(
    request: HttpRequest, file: Any, *, name: str, content_type: str = ANYTHING, inline: bool = False, sha256: str = ""
) -> HttpResponseBase:
    """The stored `file` under its cleaned `name`; `inline` only where nothing of it runs. Http404: it is gone."""
    inline = inline and content_type in INLINE
    if settings.FILES_HOST:
        token = _token(file.name, name, content_type, inline, sha256)
        return _away(f"{request.scheme}://{settings.FILES_HOST}{PATH}{token}")
    if settings.STORAGE_SIGNED_LINKS and not is_folder(default_storage):
        return _away(_link_of_bucket(file, name, content_type, inline))
    try:
        content = file.open("rb")
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=not inline, filename=name, content_type=content_type)
    return _safe(response, content_type, sha256)


def _safe(response: Any, content_type: str, sha256: str) -> HttpResponseBase:
    response[POLICY] = policy_for(content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    if sha256:
        response["ETag"] = f'"{sha256}"'
    return response  # type: ignore[no-any-return]


def _away(address: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _token(stored: str, name: str, content_type: str, inline: bool, sha256: str) -> str:
    said = {"s": stored, "n": name, "t": content_type, "i": int(inline), "h": sha256}
    return signing.dumps(said, salt=SALT, compress=True)


def _link_of_bucket(file: Any, name: str, content_type: str, inline: bool) -> str:
    """The bucket is told how to hand it out: by the same name and type, as an attachment."""
    disposition = content_disposition_header(not inline, name) or "attachment"
    parameters = {"ResponseContentDisposition": disposition, "ResponseContentType": content_type}
    storage: Any = default_storage
    return str(storage.url(file.name, parameters=parameters, expire=settings.FILE_LINK_SECONDS))


class FilesHost:
    """Answers for FILES_HOST: files with a valid link, and nothing else. No session, no cookie, no page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.FILES_HOST or not _is_files_host(request.META.get("HTTP_HOST", "")):
            return self.get_response(request)
        response = _linked(request)
        response[RESOURCE] = "cross-origin"
        response["Referrer-Policy"] = "no-referrer"
        return response


def _is_files_host(asked: str) -> bool:
    """Whether a request is for the second host, however its name is written: `files.example.`, `files.example:443`."""
    domain, port = split_domain_port(asked)
    wanted, own_port = split_domain_port(settings.FILES_HOST)
    return domain == wanted and (port in USUAL_PORTS or port == own_port)


def _linked(request: HttpRequest) -> Any:
    if request.method not in ("GET", "HEAD") or not request.path.startswith(PATH):
        return HttpResponse(status=404)
    try:
        said = signing.loads(request.path.removeprefix(PATH), salt=SALT, max_age=settings.FILE_LINK_SECONDS)
        size = default_storage.size(said["s"])
    except signing.BadSignature:
        return HttpResponse(EXPIRED, status=HTTPStatus.GONE, content_type="text/plain; charset=utf-8")
    except (FileNotFoundError, OSError):
        return HttpResponse(status=404)

    def read(start: int, length: int) -> Any:
        return read_from(default_storage, said["s"], start, length)

    response = _safe(ranged(request, size, read, said["h"]), said["t"], said["h"])
    response["Content-Type"] = said["t"]  # type: ignore[index]
    response["Content-Disposition"] = content_disposition_header(not said["i"], said["n"]) or "attachment"
    return response
