"""A person's own data: to look at, to take along, to ask about."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from core.errors import Refused
from portal.forms import OwnRequestForm
from portal.navigation import region_at
from portal.selectors.own_data import own_file, own_parts, own_requests
from portal.services.data_requests import ask_about_oneself
from portal.services.protection import hand_out_own

SHOWN = 5


class OwnData(LoginRequiredMixin, View):
    """Everything the portal holds about who is logged in; POST asks for a correction, a deletion and the like."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(OwnRequestForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        form = OwnRequestForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            ask_about_oneself(person, form.cleaned_data["kind"], form.cleaned_data["text"])
        except Refused as refused:
            form.add_error(None, str(refused.message))
            return self.page(form, 422)
        messages.success(request, _("Your request was received. You get an answer within three days."))
        return redirect("portal:own-data")

    def page(self, form: OwnRequestForm, status: int = 200) -> HttpResponse:
        person: Any = self.request.user
        region = region_at(person, self.request.path)
        context = {"form": form, "parts": own_parts(person, SHOWN), "requests": own_requests(person), "shown": SHOWN}
        with timezone.override(region.time_zone if region else None):
            return render(self.request, "portal/protection/own.html", context, status=status)


class OwnFile(LoginRequiredMixin, View):
    """The same as a file that a machine reads (portability, article 13)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        hand_out_own(person)
        text = json.dumps(own_file(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="data-pribadi-saya.json"'
        response["Cache-Control"] = "private, no-store"
        return response
