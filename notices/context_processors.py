"""What the bell on every page knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notices.selectors.inbox import unread_count


def bell(request: HttpRequest) -> dict[str, Any]:
    """`unread`: how many pieces of news wait; asked only by a page that shows the bell."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"unread": SimpleLazyObject(lambda: unread_count(user))}
