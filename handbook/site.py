"""The built handbook: where it lies, and one file of it. `./scripts/docs` builds it; a release brings it along."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".gz": "application/gzip",
    ".pdf": "application/pdf",
    ".woff2": "font/woff2",
}
"""What is handed out at all; a file of another kind is not found."""
FOREVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"


@dataclass(frozen=True)
class Page:
    """One file of the site, ready to be sent."""

    content: bytes
    content_type: str
    etag: str
    cache_control: str


def root() -> Path | None:
    """The folder of the built site: the one that came with this release, else the one built here; None before that."""
    for folder in (settings.BASE_DIR / "site", Path(settings.HANDBOOK_DIR)):
        if (folder / "index.html").is_file():
            return folder
    return None


def find(folder: Path, path: str) -> Path | None:
    """The file of an address below /bantuan/, within the folder; the index of a folder."""
    found = within(folder.resolve(), path)
    if found is not None and found.is_dir():
        found = found / "index.html"
    return found if found is not None and found.is_file() and found.suffix in TYPES else None


def within(top: Path, path: str) -> Path | None:
    """What exists at `path` below `top`; None for all else, also for a name that no file can have (NUL, too long)."""
    try:
        found = (top / path).resolve()
        return found if found.is_relative_to(top) and found.exists() else None
    except (ValueError, OSError):
        return None


def read(path: Path) -> Page:
    """The bytes with their type and an ETag of their content, the same on every host."""
    content = path.read_bytes()
    named_by_content = "assets" in path.parts and path.suffix in (".js", ".css")
    return Page(
        content,
        TYPES[path.suffix],
        f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        FOREVER if named_by_content else A_WHILE,
    )
