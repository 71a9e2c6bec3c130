"""The rules as Django asks for them; each says what to do instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.passwords import breached
from accounts.passwords.shapes import left_of, variants
from organizations.models import Region
from organizations.roles import Role

PRIVILEGED = (Role.REGION_ADMIN, Role.NATIONAL_ADMIN, Role.ASSESSOR)
"""Roles whose passwords are longer."""
PORTAL_WORDS = (
    *("portal", "smart", "city", "smartcity", "kota", "cerdas", "kotacerdas", "monev", "dashboard"),
    *("kabupaten", "pemkab", "pemkot", "pemda", "pemerintah", "diskominfo", "kominfo", "komdigi", "dinas", "admin"),
    *("administrator", "password", "sandi", "katasandi", "rahasia", "masuk", "login", "indonesia"),
)
MUST_REMAIN = 6
"""Letters and digits beside the words that everybody here would try."""


class LengthValidator:
    """Long, and never cut: what is longer than the most is refused, not shortened."""

    def validate(self, password: str, user: Any = None) -> None:
        least = least_length(user)
        if len(password) < least:
            raise ValidationError(
                ngettext(
                    "Use at least %(least)s character; a sentence of several words is easy to remember.",
                    "Use at least %(least)s characters; a sentence of several words is easy to remember.",
                    least,
                ),
                code="password_too_short",
                params={"least": least},
            )
        if len(password) > settings.PASSWORD_MAX_LENGTH:
            raise ValidationError(
                _("Use at most %(most)s characters."),
                code="password_too_long",
                params={"most": settings.PASSWORD_MAX_LENGTH},
            )

    def get_help_text(self) -> str:
        return _("A sentence of several words is best; capital letters, digits and signs are not demanded.")


class ContextValidator:
    """Not the words that anybody would try who knows the person or the region."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(left_of(password, context_words(user))) < MUST_REMAIN:
            raise ValidationError(
                _("This password is made of names that others try first: yours, your region's or the portal's."),
                code="password_of_context",
            )

    def get_help_text(self) -> str:
        return _("Not your name, your e-mail address, your region or the portal.")


class BreachedValidator:
    """Not one that became known in a breach, nor one with a few signs around it."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_known(password):
            raise ValidationError(
                _("This password, or the word in it, stands in lists of stolen passwords. Choose another one."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return _("Not a password that stands in lists of stolen ones.")


def least_length(user: Any) -> int:
    """How long the password of this person must be; `roles_to_come`: what an invitation gives."""
    coming = getattr(user, "roles_to_come", ())
    held = user.memberships.values_list("role", flat=True) if getattr(user, "pk", None) else ()
    privileged = getattr(user, "is_superuser", False) or any(role in PRIVILEGED for role in (*coming, *held))
    return max(settings.PASSWORD_MIN_LENGTH, settings.PASSWORD_MIN_LENGTH_PRIVILEGED if privileged else 0)


def context_words(user: Any) -> set[str]:
    """The words of the portal, and of this person: names, the parts of the address, the regions."""
    return {*PORTAL_WORDS, *_words_of(user)}


def _words_of(user: Any) -> Iterator[str]:
    if user is None:
        return
    for text in (getattr(user, "name", ""), getattr(user, "email", ""), getattr(user, "nip", "")):
        yield text
        yield from text.replace("@", " ").replace(".", " ").replace("-", " ").replace("_", " ").split()
    for name in _places_of(user):
        yield name
        yield from name.split()


def _places_of(user: Any) -> list[str]:
    coming = list(getattr(user, "places_to_come", ()))
    if not getattr(user, "pk", None):
        return coming
    regions = Region.objects.filter(memberships__user=user).values_list("name", flat=True)
    return [*coming, *regions.distinct()]


def is_known(password: str) -> bool:
    """Whether the password, or the word at its core, stands in a list."""
    digests = [breached.digest_of(each) for each in variants(password)]
    if breached.is_in_compact(settings.BREACHED_SHIPPED, digests):
        return True
    own = settings.BREACHED_PASSWORDS
    return bool(own) and breached.is_in_lines(Path(own), digests)
