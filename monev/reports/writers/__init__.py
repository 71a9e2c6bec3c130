"""The formats that reports are written in, one module each with a `WRITER`; a new format is one module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType

from django.utils.functional import Promise

from core.documents import Attachment, Document


@dataclass(frozen=True, slots=True)
class Writing:
    """What a writer has: the document, stored files to go with it, the files written before it (as attachments), a
    folder of its own to write into, and `alive` to be called now and then."""

    document: Document
    attachments: Sequence[Attachment]
    written: Sequence[Attachment]
    folder: Path
    alive: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Writer:
    """A format. `write` returns the files it wrote into the folder, one or, for a large one, its parts in order.

    `position`: those with a lower one are written first; `share` of the whole work, for the progress.
    """

    code: str
    label: str
    content_type: str
    step: str | Promise
    write: Callable[[Writing], Sequence[Path]]
    position: int = 10
    share: int = 20


@cache
def writers() -> Mapping[str, Writer]:
    """By code, in the order in which they write."""
    modules = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
    found = sorted((each.WRITER for each in modules), key=lambda each: (each.position, each.code))
    return MappingProxyType({each.code: each for each in found})
