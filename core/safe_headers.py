"""The headers of every answer, in one table: pages, data, files and static files. docs/files.md explains them.

What a view has set stays. A page runs scripts of this site only (CONTENT_SECURITY_POLICY); all else runs nothing at
all, whatever a browser takes it for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY, CACHE, RESOURCE = "Content-Security-Policy", "Cache-Control", "Cross-Origin-Resource-Policy"
NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox"
"""For what is no page: a picture or text is shown, and nothing runs, is sent, or opens."""
PDF_NOTHING = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""Browsers refuse to show a PDF in a sandboxed page; their viewers run it in a sandbox of their own."""
PDF = "application/pdf"
HTML = ("text/html", "application/xhtml+xml")
SCRIPTS = ("text/javascript", "application/javascript")
"""A worker runs under the policy of its script: these keep that of the pages."""
ALLOWED_HERE = (
    *("fullscreen", "geolocation", "publickey-credentials-create", "publickey-credentials-get"),
    *("screen-wake-lock", "clipboard-write"),
)
REFUSED_EVERYWHERE = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "gyroscope"),
    *("hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
    *("serial", "usb", "xr-spatial-tracking"),
)
PERMISSIONS = ", ".join([*(f"{each}=(self)" for each in ALLOWED_HERE), *(f"{each}=()" for each in REFUSED_EVERYWHERE)])
ALL: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": PERMISSIONS,
    "X-Permitted-Cross-Domain-Policies": "none",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FOR_EVERYBODY = "/publik/"
"""Pictures and files under it may be shown by other sites."""


def is_page(content_type: str) -> bool:
    """Whether a browser takes it for a page.

    >>> is_page("text/html; charset=utf-8"), is_page("image/svg+xml"), is_page("")
    (True, False, False)
    """
    return content_type.partition(";")[0].strip().lower() in HTML


def _is_script(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() in SCRIPTS


def policy_for(content_type: str) -> str:
    """What may run in an answer that is no page."""
    return PDF_NOTHING if content_type.partition(";")[0].strip().lower() == PDF else NOTHING


class SafeHeaders:
    """Stands inside the middleware that gives pages their policy, and outside everything that answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALL.items():
            response.headers.setdefault(name, value)
        is_public = request.path.startswith(FOR_EVERYBODY)
        response.headers.setdefault(RESOURCE, "cross-origin" if is_public else "same-origin")
        if is_page(response.get("Content-Type", "")) and "attachment" not in response.get("Content-Disposition", ""):
            _keep_private(request, response)
        elif not _is_script(response.get("Content-Type", "")):
            response.headers.setdefault(POLICY, policy_for(response.get("Content-Type", "")))
        return response


def _keep_private(request: HttpRequest, response: HttpResponseBase) -> None:
    """Pages of somebody who is logged in are not kept: the next one at a shared computer goes back to nothing."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies:
        response.headers.setdefault(CACHE, "private, no-store")


def for_static(headers: Any, path: str, url: str) -> None:
    """The same for static files, which the server of static files answers by itself."""
    for name, value in ALL.items():
        headers[name] = value
    headers[RESOURCE] = "cross-origin" if url.endswith((".woff2", ".png", ".svg", ".css")) else "same-origin"
    if path.endswith((".html", ".htm", ".xml", ".pdf", ".svg")):
        headers[POLICY] = NOTHING
