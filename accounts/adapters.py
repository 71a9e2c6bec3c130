"""What allauth asks this portal about second factors."""

from __future__ import annotations

import logging
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selectors.factors import is_last_factor, requires_factor
from core.sealing import Unreadable, seal, unseal

log = logging.getLogger(__name__)


class SealedFactors(DefaultMFAAdapter):
    """Secrets are sealed in the database; who must have a factor keeps at least one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "Your role needs a second factor: add another one before you remove this one."
        ),
        "incorrect_code": gettext_lazy(
            "This code is not right. Take the newest one from your app; each code works once."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed with a secret key that is gone fits nothing: its owner needs new factors."""
        try:
            return unseal(encrypted_text)
        except Unreadable:
            log.warning("A second factor cannot be read: SECRET_KEY was changed without SECRET_KEY_FALLBACKS.")
            raise

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user: Any = authenticator.user
        return not (requires_factor(user) and is_last_factor(authenticator))

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}
