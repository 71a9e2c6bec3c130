"""Forms of second factors, in the portal's own words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.services import attempts
from accounts.services.doors import may_use_password
from core.sealing import Unreadable, seal, unseal

LONGEST_NAME = 60
DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "maxlength": "12"}
UNREADABLE = _("Your second factor cannot be read any more. Ask the administrator of your region to reset it.")


class EachCodeOnce:
    """Guesses are counted. A code works once as long as it holds; allauth forgets it before a tolerated clock does."""

    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        attempt = self._counted()
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except Unreadable as error:
            raise forms.ValidationError(UNREADABLE) from error
        if self.authenticator.type == Authenticator.Type.TOTP:
            holds = timedelta(seconds=(settings.MFA_TOTP_TOLERANCE * 2 + 1) * 30)
            if not attempts.use_code(self.user, "".join(filter(str.isdigit, code)), holds):
                raise get_adapter().validation_error("incorrect_code")
        attempts.succeeded(attempt)
        return code

    def _counted(self) -> attempts.Attempt:
        """In place of allauth's limit, with which whoever knows a password could keep its owner out."""
        request = context.request
        attempt = attempts.begin_code(request, self.user)
        if attempt.wait:
            request.refused_attempt = attempt
            raise forms.ValidationError(_wait_words(attempt.minutes), code="too_many_codes")
        return attempt


def _wait_words(minutes: int) -> str:
    return ngettext(
        "Too many wrong codes. Try again in %(minutes)s minute.",
        "Too many wrong codes. Try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}


class CodeForm(EachCodeOnce, AuthenticateForm):
    """The second step of the log-in."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs=DIGITS),
    )


class CodeAgainForm(EachCodeOnce, ReauthenticateForm):
    """The code once more, before a dangerous action."""

    code = forms.CharField(label=CodeForm.base_fields["code"].label, widget=forms.TextInput(attrs=DIGITS))


class AppForm(ActivateTOTPForm):
    """Setting up an app; its secret lies sealed in the session until the first code has come."""

    code = forms.CharField(
        label=_("Code that the app shows now"), widget=forms.TextInput(attrs=DIGITS | {"maxlength": "7"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session: Any = context.request.session
        if sealed := session.get(SECRET_SESSION_KEY):
            try:
                session[SECRET_SESSION_KEY] = unseal(sealed)
            except Unreadable:
                del session[SECRET_SESSION_KEY]
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = seal(self.secret)


class PasskeyForm(AddWebAuthnForm):
    """A passkey with a name."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("So that you know later which one it is: “My phone”, “Office key”."),
        max_length=LONGEST_NAME,
        required=False,
    )
    passwordless = forms.BooleanField(
        label=_("Log in with this passkey alone, without a password"),
        help_text=_("Needs a device with fingerprint, face or PIN. Turn it off for simple security keys."),
        required=False,
        initial=True,
    )


class PasskeyDoorForm(LoginWebAuthnForm):
    """Logging in with a passkey instead of a password: for those whom a password would let in too."""

    def clean_credential(self) -> Authenticator:
        """Refused where somebody enters through a provider only; as a second factor the passkey is asked as ever."""
        authenticator = super().clean_credential()
        if not may_use_password(authenticator.user):
            raise forms.ValidationError(_("You enter through one of the buttons below, not with a passkey alone."))
        return authenticator


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=LONGEST_NAME)
