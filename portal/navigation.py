"""What stands in the navigation for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation."""

    label: Any
    url: str
    icon: str
    active: bool


def entries_for(user: Any, path: str) -> list[Entry]:
    """Entries in the order in which a person works."""
    home = reverse("portal:home")
    return [Entry(_("My work"), home, "home", path == home)]
