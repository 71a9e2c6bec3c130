"""The national page as it was made before, while nothing changed that it shows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from organizations.roles import Can
from portal.selectors.nation_version import nation_version

SECONDS = 600
PARTS = {"lead": "portal/_national_lead.html", "content": "portal/_national_content.html"}


def kept_parts(request: HttpRequest, person: Any, make: Callable[[], dict[str, Any]]) -> dict[str, str]:
    """The parts of the page that the figures fill; `make` gives their context where they are not kept.

    They are kept for the state of the data, the day, the address with its filters, the language, and how far the person
    sees: what one person may see is never shown to another who may not.
    """
    key = _key(request, person)
    found: dict[str, str] | None = cache.get(key)
    if found is None:
        context = make()
        found = {name: render_to_string(template, context, request) for name, template in PARTS.items()}
        cache.set(key, found, SECONDS)
    return found


def _key(request: HttpRequest, person: Any) -> str:
    reach = person.access.reach(Can.OVERSEE)
    seen = "nation" if reach.nation else f"{sorted(reach.regions)} {sorted(reach.agencies)} {person.pk}"
    sight = (nation_version(), timezone.localdate(), get_language(), request.GET.urlencode(), seen, settings.VERSION)
    return f"national-{hashlib.sha256(repr(sight).encode()).hexdigest()}"
