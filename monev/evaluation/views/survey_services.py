"""The service of a survey: its OPD takes part; link, QR code and poster."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import Refused
from monev.evaluation.forms.surveys import UsersForm
from monev.evaluation.models.surveys import SurveyService
from monev.evaluation.services.surveys import confirm_service
from organizations.roles import Can
from organizations.screens import ScopedScreen

UNPROCESSABLE = 422
SVG, PNG = "image/svg+xml", "image/png"
ROWS = SurveyService.objects.select_related(
    "survey__region", "survey__pillar", "agency", "sub_dimension", "confirmed_by"
)


class ServiceConfirm(ScopedScreen):
    """The OPD takes part in the survey and says how many people use its service."""

    needs = Can.ENTER
    queryset: Any = ROWS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        return self._page(row, UsersForm(initial={"users": row.users}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = UsersForm(request.POST)
        if form.is_valid():
            try:
                confirm_service(row, form.cleaned_data["users"], by=self.person)
            except Refused as refused:
                form.add_error("users", str(refused.message))
            else:
                messages.success(request, _("Thank you. Your OPD takes part in the survey."))
                return redirect("evaluation:survey-service", pk=row.pk)
        return self._page(row, form, UNPROCESSABLE)

    def _page(self, row: SurveyService, form: UsersForm, status: int = 200) -> HttpResponse:
        region = self.place(row.survey.region)
        context = {"region": region, "row": row, "survey": row.survey, "form": form}
        return render(self.request, "evaluation/surveys/confirm.html", context, status=status)


class Poster(ScopedScreen):
    """A page to be printed and put where the service is given; in Indonesian, whatever the reader's language."""

    needs = Can.VIEW
    queryset: Any = ROWS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        region = self.place(row.survey.region)
        context = {
            "region": region,
            "row": row,
            "survey": row.survey,
            "address": address_of(request, row),
            "entrance": request.build_absolute_uri(reverse("evaluation:survey-find")),
        }
        with override("id"):
            return render(request, "evaluation/surveys/poster.html", context)


class QrCode(ScopedScreen):
    """The link of a service as a QR code: SVG for print, PNG for messages."""

    needs = Can.VIEW
    queryset: Any = ROWS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, extension = self.get_object(), kwargs["extension"]
        made = qr_code(address_of(request, row), extension)
        response = HttpResponse(made, content_type=SVG if extension == "svg" else PNG)
        response["Cache-Control"] = "private, max-age=3600"
        if "unduh" in request.GET:
            response["Content-Disposition"] = f'attachment; filename="survei-{row.token}.{extension}"'
        return response


def address_of(request: HttpRequest, row: SurveyService) -> str:
    """The public address of the form."""
    return request.build_absolute_uri(reverse("evaluation:survey-form", args=[row.token]))


def qr_code(address: str, extension: str) -> bytes:
    """The address as a QR code with the quiet zone that readers need; error correction M survives a creased poster."""
    made = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    if extension == "svg":
        code.save(made, kind="svg", scale=8, border=4, light="#ffffff", xmldecl=False)
    else:
        code.save(made, kind="png", scale=16, border=4)
    return made.getvalue()
