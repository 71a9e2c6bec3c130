"""allauth's log-in page, which says with its status when somebody must wait."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpResponse

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
