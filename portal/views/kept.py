"""Pages of figures as they were made before, while nothing changed that they show."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

Make = Callable[[], dict[str, Any]]


def kept_parts(
    request: HttpRequest, templates: Mapping[str, str], make: Make, state: Callable[[], tuple[Any, ...]]
) -> dict[str, str]:
    """The parts of the page that figures fill, by name; `make` gives their context where they are not kept.

    `state` names what they depend on: the version of the data, the day, and how far the person sees, so that what one
    may see is never shown to another who may not. The address with its filters and the language are told apart here.
    Not kept with `KEEP_PAGES_SECONDS=0`.
    """
    if not settings.KEEP_PAGES_SECONDS:
        return _parts(request, templates, make)
    sight = (settings.VERSION, request.get_full_path(), get_language(), sorted(templates.items()), *state())
    key = f"kept-{hashlib.sha256(repr(sight).encode()).hexdigest()}"
    found: dict[str, str] | None = cache.get(key)
    if found is None:
        found = _parts(request, templates, make)
        cache.set(key, found, settings.KEEP_PAGES_SECONDS)
    return found


def sight_of(person: Any) -> str:
    """How far somebody sees: the roles that are in force, whoever holds them."""
    return repr(sorted(map(repr, person.access.standings)))


def _parts(request: HttpRequest, templates: Mapping[str, str], make: Make) -> dict[str, str]:
    context = make()
    return {name: render_to_string(template, context, request) for name, template in templates.items()}
