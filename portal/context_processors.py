"""The navigation of the page: what this person can open, for the region they are looking at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from portal.navigation import entries_for


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`navigation`: entries with label, url, icon, active; empty for somebody who is not logged in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    return {"navigation": entries_for(user, request.path, getattr(request, "region", None))}
