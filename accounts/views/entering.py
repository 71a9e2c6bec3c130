"""allauth's log-in page, which says with its status when somebody must wait; its page of addresses, which is closed."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View

from accounts.selectors.providers import providers

TOO_MANY = 429


class Login(LoginView):
    """`/akun/login/`: e-mail and password, and a button for each provider."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if getattr(self.request, "refused_attempt", None) is not None:
            response.status_code = TOO_MANY
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"providers": providers(), "password_login": settings.PASSWORD_LOGIN}
        return super().get_context_data(**more | kwargs)  # type: ignore[no-any-return]


class Address(LoginRequiredMixin, View):
    """`/akun/email/`: nobody changes the address of their own account.

    It says who somebody is: providers let people in by it and invitations find their account by it. Who took that of
    somebody else would get what is meant for them.
    """

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        said = _("The portal knows you by your e-mail address: an administrator changes it, not you yourself.")
        messages.info(request, said)
        return redirect("organizations:profile")
