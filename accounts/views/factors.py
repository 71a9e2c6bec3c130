"""The safety of one's own account: which factors there are, and taking a passkey away."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.models import Session
from accounts.selectors.factors import factors_of


class Safety(LoginRequiredMixin, TemplateView):
    """`/akun/keamanan/`."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        sessions = Session.objects.of(user).running(timezone.now()).count()
        return super().get_context_data(factors=factors_of(user), sessions=sessions, **kwargs)


class PasskeyRemove(RemoveWebAuthnView):
    """allauth asks only for the app whether it may go."""

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator: Authenticator = self.get_object()
        authenticator.user = self.request.user
        if not get_adapter().can_delete_authenticator(authenticator):
            messages.error(self.request, str(get_adapter().error_messages["cannot_delete_authenticator"]))
            return redirect("mfa_index")
        return super().form_valid(form)  # type: ignore[no-any-return]

    def get_success_url(self) -> str:
        return str(redirect("mfa_index").url)


def to_safety(request: HttpRequest) -> HttpResponse:
    """allauth leads to a list of passkeys; here all factors stand on one page."""
    return redirect("mfa_index")
