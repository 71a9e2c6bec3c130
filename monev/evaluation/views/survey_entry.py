"""Forms that a surveyor fills in for people, one after the other, and paper forms from a file."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused
from monev.evaluation.forms.survey_reply import ReplyForm
from monev.evaluation.forms.surveys import ImportForm
from monev.evaluation.models.surveys import Survey, SurveyResponse, SurveyService
from monev.evaluation.selectors.survey_form import asked_in, services_to_enter
from monev.evaluation.services.survey_import import LARGEST, WrongRows, import_replies, template_of
from monev.evaluation.services.survey_responses import is_open, keep_reply
from monev.evaluation.views.surveys import SurveyScreen
from organizations.roles import Can

UNPROCESSABLE, CLOSED = 422, 409
JSON = "application/json"


class SurveyEntry(SurveyScreen):
    """`.../isi/`: the form as a surveyor fills it in; after sending, the next one."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey = self.survey()
        service = self._service(survey)
        if JSON in request.headers.get("Accept", ""):
            return JsonResponse({"person": str(self.person.uid), "csrf": get_token(request)})
        if not is_open(survey):
            return self._closed(survey)
        return self._page(survey, service, ReplyForm(asked_in(survey, service)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey = self.survey()
        service = self._service(survey)
        if JSON in request.headers.get("Accept", ""):
            return self._from_outbox(survey, service)
        form = ReplyForm(asked_in(survey, service), request.POST)
        if not form.is_valid():
            return self._page(survey, service, form, UNPROCESSABLE)
        try:
            keep_reply(survey, form.reply(SurveyResponse.Channel.SURVEYOR), by=self.person)
        except Refused:
            return self._closed(survey)
        messages.success(request, self._said(survey))
        return redirect(self._address(survey, service))

    def _from_outbox(self, survey: Survey, service: SurveyService | None) -> HttpResponse:
        """A form that waited in the browser: its key names it, so that it is kept once however often it is sent."""
        posted = self.request.POST
        try:
            key = uuid.UUID(posted.get("key", ""))
        except ValueError:
            return JsonResponse({"notice": _("The form could not be recognised.")}, status=UNPROCESSABLE)
        form = ReplyForm(asked_in(survey, service), posted, key=key)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors, "notice": _("The form is not complete.")}, status=UNPROCESSABLE)
        reply = form.reply(SurveyResponse.Channel.SURVEYOR, at=_moment(posted.get("answered_at", "")))
        try:
            keep_reply(survey, reply, by=self.person)
        except Refused as refused:
            return JsonResponse({"notice": str(refused.message)}, status=CLOSED)
        return JsonResponse({"sent": True, "url": self._address(survey, service), "notice": self._said(survey)})

    def _said(self, survey: Survey) -> str:
        today = SurveyResponse.objects.filter(survey=survey, entered_by=self.person, archived_at=None)
        count = today.filter(created_at__date=timezone.localdate()).count()
        return ngettext(
            "Kept. You entered %(count)s form today; here is the next one.",
            "Kept. You entered %(count)s forms today; here is the next one.",
            count,
        ) % {"count": count}

    def _service(self, survey: Survey) -> SurveyService | None:
        """The service asked about: one's own, or the one chosen; none needed for the form of nine."""
        self.services = services_to_enter(survey, self.person)
        if not self.services:
            raise PermissionDenied
        if survey.form == Survey.Form.ONE:
            return None
        wanted = self.request.GET.get("layanan", "")
        if not wanted:
            return self.services[0]
        for each in self.services:
            if str(each.pk) == wanted:
                return each
        raise Http404

    def _address(self, survey: Survey, service: SurveyService | None) -> str:
        address = reverse("evaluation:survey-entry", args=[self.region.code, survey.pk])
        return f"{address}?layanan={service.pk}" if service else address

    def _closed(self, survey: Survey) -> HttpResponse:
        messages.error(self.request, _("The survey is not open: answers are not taken any more."))
        return redirect("evaluation:survey-detail", region=self.region.code, pk=survey.pk)

    def _page(self, survey: Survey, service: SurveyService | None, form: ReplyForm, status: int = 200) -> HttpResponse:
        uid, note = form.mark
        context: dict[str, Any] = {"region": self.region, "survey": survey, "service": service, "form": form}
        context |= {"services": self.services, "uid": uid, "note": note}
        return render(self.request, "evaluation/surveys/entry.html", context, status=status)


class SurveyImport(SurveyScreen):
    """`.../impor/`: paper forms from a CSV file, all of them or none."""

    needs = Can.SELF_ASSESS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.survey(), ImportForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey, form = self.survey(), ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(survey, form, status=UNPROCESSABLE)
        upload = form.cleaned_data["upload"]
        if upload.size > LARGEST:
            form.add_error("upload", _("The file is too large: 5 MB at most."))
            return self._page(survey, form, status=UNPROCESSABLE)
        try:
            added, known = import_replies(survey, upload.read(), by=self.person)
        except WrongRows as wrong:
            return self._page(survey, form, wrong.errors, status=UNPROCESSABLE)
        except Refused as refused:
            form.add_error("upload", str(refused.message))
            return self._page(survey, form, status=UNPROCESSABLE)
        messages.success(
            request,
            _("%(added)s forms were added; %(known)s were there already.") % {"added": added, "known": known},
        )
        return redirect("evaluation:survey-detail", region=self.region.code, pk=survey.pk)

    def _page(self, survey: Survey, form: ImportForm, errors: Any = (), status: int = 200) -> HttpResponse:
        context = {"region": self.region, "survey": survey, "form": form, "errors": errors}
        return render(self.request, "evaluation/surveys/import.html", context, status=status)


class ImportTemplate(SurveyScreen):
    """The file to fill in, with two rows that show how."""

    needs = Can.SELF_ASSESS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey = self.survey()
        response = HttpResponse(template_of(survey), content_type="text/csv; charset=utf-8")
        name = f"survei-{survey.pillar.code}-{survey.year}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _moment(text: str) -> datetime:
    """When the form was filled in, by the clock of the device; never in the future."""
    now = timezone.now()
    try:
        found = parse_datetime(text)
    except ValueError:
        return now
    return min(found, now) if found and timezone.is_aware(found) else now
