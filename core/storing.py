"""Keeps a document's bytes once, named by their SHA-256: written beside, then renamed; never half a file."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

REPORTS, LETTERS = "reports", "letters"
"""The folders of the storage."""
UNFINISHED = ".part"


def store_once(content: bytes, extension: str, *, folder: str = REPORTS) -> tuple[str, str]:
    """Keep `content` in `folder`; returns its name in the storage and its SHA-256.

    What is there already is not written again.
    """
    digest = hashlib.sha256(content).hexdigest()
    name = f"{folder}/{digest[:2]}/{digest}.{extension}"
    if isinstance(default_storage, FileSystemStorage) or hasattr(default_storage, "location"):
        _write(Path(default_storage.path(name)), content)
    elif not default_storage.exists(name):
        # Object stores show a file only when it is whole.
        default_storage.save(name, ContentFile(content))
    return name, digest


def _write(target: Path, content: bytes) -> None:
    if target.exists() and target.stat().st_size == len(content):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=target.parent, suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(target)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def remove_unfinished(older_than_seconds: int) -> int:
    """Remove what killed workers left half written; returns how many."""
    if not hasattr(default_storage, "location"):
        return 0
    before = time.time() - older_than_seconds
    folders = (Path(default_storage.path(each)) for each in (REPORTS, LETTERS))
    found = (each for folder in folders for each in folder.glob(f"*/*{UNFINISHED}"))
    old = [each for each in found if each.stat().st_mtime < before]
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)
