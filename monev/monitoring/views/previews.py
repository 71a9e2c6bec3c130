"""The small picture of a piece of evidence, through the access rule."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from monev.monitoring.models.evidence import Evidence
from monev.monitoring.services.previews import preview_of
from organizations.roles import Can
from organizations.screens import ScopedScreen

NO_PREVIEW = "img/no-preview.svg"


class EvidencePreview(ScopedScreen):
    """A JPEG made by the server; a file that cannot be drawn is shown by a sign that says so."""

    needs = Can.VIEW
    queryset = Evidence.objects.select_related("stored_file")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        evidence = self.get_object()
        stored = evidence.stored_file
        tag = f'"p-{stored.sha256}"' if stored else ""
        if tag and request.headers.get("If-None-Match") == tag:
            return HttpResponse(status=304)
        made = preview_of(stored) if stored and not stored.infection else None
        if made is None:
            return redirect(static(NO_PREVIEW))
        response = HttpResponse(made, content_type="image/jpeg")
        response["ETag"] = tag
        response["Cache-Control"] = "private, max-age=86400"
        response["X-Content-Type-Options"] = "nosniff"
        return response
