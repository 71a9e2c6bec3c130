"""The link of an invitation: looking at it uses nothing up; accepting it makes the account and lets the person in."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import Invitation
from accounts.people_forms import AcceptForm
from accounts.selectors.providers import providers
from accounts.services.accepting import accept_as, accept_as_new, account_of, invitation_of
from accounts.services.doors import may_use_password
from core.errors import Refused
from organizations.models import User

KEPT = "invitation"


class InvitationLink(View):
    """`/undangan/<token>/`: keeps the token in the session, so that it stands in no address that goes further. Of a
    link that does not work nothing is kept: anybody could fill the table of sessions."""

    http_method_names = ["get", "head"]

    @method_decorator(never_cache)
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if invitation_of(token) is None:
            return gone(request)
        request.session[KEPT] = token
        return redirect("people:accept")


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class InvitationAccept(View):
    """`/undangan/`: who invites, to what; and name and password, or the log-in of somebody who has an account."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        invitation = self._invitation(request)
        if invitation is None:
            return gone(request)
        return self._shown(request, invitation)

    def post(self, request: HttpRequest) -> HttpResponse:
        invitation = self._invitation(request)
        if invitation is None:
            return gone(request)
        try:
            if account_of(invitation) is not None:
                return self._as_oneself(request, invitation)
            return self._as_new(request, invitation)
        except Refused as refused:
            messages.error(request, str(refused.message))
            return redirect("people:accept")

    def _invitation(self, request: HttpRequest) -> Invitation | None:
        return invitation_of(str(request.session.get(KEPT, "")))

    def _as_new(self, request: HttpRequest, invitation: Invitation) -> HttpResponse:
        coming = _coming(invitation)
        if not may_use_password(coming):
            return self._shown(request, invitation)
        form = AcceptForm(request.POST, person=coming)
        if not form.is_valid():
            return self._shown(request, invitation, form)
        user = accept_as_new(invitation, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
        del request.session[KEPT]
        record_authentication(request, user, method="password", email=user.email)
        messages.success(request, _("Welcome. From now on you log in with your e-mail address and this password."))
        answer: HttpResponse = perform_login(request, user, email_verification="none")
        return answer

    def _as_oneself(self, request: HttpRequest, invitation: Invitation) -> HttpResponse:
        user: Any = request.user
        if not user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={reverse('people:accept')}")
        accept_as(invitation, user)
        request.session.pop(KEPT, None)
        messages.success(request, _("You have the role “%(role)s” now.") % {"role": invitation.get_role_display()})
        return redirect("portal:home")

    def _shown(self, request: HttpRequest, invitation: Invitation, form: AcceptForm | None = None) -> HttpResponse:
        coming, account = _coming(invitation), account_of(invitation)
        context = {
            "invitation": invitation,
            "account": account,
            "is_oneself": account is not None and request.user == account,
            "form": form or AcceptForm(person=coming),
            "with_password": may_use_password(coming),
            "providers": providers(),
            "login_url": f"{reverse('account_login')}?next={reverse('people:accept')}",
        }
        return render(request, "accounts/invitation.html", context, status=422 if form else 200)


def gone(request: HttpRequest) -> HttpResponse:
    """The link works no more, or never did."""
    return render(request, "accounts/invitation_gone.html", status=410)


def _coming(invitation: Invitation) -> User:
    """The person as they will be, for the rules of passwords."""
    user = User(email=invitation.email, name=invitation.name)
    user.roles_to_come = (invitation.role,)  # type: ignore[attr-defined]
    user.places_to_come = (invitation.region.name,) if invitation.region else ()  # type: ignore[attr-defined]
    return user
