"""A person's own API keys: make, look at, replace, revoke; and what they took."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from core.errors import Refused
from organizations.forms import PullForm
from organizations.key_forms import ApiKeyForm, RotateForm
from organizations.models import ApiKey, PullEntry
from organizations.screens import AsksAgain
from organizations.selectors.keys import own_keys
from organizations.selectors.pulls import own_pulls
from organizations.services.keys import make_key, revoke_key, rotate_key

PER_PAGE = 25
LAST = 10


class KeyList(LoginRequiredMixin, TemplateView):
    """All keys of the person; those in use first."""

    template_name = "organizations/key_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        keys = list(own_keys(user))
        found = {"keys": [key for key in keys if key.is_usable], "past": [key for key in keys if not key.is_usable]}
        return super().get_context_data(**found | kwargs)


class KeyMake(AsksAgain, LoginRequiredMixin, TemplateView):
    """Makes a key. The secret stands in this one answer and nowhere else."""

    template_name = "organizations/key_make.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(**{"form": ApiKeyForm(user)} | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        form = ApiKeyForm(user, request.POST)
        if form.is_valid():
            try:
                key, secret = make_key(user, form.cleaned_data["name"], **form.limits)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            else:
                return shown_once(self, key, secret)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OwnKey(LoginRequiredMixin):
    """One of the person's own keys; a key of somebody else is not there."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def key(self) -> ApiKey:
        user: Any = self.request.user
        return get_object_or_404(own_keys(user), pk=self.kwargs["pk"])


class KeyDetail(OwnKey, TemplateView):
    """What one key may do, what it took last, and the ways to end it."""

    template_name = "organizations/key_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.key
        pulls = PullEntry.objects.filter(key=key).for_list()[:LAST]
        found = {"key": key, "pulls": pulls, "form": RotateForm(), "next": getattr(key, "replaced_by", None)}
        return super().get_context_data(**found | kwargs)


class KeyRotate(AsksAgain, KeyDetail):
    """A new secret for a key; the old one holds as long as was chosen."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        key, form = self.key, RotateForm(request.POST)
        if form.is_valid():
            try:
                new, secret = rotate_key(key, by=user, grace_days=form.cleaned_data["grace_days"])
            except Refused as refused:
                form.add_error(refused.field, str(refused.message))
            else:
                self.template_name = KeyMake.template_name
                return shown_once(self, new, secret)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def shown_once(page: Any, key: ApiKey, secret: str) -> HttpResponse:
    """The page with the secret, which no browser may keep."""
    response: HttpResponse = page.render_to_response({"new_key": key, "secret": secret})
    response["Cache-Control"] = "no-store"
    return response


class KeyRevoke(OwnKey, View):
    """Takes a key out of use."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        revoke_key(self.key, by=user)
        messages.success(request, _("The key is revoked. Programs that use it are refused from now on."))
        return redirect("organizations:key-list")


class PullList(LoginRequiredMixin, TemplateView):
    """What the person took through REST, with whichever key."""

    template_name = "organizations/pull_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        tables = PullEntry.objects.filter(user=user).order_by("table").values_list("table", "table").distinct()
        form = PullForm(self.request.GET or None, tables=list(tables), by_person=False)
        page = Paginator(own_pulls(user, form.chosen()), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**{"form": form, "page": page} | kwargs)
