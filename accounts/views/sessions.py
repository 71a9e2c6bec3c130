"""Where somebody is logged in, and logging out there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import TemplateView

from accounts.device_words import device_words
from accounts.models import Session
from accounts.services.sessions import end_other_sessions, end_session, own_key


class SessionList(LoginRequiredMixin, TemplateView):
    """`/akun/sesi/`: the session at hand first."""

    template_name = "accounts/session_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = own_key(self.request)
        rows = list(Session.objects.of(self.request.user).running(timezone.now()))
        lines = [{"session": row, "device": device_words(row.user_agent), "here": row.pk == here} for row in rows]
        lines.sort(key=lambda line: not line["here"])
        return super().get_context_data(lines=lines, others=len([each for each in lines if not each["here"]]), **kwargs)


class SessionEnd(LoginRequiredMixin, View):
    """Log one other browser out. The one at hand is left by logging out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, uid: Any) -> HttpResponse:
        user: Any = request.user
        session = get_object_or_404(Session.objects.of(user), uid=uid)
        if session.pk == own_key(request):
            return redirect("account_logout")
        end_session(session, by=user)
        messages.success(request, _("That browser is logged out."))
        return redirect("accounts:session-list")


class SessionsEndOthers(LoginRequiredMixin, View):
    """Log all other browsers out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        ended = end_other_sessions(user, keep=own_key(request))
        said = ngettext("%(count)s other browser is logged out.", "%(count)s other browsers are logged out.", ended)
        messages.success(request, said % {"count": ended} if ended else _("You are logged in nowhere else."))
        return redirect("accounts:session-list")
