"""The form in which citizens write about a program. A page of its own, never kept, so that its token is its own."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from citizens.forms import FeedbackForm
from citizens.models import Publication
from citizens.selectors.published import publication_at, published_row
from citizens.services.feedback import Sending, send_feedback
from core.addresses import client_address, fingerprint
from core.errors import Refused
from masterplan.models.plans import Program
from portal.templatetags.public import address
from portal.views.public.base import missing, site_of

UNPROCESSABLE = 422


class FeedbackScreen(View):
    """A page of the form: of a published program of a region that takes feedback."""

    template = ""
    publication: Publication
    program: Program

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.publication = publication_at(kwargs["region"])
            if not self.publication.shows_feedback:
                raise Http404
            self.program = self._program(kwargs["lineage"])
        except Http404:
            return missing()
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        response["Cache-Control"] = "no-store"
        return response

    def _program(self, lineage: uuid.UUID) -> Program:
        rows = Program.objects.of_region(self.publication.region).in_force().for_list()
        row: Program = published_row(rows, lineage=lineage)
        return row

    def page(self, *, status: int = 200, **context: Any) -> HttpResponse:
        shared = {
            "title": _("Feedback") + f" · {self.program.name}",
            "description": self.program.name[:160],
            "publication": self.publication,
            "region": self.publication.region,
            "program": self.program,
            "active": "programs",
            "site": site_of(self.request.path),
            "is_hidden": True,
        }
        return HttpResponse(render_to_string(self.template, {**shared, **context}), status=status)


class FeedbackPage(FeedbackScreen):
    """Write about a program."""

    template = "portal/public/feedback.html"
    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._form(FeedbackForm(self.program.lineage))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = FeedbackForm(self.program.lineage, request.POST)
        if form.is_valid() and self._sent(form):
            return HttpResponseRedirect(address("feedback-sent", self.publication.region.code, self.program.lineage))
        return self._form(form, status=UNPROCESSABLE)

    def _sent(self, form: FeedbackForm) -> bool:
        words = form.cleaned_data
        sending = Sending(
            text=words["text"],
            name=words["name"],
            email=words["email"],
            language=get_language() or settings.LANGUAGE_CODE,
            sender=fingerprint(client_address(self.request)),
        )
        try:
            send_feedback(self.program, sending)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
            return False
        return True

    def _form(self, form: FeedbackForm, *, status: int = 200) -> HttpResponse:
        return self.page(status=status, form=form, csrf_token=get_token(self.request))


class FeedbackSent(FeedbackScreen):
    """It has arrived, and what happens next."""

    template = "portal/public/feedback_sent.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page()
