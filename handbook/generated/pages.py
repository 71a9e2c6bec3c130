"""The pages of docs/ that are made from the code, and whether they are current."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from handbook.generated import dictionary, formulas, picture

PAGES: MappingProxyType[str, Callable[[], str]] = MappingProxyType(
    {
        "data-dictionary.md": dictionary.page,
        "calculations.md": formulas.page,
        "images/apps.svg": picture.page,
    }
)


def stale() -> list[str]:
    """The pages that differ from what the code says now."""
    return [name for name, made in PAGES.items() if not _path(name).exists() or _path(name).read_text() != made()]


def write() -> list[str]:
    """Write what is stale; its names."""
    changed = stale()
    for name in changed:
        _path(name).parent.mkdir(parents=True, exist_ok=True)
        _path(name).write_text(PAGES[name]())
    return changed


def _path(name: str) -> Path:
    return Path(settings.BASE_DIR) / "docs" / name
