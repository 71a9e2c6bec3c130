"""The public pages that tell whether a report is genuine, of when, and whether a newer edition exists.

For everybody and kept by nobody. A code or a file is looked up, nothing is stored; how often one connection may ask is
limited, so that codes cannot be tried one after the other.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from core.addresses import client_address, fingerprint
from core.languages import in_language, language_choices
from core.limits import is_over
from monev.reports.check_codes import typed_code
from monev.reports.selectors.checks import Checked, checked_by_code, checked_by_file

UNPROCESSABLE, TOO_MANY, TOO_LARGE = 422, 429, 413
SHA256 = re.compile(r"[0-9a-f]{64}")


class CheckScreen(View):
    """A page for everybody: never kept, found by no search engine, its language in the address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        shown = {
            "title": _("Is this report genuine?"),
            "site": {"languages": language_choices(self.request.path)},
            "find_url": in_language(reverse("reports:check")),
            "most_bytes": settings.CHECK_MAX_BYTES,
            **context,
        }
        return render(self.request, "reports/check.html", shown, status=status)

    def is_flood(self) -> bool:
        """Whether too much was asked from here within an hour."""
        address = fingerprint(client_address(self.request))
        return is_over(f"report-check:{address}", settings.CHECKS_PER_ADDRESS)

    def wait(self) -> HttpResponse:
        return self.page(TOO_MANY, problem=_("Very much was asked from here within an hour. Try again later."))

    def answer(self, found: Checked | None, **context: Any) -> HttpResponse:
        """What was found; None: no report has it."""
        return self.page(200 if found else 404, report=found, is_answer=True, **context)


@method_decorator(csrf_exempt, name="dispatch")
class CheckForm(CheckScreen):
    """`/periksa/`: type the code (`?kode=`), or show the file. The browser computes its SHA-256 (`?sha256=`); where it
    cannot, the file is sent, hashed and forgotten. Nothing is changed, so no session or cookie is needed."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        sha256 = request.GET.get("sha256", "").strip().lower()
        if sha256:
            return self._hash(sha256)
        typed = request.GET.get("kode", "").replace("\x00", "")[:40]
        if not typed:
            return self.page()
        code = typed_code(typed)
        if code:
            return redirect(in_language(reverse("reports:check-code", args=[code])))
        text = _("A check code has twelve letters and digits, such as 7K3M-XQ2R-T9WB.")
        return self.page(UNPROCESSABLE, typed=typed, code_problem=text)

    def _hash(self, sha256: str) -> HttpResponse:
        if self.is_flood():
            return self.wait()
        return self.answer(checked_by_file(sha256) if SHA256.fullmatch(sha256) else None, of_file=True)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        limit = settings.CHECK_MAX_BYTES
        sent = request.headers.get("Content-Length", "")
        if sent.isdecimal() and int(sent) > limit + 64 * 1024:
            text = _("This file is larger than %(limit)s. Check it by the code on its first page.")
            return self.page(TOO_LARGE, file_problem=text % {"limit": filesizeformat(limit)})
        if self.is_flood():
            return self.wait()
        uploaded: Any = request.FILES.get("berkas")
        if not uploaded:
            return self.page(UNPROCESSABLE, file_problem=_("Choose the file of the report first."))
        digest = hashlib.sha256()
        for chunk in uploaded.chunks():
            digest.update(chunk)
        return self.answer(checked_by_file(digest.hexdigest()), of_file=True, sha256=digest.hexdigest())


class CheckCode(CheckScreen):
    """`/periksa/<code>/`, where the QR code leads: what is public about the report; 404 for a code that none has."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.is_flood():
            return self.wait()
        code = typed_code(kwargs["code"])
        return self.answer(checked_by_code(code) if code else None)
