"""Small pictures of evidence: drawn once for each content, kept in the storage under its SHA-256."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.previews import PREVIEWED, NoPreview, preview
from monev.monitoring.models.evidence import StoredFile

MOST_BYTES = 40 * 1024 * 1024
"""Larger files are not drawn: they would have to be read into memory as a whole."""


def name_of(stored: StoredFile) -> str:
    """Where the picture lies in the storage."""
    return f"previews/{stored.sha256[:2]}/{stored.sha256}.jpg"


def preview_of(stored: StoredFile) -> bytes | None:
    """The picture as JPEG; None where none can be made. What could not be drawn is remembered as an empty file.

    Two requests at once draw the same picture twice and keep one: the content names the file.
    """
    if stored.content_type not in PREVIEWED or stored.size > MOST_BYTES:
        return None
    name = name_of(stored)
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            return kept.read() or None
    made = _drawn(stored)
    if made is not None and not default_storage.exists(name):
        default_storage.save(name, ContentFile(made))
    return made or None


def _drawn(stored: StoredFile) -> bytes | None:
    """The picture; empty where the file cannot be drawn; None where the file is not there, which may pass."""
    try:
        with stored.file.open("rb") as content:
            return preview(content.read(), stored.content_type)
    except FileNotFoundError:
        return None
    except NoPreview:
        return b""
