"""Keeps a document's bytes once, named by their SHA-256; never half a file.

In a folder (also one that hosts share) a file is written beside, then renamed; an object store shows a file only when
it is whole.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.utils.functional import empty

REPORTS, LETTERS, ARMS, EXPORTS = "reports", "letters", "letterheads", "exports"
"""The folders of the storage."""
HALVES = "unfinished"
"""Where uploads lie until they are whole (core/whole_files.py)."""
UNFINISHED = ".part"
PIECE = 64 * 1024


def store_once(content: bytes, extension: str, *, folder: str = REPORTS) -> tuple[str, str]:
    """Keep `content` in `folder`; returns its name in the storage and its SHA-256.

    What is there already is not written again.
    """
    digest = hashlib.sha256(content).hexdigest()
    name = f"{folder}/{digest[:2]}/{digest}.{extension}"
    if is_folder(default_storage):
        _write(Path(default_storage.path(name)), content)
    else:
        _put(name, ContentFile(content), len(content))
    return name, digest


def store_file_once(path: Path, extension: str, *, folder: str = REPORTS) -> tuple[str, str]:
    """The same for a file, however large: it is read in pieces."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = f"{folder}/{digest[:2]}/{digest}.{extension}"
    if is_folder(default_storage):
        _copy(Path(default_storage.path(name)), path)
    else:
        with path.open("rb") as file:
            _put(name, File(file), path.stat().st_size)
    return name, digest


def is_folder(storage: Any) -> bool:
    """Whether the files of the storage are files of this machine, or of a folder that it shares.

    An object store has a `location` too (the beginning of its keys), but nothing at a path.
    """
    wrapped = getattr(storage, "_wrapped", storage)
    if wrapped is empty:
        storage._setup()
        wrapped = storage._wrapped
    return isinstance(wrapped, FileSystemStorage)


def write_from(storage: Storage, name: str, start: int, piece: bytes) -> None:
    """Let the stored file go on from byte `start` with `piece`; what stood there and behind it is written over.

    An object store cannot change a file in place: it is read and put again.
    """
    if is_folder(storage):
        with storage.open(name, "r+b") as file:
            file.seek(start)
            file.truncate()
            file.write(piece)
        return
    with storage.open(name, "rb") as file:
        before = file.read(start) if start else b""
    with storage.open(name, "wb") as file:
        file.write(before + piece)


def read_from(storage: Any, name: str, start: int, length: int) -> Iterator[bytes]:
    """`length` bytes of a stored file from byte `start`, in pieces; an object store sends only these."""
    bucket = getattr(storage, "bucket", None)
    if bucket is not None and not is_folder(storage):
        key = storage._normalize_name(name)
        body = bucket.Object(key).get(Range=f"bytes={start}-{start + length - 1}")["Body"]
        yield from body.iter_chunks(PIECE)
        return
    with storage.open(name, "rb") as file:
        file.seek(start)
        while length and (piece := file.read(min(PIECE, length))):
            length -= len(piece)
            yield piece


def _put(name: str, content: File[bytes], size: int) -> None:
    """Into an object store; two that put the same bytes at once may both write them, under the same name."""
    if default_storage.exists(name) and default_storage.size(name) == size:
        return
    with default_storage.open(name, "wb") as target:
        for piece in content.chunks():
            target.write(piece)


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
    if not is_folder(default_storage):
        return 0
    before = time.time() - older_than_seconds
    folders = (Path(default_storage.path(each)) for each in (REPORTS, LETTERS, ARMS, EXPORTS))
    found = [each for folder in folders for each in folder.glob(f"*/*{UNFINISHED}")]
    found += Path(default_storage.path(HALVES)).glob(f"*{UNFINISHED}")
    old = [each for each in found if each.stat().st_mtime < before]
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)
