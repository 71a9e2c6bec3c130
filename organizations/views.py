"""The profile: who I am here, my roles, my API keys."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from core.errors import Refused
from organizations.forms import ApiKeyForm
from organizations.models import ApiKey
from organizations.screens import JsonLogin
from organizations.services.keys import make_key, revoke_key


class Profile(LoginRequiredMixin, TemplateView):
    """What the portal knows of the person, and the form for a new key."""

    template_name = "organizations/profile.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        roles = user.memberships.in_force(timezone.localdate()).select_related("region", "agency", "held_post")
        found = {"form": ApiKeyForm(), "roles": roles, "keys": ApiKey.objects.of(user), "person": user}
        return super().get_context_data(**found | kwargs)


class Session(JsonLogin, View):
    """`GET`: who is logged in, with a fresh token, for what a browser sends in the background."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()  # type: ignore[no-any-return]
        return JsonResponse({"person": str(request.user.uid), "csrf": get_token(request)})


class ApiKeyMake(Profile):
    """Makes a key. The secret stands in this one answer and nowhere else."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ApiKeyForm(request.POST)
        if form.is_valid():
            try:
                key, secret = make_key(request.user, form.cleaned_data["name"], form.expires_at)  # type: ignore[arg-type]
            except Refused as refused:
                form.add_error(refused.field, str(refused.message))
            else:
                response = self.render_to_response(self.get_context_data(new_key=key, secret=secret))
                response["Cache-Control"] = "no-store"
                return response
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ApiKeyRevoke(LoginRequiredMixin, View):
    """Takes one of the person's own keys out of use; a key of somebody else is not there."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        revoke_key(get_object_or_404(ApiKey.objects.of(user), pk=pk), by=user)
        messages.success(request, _("The key is revoked. Programs that use it are refused from now on."))
        return redirect("organizations:profile")
