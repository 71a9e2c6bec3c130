"""Handing out evidence: through the access rule, and in a way that a browser runs nothing of it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from core.uploads import INLINE
from monev.monitoring.models.evidence import Evidence
from organizations.roles import Can
from organizations.screens import ScopedScreen

IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox"
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""Browsers refuse to show a PDF in a sandboxed page; their viewers run it in a sandbox of their own."""


class EvidenceFile(ScopedScreen):
    """The file: pictures and PDF open in the browser (unless `?unduh=1`), all else is saved. A link is followed."""

    needs = Can.VIEW
    queryset = Evidence.objects.select_related("stored_file")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse | FileResponse:
        evidence = self.get_object()
        if evidence.link:
            return HttpResponseRedirect(evidence.link)
        stored = evidence.stored_file
        try:
            content = stored.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        inline = stored.content_type in INLINE and "unduh" not in request.GET
        response = FileResponse(
            content, as_attachment=not inline, filename=evidence.file_name, content_type=stored.content_type
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = PDF_POLICY if stored.content_type == "application/pdf" else IMAGE_POLICY
        response["Cache-Control"] = "private, max-age=0, must-revalidate"
        response["ETag"] = f'"{stored.sha256}"'
        return response
