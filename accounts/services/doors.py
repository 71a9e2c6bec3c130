"""Who may enter by which door: with a password, or through the identity provider only."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from organizations.models import User

SUPERUSER = "superuser"


def may_use_password(user: User) -> bool:
    """Whether a password lets this person in. Those of PASSWORD_LOGIN_KEPT keep that door when the others lose it."""
    if _keeps(user):
        return True
    return settings.PASSWORD_LOGIN and not belongs_to_provider(user.email)


def belongs_to_provider(email: str) -> bool:
    """Whether people with addresses of this domain enter through the provider only."""
    return email.rpartition("@")[2].lower() in settings.OIDC_ONLY_DOMAINS


def _keeps(user: User) -> bool:
    kept = set(settings.PASSWORD_LOGIN_KEPT)
    if user.email in kept or (user.is_superuser and SUPERUSER in kept):
        return True
    return bool(kept - {SUPERUSER}) and bool(kept.intersection(_roles(user)))


def _roles(user: User) -> Iterable[str]:
    """Of today; of somebody who is being invited those to come."""
    if user._state.adding:
        return getattr(user, "roles_to_come", ())
    return user.memberships.in_force(timezone.localdate()).values_list("role", flat=True)  # type: ignore[attr-defined]
