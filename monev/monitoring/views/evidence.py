"""Handing out evidence: through the access rule, and in a way that a browser runs nothing of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from core.serving import hand_out
from monev.monitoring.models.evidence import Evidence
from organizations.roles import Can
from organizations.screens import ScopedScreen


class EvidenceFile(ScopedScreen):
    """The file: pictures and PDF open in the browser (unless `?unduh=1`), all else is saved. A link is followed."""

    needs = Can.VIEW
    queryset = Evidence.objects.select_related("stored_file")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        evidence = self.get_object()
        if evidence.link:
            return HttpResponseRedirect(evidence.link)
        stored = evidence.stored_file
        if stored.infection:
            raise Http404
        return hand_out(
            request,
            stored.file,
            name=evidence.file_name,
            content_type=stored.content_type,
            inline="unduh" not in request.GET,
            sha256=stored.sha256,
        )
