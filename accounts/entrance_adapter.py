"""How allauth works here: by invitation, with our limits of attempts, its mails through the queue."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from accounts.device_words import device_words
from accounts.services import attempts
from accounts.services.doors import may_use_password
from core.addresses import client_address
from core.jobs import wake
from notices.selectors.wishes import wishes_of
from organizations.adapters import InvitedOnly

WRONG = _("E-mail address or password is not right.")
WRONG_OR_ELSEWHERE = _(
    "E-mail address or password is not right, or you enter through one of the buttons below instead of with a password."
)


def wait_words(attempt: attempts.Attempt) -> str:
    """Why somebody must wait, how long, and what they can do meanwhile."""
    return ngettext(
        "Too many wrong attempts. Try again in %(minutes)s minute, or have a link sent with “Forgot password”.",
        "Too many wrong attempts. Try again in %(minutes)s minutes, or have a link sent with “Forgot password”.",
        attempt.minutes,
    ) % {"minutes": attempt.minutes}


class LimitedAttempts(DefaultAccountAdapter):
    """Counts wrong passwords so that nobody is locked out of their own account; see `accounts.services.attempts`."""

    attempt: attempts.Attempt | None = None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """In place of allauth's limit for one account, with which a stranger could lock somebody out."""
        self.attempt = attempts.begin(request, str(credentials.get("email") or credentials.get("username") or ""))
        if self.attempt.wait:
            request.refused_attempt = self.attempt  # type: ignore[attr-defined]
            raise ValidationError(wait_words(self.attempt), code="too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is None or not may_use_password(user):
            return None
        if self.attempt is not None:
            attempts.succeeded(self.attempt)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


class QueuedMails(DefaultAccountAdapter):
    """Mails of allauth go through the queue, in the language of the person; a mail server that hangs stops nobody."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user: Any = context.get("person") or getattr(self.request, "user", None)
        known = getattr(user, "pk", None)
        language = wishes_of([known])[known].language if known else None
        with override(language):
            words = {"email": email, "person": user, **context}
            if "user_agent" in words:
                words["user_agent"] = device_words(words["user_agent"])
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", words).split())
            body = render_to_string(f"{template_prefix}_message.txt", words).strip() + "\n"
        wake("accounts.tasks.send_mail", email, self.format_email_subject(subject), body)


class Entrance(LimitedAttempts, QueuedMails, InvitedOnly):
    """All of it together."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        from accounts.selectors.providers import providers

        if code == "email_password_mismatch":
            return ValidationError(WRONG_OR_ELSEWHERE if providers() else WRONG, code=code)
        error: ValidationError = super().validation_error(code, *args)
        return error
