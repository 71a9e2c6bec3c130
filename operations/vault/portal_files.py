"""The portal's own files: what there is, in a folder or an object store, and putting one back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models

from core.storing import HALVES, is_folder
from operations.vault.stores import walked
from operations.vault.streams import pieces_of

OF_THE_DISK = "lost+found"
"""Where files have a disk of their own; only root reads it."""


class Found(NamedTuple):
    """A file as the storage lists it."""

    name: str
    size: int
    changed: float


def all_files() -> Iterator[Found]:
    """Everything in the storage of the portal that is whole."""
    yield from _of_folder(Path(default_storage.path(""))) if is_folder(default_storage) else _of_bucket(default_storage)


def _of_folder(root: Path) -> Iterator[Found]:
    for folder, below, files in walked(root):
        below[:] = sorted(each for each in below if Path(folder, each) not in (root / HALVES, root / OF_THE_DISK))
        for each in sorted(files):
            path = Path(folder) / each
            try:
                said = path.stat()
            except FileNotFoundError:
                continue
            yield Found(path.relative_to(root).as_posix(), said.st_size, said.st_mtime)


def _of_bucket(storage: Any) -> Iterator[Found]:
    prefix = f"{storage.location.strip('/')}/" if storage.location else ""
    for each in storage.bucket.objects.filter(Prefix=prefix):
        yield Found(each.key[len(prefix) :], each.size, each.last_modified.timestamp())


def content(name: str) -> Iterator[bytes]:
    """One file in pieces. FileNotFoundError when it is gone."""
    with default_storage.open(name, "rb") as file:
        yield from pieces_of(file)


def sum_of_file(name: str, alive: Callable[[], None]) -> tuple[int, str]:
    """Its size and SHA-256."""
    size, total = 0, hashlib.sha256()
    for piece in content(name):
        alive()
        size += len(piece)
        total.update(piece)
    return size, total.hexdigest()


def is_there(name: str, size: int, sha256: str) -> bool:
    """Whether the storage has exactly this file."""
    if not default_storage.exists(name) or default_storage.size(name) != size:
        return False
    return sum_of_file(name, lambda: None)[1] == sha256


class Placing:
    """Puts one file into the storage: in a folder written beside, then renamed; else as the store does it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._final = Path(default_storage.path(name)) if is_folder(default_storage) else None
        self._beside = self._final.with_name(self._final.name + ".restoring") if self._final else None
        if self._beside is not None:
            self._beside.parent.mkdir(parents=True, exist_ok=True)
            self._file: Any = self._beside.open("wb")
        else:
            self._file = default_storage.open(name, "wb")

    def write(self, data: bytes, /) -> int:
        return int(self._file.write(data))

    def finish(self) -> None:
        self._file.close()
        if self._beside is not None and self._final is not None:
            self._beside.chmod(0o644)
            self._beside.replace(self._final)

    def give_up(self) -> None:
        if self._beside is not None:
            self._file.close()
            self._beside.unlink(missing_ok=True)


def named_files(alias: str, tables: list[type[models.Model]]) -> Iterator[str]:
    """Every name of a file that a row holds, as the tables were at the snapshot."""
    today = {(model._meta.db_table, field.column) for model, field in _file_columns(apps.get_models())}
    for model, field in _file_columns(tables):
        if (model._meta.db_table, field.column) in today:
            rows: Any = models.QuerySet(model, using=alias).exclude(**{field.attname: ""})
            rows = rows.order_by(field.attname).values_list(field.attname, flat=True).distinct()
            yield from (str(each) for each in rows.iterator(chunk_size=2000) if each)


def _file_columns(tables: Any) -> Iterator[tuple[Any, Any]]:
    """History keeps old names on purpose; only rows in use promise that there is a file."""
    for model in tables:
        if model.__name__.startswith("Historical"):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                yield model, field
