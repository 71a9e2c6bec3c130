"""The status page: all of it for administrators of the nation and of the machine, a small part for those of regions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from core.errors import Refused
from operations.selectors.status import status
from operations.services.test_mail import send_test_mail
from organizations.roles import Can


class ForAdministrators(LoginRequiredMixin, View):
    """A page for administrators; `is_whole_only`: not for those of regions."""

    is_whole_only = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user: Any = request.user
        if not user.is_authenticated:
            return self.handle_no_permission()
        if not self.sees_all and (self.is_whole_only or not user.access.may(Can.ADMINISTER)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def sees_all(self) -> bool:
        """Whether the machine is theirs to look after."""
        user: Any = self.request.user
        return bool(user.is_superuser or user.access.may(Can.CATALOGUE))


class StatusPage(ForAdministrators):
    """How the installation is, part by part."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        regions = None if self.sees_all else user.access.reach(Can.ADMINISTER).regions
        return render(request, "operations/status.html", {"status": status(regions=regions)})


class TestMail(ForAdministrators):
    """A mail to whoever asks for it, sent while they wait, so that they see what the mail server says."""

    http_method_names = ["post"]
    is_whole_only = True

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        try:
            messages.success(request, send_test_mail(by=user))
        except Refused as refused:
            messages.error(request, str(refused.message))
        return redirect("operations:status")
