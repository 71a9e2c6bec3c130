"""The form of the citizen survey: for any telephone, without a log-in, without scripts, never kept by a browser."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from core.addresses import client_address, fingerprint
from core.errors import Refused
from core.languages import active_language, in_language, language_choices
from core.limits import is_over
from monev.evaluation.forms.survey_reply import ReplyForm
from monev.evaluation.models.surveys import SurveyResponse, SurveyService
from monev.evaluation.selectors.survey_form import Asked, asked_by
from monev.evaluation.services.survey_responses import is_open, keep_reply
from monev.evaluation.survey_people import device_hash
from monev.monitoring.periods import today_in

UNPROCESSABLE, TOO_MANY = 422, 429
COOKIE, KEPT = "perangkat", 180 * 24 * 60 * 60
MARK = re.compile(r"[0-9a-f]{32}")
PATH = "/survei/"


class PublicScreen(View):
    """A page of the survey for everybody: never kept, its language in the address."""

    template = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        except Http404:
            response = self.page("missing", status=404)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def page(self, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
        shown = {
            "languages": language_choices(self.request.path),
            "language": active_language(),
            "find_url": in_language(reverse("evaluation:survey-find")),
        }
        text = render_to_string(f"evaluation/surveys/public/{name}.html", {**shown, **context})
        return HttpResponse(text, status=status)


class SurveyFind(PublicScreen):
    """`/survei/`: type the code that stands on a poster."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        code = re.sub(r"[\s-]", "", request.GET.get("kode", "").replace("\x00", "")).casefold()[:24]
        if not code:
            return self.page("find")
        if SurveyService.objects.filter(token=code, archived_at=None).exclude(survey__state="draft").exists():
            return HttpResponseRedirect(in_language(reverse("evaluation:survey-form", args=[code])))
        return self.page("find", status=UNPROCESSABLE, code=code)


@method_decorator(csrf_exempt, name="dispatch")
class SurveyForm(PublicScreen):
    """`/survei/<link>/`: the form. Its note is signed for this survey, so no session or cookie is needed to send it."""

    asked: Asked

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        self.asked = asked_by(token)
        if not is_open(self.asked.survey):
            return self._shut()
        return self._form(ReplyForm(self.asked))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        self.asked = asked_by(token)
        if not is_open(self.asked.survey):
            return self._shut()
        form = ReplyForm(self.asked, request.POST)
        if not form.is_valid():
            return self._form(form, status=UNPROCESSABLE)
        if self._is_flood():
            form.add_error(
                None,
                gettext("Very much was sent from here within an hour. What you chose is still here; send it later."),
            )
            return self._form(form, status=TOO_MANY)
        return self._keep(form)

    def _keep(self, form: ReplyForm) -> HttpResponse:
        reply = form.reply(SurveyResponse.Channel.LINK, self._device())
        try:
            row, _is_new = keep_reply(self.asked.survey, reply)
        except Refused:
            return self._shut()
        name = "survey-thanks" if row.used else "survey-not-used"
        return HttpResponseRedirect(in_language(reverse(f"evaluation:{name}", args=[self.kwargs["token"]])))

    def _is_flood(self) -> bool:
        device, address = self._device(), fingerprint(client_address(self.request))
        too_many = bool(device) and is_over(f"survey:device:{device}", settings.SURVEY_PER_DEVICE)
        return is_over(f"survey:address:{address}", settings.SURVEY_PER_ADDRESS) or too_many

    def _device(self) -> str:
        """The hash of the random mark that this browser was given; nothing that describes the device."""
        mark = self.request.COOKIES.get(COOKIE, "")
        survey = self.asked.survey
        return device_hash(mark, region=survey.region.code, year=survey.year) if MARK.fullmatch(mark) else ""

    def _shut(self) -> HttpResponse:
        survey = self.asked.survey
        is_early = survey.state == "open" and today_in(survey.region.time_zone) < survey.opens_on
        return self.page("shut", asked=self.asked, is_early=is_early)

    def _form(self, form: ReplyForm, *, status: int = 200) -> HttpResponse:
        uid, note = form.mark
        days = settings.SURVEY_HASH_DAYS
        response = self.page("form", status=status, form=form, asked=self.asked, uid=uid, note=note, days=days)
        if not MARK.fullmatch(self.request.COOKIES.get(COOKIE, "")):
            response.set_cookie(
                COOKIE,
                secrets.token_hex(16),
                max_age=KEPT,
                path=PATH,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


class SurveyThanks(PublicScreen):
    """The answers have arrived."""

    is_user = True

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page("thanks", asked=asked_by(token), is_user=self.is_user)


class SurveyNotUsed(SurveyThanks):
    """Thanks to somebody who used none of the services: they are not counted."""

    is_user = False
