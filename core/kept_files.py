"""Comparing what the storage holds with what the tables say: missing, changed and left-over files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

MISSING, CHANGED, LEFT_OVER = "missing", "changed", "left over"
BY_CONTENT = re.compile(r"(?:^|/)([0-9a-f]{64})\.[a-z0-9]+$")
"""Files that bear their SHA-256 as a name: reports, arms, letters, pictures of reports."""
MADE_AGAIN = ("previews/",)
"""Folders of what is made again when it is gone."""
YOUNG = timedelta(hours=1)
"""What is younger may belong to a request that is not finished."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that names files, and the one with their SHA-256 where there is one."""

    model: Any
    name: str
    digest: str = ""

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.name}"


@dataclass(slots=True)
class Found:
    """What was compared: problems as kind, file, where it is named."""

    looked_at: int = 0
    size: int = 0
    problems: list[tuple[str, str, str]] = field(default_factory=list)


def columns() -> list[Column]:
    """Every column of every table that names stored files.

    The SHA-256 of `file` stands in `sha256`, that of another column `x` in `x_sha256`.
    """
    found = []
    for model in apps.get_models():
        names = {each.name for each in model._meta.get_fields()}
        for each in model._meta.local_concrete_fields:
            if isinstance(each, models.FileField):
                wanted = ("sha256",) if each.name == "file" else ()
                digest = next((one for one in (f"{each.name}_sha256", *wanted) if one in names), "")
                found.append(Column(model, each.name, digest))
    return found


def compare(*, content: bool = True) -> Found:
    """Look at every file that a row names, and at every file that is there. `content`: read them all."""
    found, named = Found(), set[str]()
    for column in columns():
        named |= set(_past_names(column))
        for name, digest in _names(column):
            named.add(name)
            _look(found, name, digest, column.label, content=content)
    before = timezone.now() - YOUNG
    for name in _stored(""):
        if name not in named and not name.startswith(MADE_AGAIN):
            _look_at_unnamed(found, name, before, content=content)
    return found


def _names(column: Column) -> Iterator[tuple[str, str]]:
    rows = column.model._base_manager.exclude(**{column.name: ""}).exclude(**{column.name: None})
    wanted = (column.name, column.digest) if column.digest else (column.name,)
    for row in rows.values_list(*wanted).iterator():
        yield row[0], row[1] if column.digest else ""


def _past_names(column: Column) -> Iterator[str]:
    """What earlier versions of the rows name: it stays for those who look back."""
    history = getattr(column.model, "history", None)
    if history is not None:
        yield from history.model._base_manager.values_list(column.name, flat=True).distinct().iterator()


def _look(found: Found, name: str, digest: str, label: str, *, content: bool) -> None:
    found.looked_at += 1
    try:
        found.size += default_storage.size(name)
        if content and digest and _digest(name) != digest:
            found.problems.append((CHANGED, name, label))
    except (FileNotFoundError, OSError):
        found.problems.append((MISSING, name, label))


def _look_at_unnamed(found: Found, name: str, before: Any, *, content: bool) -> None:
    own = BY_CONTENT.search(name)
    if own:
        found.looked_at += 1
        if content and _digest(name) != own.group(1):
            found.problems.append((CHANGED, name, "named by its content"))
    elif default_storage.get_modified_time(name) < before:
        found.problems.append((LEFT_OVER, name, "no row names it"))


def _digest(name: str) -> str:
    digest = hashlib.sha256()
    with default_storage.open(name, "rb") as file:
        for piece in file.chunks():
            digest.update(piece)
    return digest.hexdigest()


def _stored(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for each in sorted(files):
        yield str(PurePosixPath(folder) / each) if folder else each
    for each in sorted(folders):
        yield from _stored(str(PurePosixPath(folder) / each) if folder else each)
