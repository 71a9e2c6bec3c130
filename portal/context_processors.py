"""The navigation of the page: what this person can open, for the region they are looking at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from organizations.roles import Can
from portal.navigation import entries_for


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`navigation`: entries with label, url, icon, active; empty for somebody who is not logged in.

    `may_search`: whether there is anything that the person may find.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "may_search": False}
    entries = entries_for(user, request.path, getattr(request, "region", None))
    return {"navigation": entries, "may_search": user.access.may(Can.VIEW)}
