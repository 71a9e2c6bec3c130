"""Identity providers as the settings name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Offered:
    """A provider as pages show it."""

    key: str
    name: str
    url: str


def providers() -> list[Offered]:
    """All of them, in the order of the settings."""
    configured: Any = settings.SOCIALACCOUNT_PROVIDERS
    rows = configured["openid_connect"]["APPS"]
    return [
        Offered(row["provider_id"], row["name"], reverse("openid_connect_login", args=[row["provider_id"]]))
        for row in rows
    ]


def name_of(key: str) -> str:
    """How people call the provider; its key where the settings no longer name it."""
    return next((each.name for each in providers() if each.key == key), key)
