"""What every page knows about the person who looks at it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from organizations.demo import DEMO_USERS


def person(request: HttpRequest) -> dict[str, Any]:
    """The ministry's name, and whether the page shows demonstration data."""
    return {"ministry_name": settings.MINISTRY_NAME, "demo": settings.DEMO}


def demo(request: HttpRequest) -> dict[str, Any]:
    """The demonstration users for the login page; nothing outside the demonstration."""
    if not settings.DEMO:
        return {}
    return {
        "demo_users": [
            {"email": user.email, "password": user.password, "role": user.role.label, "name": user.name}
            for user in DEMO_USERS
        ]
    }
