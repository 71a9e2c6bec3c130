"""The two addresses of a log-in through a provider: the way there and the way back; and what is linked to somebody."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from requests import RequestException

from accounts.oidc.adapter import away_page, refused_page
from accounts.oidc.client import Client
from accounts.selectors.providers import name_of, providers
from accounts.services.identities import unbind

BROKEN = (RequestException, OAuth2Error, KeyError, ValueError)
"""What a provider that is away, or that does not speak OpenID Connect, leads to."""
APP = "allauth.socialaccount"
WAYS = (AuthProcess.LOGIN, AuthProcess.CONNECT)


class ProviderLogin(View):
    """`/akun/oidc/<provider>/masuk/`: to the provider.

    The way there is a link of a page of ours, not the redirect of a form: browsers apply `form-action` of our policy to
    those too, and it would have to name the addresses of the provider.
    """

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        """Asks first: a link from elsewhere logs nobody in."""
        context = {"provider": _provider(request, provider_id), "next": _own_address(request)}
        return render(request, "accounts/provider_login.html", context)

    def post(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        provider = _provider(request, provider_id)
        process = request.POST.get("process", AuthProcess.LOGIN)
        if process not in WAYS or (process == AuthProcess.CONNECT and not request.user.is_authenticated):
            process = AuthProcess.LOGIN
        if process == AuthProcess.CONNECT and is_reauthentication_required(request, app=APP):
            return _confirm_first()
        try:
            going = provider.redirect(request, process, next_url=_own_address(request) or None)
        except BROKEN as problem:
            return _broken(request, provider, problem)
        if not going.has_header("Location"):
            return going  # type: ignore[no-any-return]
        return render(request, "accounts/provider_leave.html", {"provider": provider, "address": going["Location"]})


class _Callback(OAuth2CallbackView):
    """allauth's, which also hands over what was stored when the log-in began: the nonce stands in it."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, answer = super()._get_state(request, provider)
        self.adapter.state = state or {}  # type: ignore[attr-defined]
        return state, answer


@never_cache
@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """`/akun/oidc/<provider>/kembali/`: back from the provider."""
    provider = _provider(request, provider_id)
    if request.GET.get("error") == Client.login_cancelled_error:
        return cancelled(request)
    try:
        answer: HttpResponse = _Callback.adapter_view(Client(request, provider_id))(request)
    except BROKEN as problem:
        return _broken(request, provider, problem)
    return answer


class Linked(LoginRequiredMixin, TemplateView):
    """`/akun/identitas/`: which providers let the person in."""

    template_name = "accounts/identities.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = SocialAccount.objects.filter(user=self.request.user.pk).order_by("date_joined", "pk")
        for row in own:
            row.shown_name = name_of(row.provider)
        taken = {row.provider for row in own}
        free = [each for each in providers() if each.key not in taken]
        return super().get_context_data(**{"own": own, "free": free} | kwargs)


class Unlink(LoginRequiredMixin, View):
    """`/akun/identitas/<id>/lepas/`: the provider no longer lets the person in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        account = get_object_or_404(SocialAccount, pk=pk, user=user)
        if is_reauthentication_required(request, app=APP):
            return _confirm_first()
        try:
            _require_other_door(account)
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        else:
            unbind(account, by=user)
            messages.success(request, _("The link is removed: this provider no longer lets you in."))
        return redirect("socialaccount_connections")


def _confirm_first() -> HttpResponse:
    """To the page that asks for the password once more, and back to what is linked."""
    return redirect(f"{reverse('account_reauthenticate')}?next={reverse('socialaccount_connections')}")


def _require_other_door(account: SocialAccount) -> None:
    """Nobody locks themselves out."""
    if not account.user.has_usable_password():
        raise ValidationError(_("Set a password first, else you could not log in any more."))
    get_adapter().validate_disconnect(account, [account])


def cancelled(request: HttpRequest) -> HttpResponse:
    """The address that allauth names for a log-in that was broken off."""
    return refused_page(request, _("The log-in was cancelled at the provider."), 200)


def _provider(request: HttpRequest, provider_id: str) -> Any:
    if not settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        raise Http404
    try:
        return get_adapter(request).get_provider(request, provider_id)
    except SocialApp.DoesNotExist as problem:
        raise Http404 from problem


def _own_address(request: HttpRequest) -> str:
    """Where to go afterwards, if that is a page of this portal."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def _broken(request: HttpRequest, provider: Any, problem: Exception) -> HttpResponse:
    import logging

    logging.getLogger(__name__).warning("The provider %s is of no use now: %s", provider, problem, exc_info=problem)
    return away_page(request, str(provider))
