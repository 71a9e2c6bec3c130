"""How the plan came about, and its documents."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.serving import hand_out
from masterplan.models.preparation import LegalDocument, Meeting
from masterplan.selectors.preparation import preparation
from organizations.roles import Can
from organizations.screens import RegionScreen, ScopedScreen


class Preparation(RegionScreen):
    """Stages, documents, bodies, meetings, directives, commitments, requests to ministries, partners."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"region": self.region, "page": preparation(self.region, seen_by=request.user)}
        return render(request, "masterplan/preparation.html", context)


class DocumentFile(ScopedScreen):
    """The file of a legal document, as a download."""

    needs = Can.VIEW
    queryset: Any = LegalDocument.objects.all()
    field = "file"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        stored = getattr(self.get_object(), self.field)
        if not stored:
            raise Http404
        return hand_out(request, stored, name=stored.name.rsplit("/", 1)[-1])


class MinutesFile(DocumentFile):
    """The minutes of a meeting, as a download."""

    queryset = Meeting.objects.all()
    field = "minutes_file"
