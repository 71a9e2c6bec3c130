"""Who may enter through a provider: people who exist or were invited, and nobody else."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from accounts.services.identities import admitted, noted
from core.errors import Refused

logger = logging.getLogger(__name__)


class Identities(DefaultSocialAccountAdapter):
    """No registration; the first time by the verified address, from then on by issuer and subject."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Those of the settings, and none of the database: who runs the server says which providers let people in."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Not by allauth's rule, which wipes passwords and looks at no invitation; see `admitted`."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Bind a new identity to its person, or refuse with words that say what to do."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            self._may_connect(request, sociallogin)
            return
        try:
            if sociallogin.is_existing:
                noted(sociallogin.account)
            else:
                account = admitted(sociallogin)
                sociallogin.account, sociallogin.user = account, account.user
                words = {"account": account, "provider": sociallogin.provider, "person": account.user}
                self.send_notification_mail("socialaccount/email/account_connected", account.user, words)
        except Refused as refused:
            logger.info("Log-in through %s refused: %s", sociallogin.account.provider, refused.message)
            raise ImmediateHttpResponse(refused_page(request, str(refused.message), 403)) from refused

    def _may_connect(self, request: HttpRequest, sociallogin: Any) -> None:
        """One identity of a provider for each person."""
        own = SocialAccount.objects.filter(user=request.user.pk, provider=sociallogin.account.provider)
        if own.exclude(uid=sociallogin.account.uid).exists():
            words = _("Your account is linked to another identity of this provider already. Unlink that one first.")
            raise ImmediateHttpResponse(refused_page(request, words, 409))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """A page that says what happened and which other ways there are; details only in the log."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(refused_page(request, _("The log-in was cancelled at the provider."), 200))
        logger.warning("Log-in through %s failed: %s", provider, exception or error)
        if isinstance(exception, RequestException):
            raise ImmediateHttpResponse(away_page(request, str(provider))) from exception
        words = _("The log-in did not succeed. It may have taken too long, or was begun in another window. Try again.")
        raise ImmediateHttpResponse(refused_page(request, words, 400))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("socialaccount_connections")

    def validate_disconnect(self, account: Any, accounts: Any) -> None:
        from accounts.services.doors import may_use_password

        if not may_use_password(account.user):
            raise ValidationError(_("You enter through this provider only; the link cannot be removed."))


def refused_page(request: HttpRequest, words: str, status: int) -> HttpResponse:
    """Why somebody does not enter, and what to do."""
    return render(request, "accounts/provider_refused.html", {"words": words}, status=status)


def away_page(request: HttpRequest, name: str) -> HttpResponse:
    """The provider does not answer."""
    words = _("“%(name)s” does not answer at the moment. Try again in some minutes, or log in with your password.")
    response = refused_page(request, words % {"name": name}, 503)
    response["Retry-After"] = "120"
    return response
