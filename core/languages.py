"""Addresses of pages for everybody: their language stands in them, so that a proxy may keep one copy for all."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

PARAMETER = "bahasa"


def active_language() -> str:
    """The language that is read now."""
    return get_language() or settings.LANGUAGE_CODE


def in_language(path: str, language: str | None = None) -> str:
    """`path` in that language, else in the one that is read now; Indonesian needs no parameter."""
    wanted = language or active_language()
    return path if wanted == settings.LANGUAGE_CODE else f"{path}?{PARAMETER}={wanted}"


def language_choices(path: str) -> list[tuple[str, str, bool]]:
    """For each language its code, the address of the page in it, and whether it is the one that is read now."""
    return [(code, in_language(path, code), code == active_language()) for code, _name in settings.LANGUAGES]
