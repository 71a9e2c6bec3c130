"""The profile: who I am here, and my roles."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from organizations.models import ApiKey
from organizations.screens import JsonLogin


class Profile(LoginRequiredMixin, TemplateView):
    """What the portal knows of the person."""

    template_name = "organizations/profile.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        roles = user.memberships.in_force(timezone.localdate()).select_related("region", "agency", "held_post")
        keys = ApiKey.objects.of(user).usable(timezone.now()).count()
        found = {"roles": roles, "keys": keys, "person": user}
        return super().get_context_data(**found | kwargs)


class Session(JsonLogin, View):
    """`GET`: who is logged in, with a fresh token, for what a browser sends in the background."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()  # type: ignore[no-any-return]
        return JsonResponse({"person": str(request.user.uid), "csrf": get_token(request)})
