"""Second factors: who must have one, who has none, what somebody has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from organizations.roles import Role

OFFICE = "superuser"
"""In MFA_REQUIRED_ROLES: everybody who may open the administration, whatever their role."""
PROPER = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes alone are no factor: they stand in for one."""
FEW_CODES = 3


def check_required_roles(names: Iterable[str]) -> None:
    """Raises ImproperlyConfigured for a name that is no role: a slip of the pen must not switch the rule off."""
    if unknown := sorted(set(names) - {*Role.values, OFFICE}):
        known = ", ".join([*Role.values, OFFICE])
        raise ImproperlyConfigured(f"MFA_REQUIRED_ROLES names no role: {', '.join(unknown)}. Known are: {known}.")


def requires_factor(user: Any) -> bool:
    """Whether the person holds, today, a role that needs a second factor."""
    required = settings.MFA_REQUIRED_ROLES
    if not required or not user.is_authenticated:
        return False
    if OFFICE in required and (user.is_superuser or user.is_staff):
        return True
    return any(standing.role in required for standing in user.access.standings)


def has_factor(user: Any) -> bool:
    """Whether the person has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=PROPER).exists()


def lacks_factor(request: HttpRequest) -> bool:
    """The one place that decides whether somebody must set up a factor before anything else works."""
    user: Any = request.user
    if not requires_factor(user):
        return False
    counting = {"mfa", "socialaccount"} if settings.OIDC_COUNTS_AS_SECOND_FACTOR else {"mfa"}
    used = any(each.get("method") in counting for each in get_authentication_records(request, user))
    return not used and not has_factor(user)


def is_last_factor(authenticator: Authenticator) -> bool:
    """Whether nothing but recovery codes would be left without it."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=PROPER).exclude(pk=authenticator.pk)
    return authenticator.type in PROPER and not others.exists()


def codes_left(user: Any) -> int:
    """How many recovery codes are unused."""
    found = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(found.wrap().get_unused_codes()) if found else 0


@dataclass(frozen=True)
class Factors:
    """What somebody has, for the page of their safety."""

    app: Any
    passkeys: list[Any]
    codes: Any
    codes_left: int
    is_required: bool

    @property
    def is_missing(self) -> bool:
        """A factor has to be set up now."""
        return self.is_required and not self.app and not self.passkeys

    @property
    def few_codes(self) -> bool:
        return bool(self.codes) and self.codes_left <= FEW_CODES


def factors_of(user: Any) -> Factors:
    """The factors of a person in one query."""
    rows = list(Authenticator.objects.filter(user_id=user.pk).order_by("created_at", "pk"))
    codes = next((each for each in rows if each.type == Authenticator.Type.RECOVERY_CODES), None)
    return Factors(
        app=next((each for each in rows if each.type == Authenticator.Type.TOTP), None),
        passkeys=[each for each in rows if each.type == Authenticator.Type.WEBAUTHN],
        codes=codes,
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        is_required=requires_factor(user),
    )
