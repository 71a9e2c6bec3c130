"""Links to a new password: asked for by anybody, sent only to addresses of people, and nobody learns which."""

from __future__ import annotations

import logging

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from accounts.networks import single
from accounts.selectors.providers import providers
from accounts.services.doors import may_use_password
from core.addresses import client_address, fingerprint
from core.jobs import wake
from core.limits import is_over
from notices.selectors.wishes import wishes_of
from notices.services.writing import absolute
from organizations.models import User

logger = logging.getLogger(__name__)


def ask_for_reset(request: HttpRequest, email: str, language: str) -> None:
    """Whatever the address, the same is done here and takes the same time: the rest happens in a worker."""
    name = email.strip().lower()
    if is_over(f"reset:address:{fingerprint(single(client_address(request)))}", settings.RESETS_PER_ADDRESS):
        logger.warning("Too many links to new passwords were asked for from one address; no mail was sent.")
        return
    if is_over(f"reset:account:{fingerprint(name)}", settings.RESETS_PER_ACCOUNT):
        return
    wake("accounts.tasks.send_reset", name, language)


def send_reset(email: str, language: str) -> bool:
    """The mail, where a person has this address; the link is made here and stands nowhere else."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return False
    preference = getattr(user, "notice_preference", None)
    language = wishes_of([user.pk])[user.pk].language if preference else language
    template = "password_reset_key" if may_use_password(user) else "password_not_used"
    with override(language):
        words = {"person": user, "link": _link(user), "portal": absolute("/"), "providers": providers()}
        subject = " ".join(render_to_string(f"account/email/{template}_subject.txt", words).split())
        body = render_to_string(f"account/email/{template}_message.txt", words).strip() + "\n"
    send_mail(f"{app_settings.EMAIL_SUBJECT_PREFIX}{subject}", body, None, [user.email])
    return True


def _link(user: User) -> str:
    """By the setting PORTAL_URL, never by the name under which somebody asked: that could be forged."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    keys = {"uidb36": user_pk_to_url_str(user), "key": token}
    return absolute(reverse("account_reset_password_from_key", kwargs=keys))
