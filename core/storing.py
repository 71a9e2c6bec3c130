"""Keeps a document's bytes once, named by their SHA-256: written beside, then renamed; never half a file."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

REPORTS, LETTERS, ARMS = "reports", "letters", "letterheads"
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


def store_file_once(path: Path, extension: str, *, folder: str = REPORTS) -> tuple[str, str]:
    """The same for a file, however large: it is read in pieces."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = f"{folder}/{digest[:2]}/{digest}.{extension}"
    if isinstance(default_storage, FileSystemStorage) or hasattr(default_storage, "location"):
        _copy(Path(default_storage.path(name)), path)
    elif not default_storage.exists(name):
        with path.open("rb") as file:
            default_storage.save(name, File(file))
    return name, digest


def _write(target: Path, content: bytes) -> None:
    _place(target, len(content), lambda file: file.write(content))


def _copy(target: Path, source: Path) -> None:
    with source.open("rb") as original:
        _place(target, source.stat().st_size, lambda file: shutil.copyfileobj(original, file))


def _place(target: Path, size: int, fill: Callable[[BinaryIO], object]) -> None:
    if target.exists() and target.stat().st_size == size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=target.parent, suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
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
    folders = (Path(default_storage.path(each)) for each in (REPORTS, LETTERS, ARMS))
    found = (each for folder in folders for each in folder.glob(f"*/*{UNFINISHED}"))
    old = [each for each in found if each.stat().st_mtime < before]
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)
