"""What is inside a ZIP (also DOCX, XLSX, PPTX), looked at without keeping it: no bombs, no ways out, nothing locked.

What a header promises is not believed: every entry is unpacked once, piece by piece, and counted.
"""

from __future__ import annotations

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext_lazy as _

from core.errors import Refused

MOST_ENTRIES = 3000
MOST_UNPACKED = 300 * 1024 * 1024
FREE_UNPACKED, MOST_RATIO = 16 * 1024 * 1024, 250
"""Above the first, what is unpacked may be so many times as large as what is packed: sheets reach 60."""
MOST_INSIDE = 32 * 1024 * 1024
"""Of a document inside the document, which is held in memory to be looked at."""
CHUNK = 256 * 1024
ENCRYPTED = 1
ZIP_HEAD = b"PK\x03\x04"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, NotImplementedError, EOFError)
"""What unpacking raises for files that are not what they should be."""

Watch = Callable[[str, bytes], None]
"""Is given the name of an entry and its content, in pieces that follow each other."""


class Damaged(Refused):
    """It is no archive that can be read."""

    def __init__(self) -> None:
        super().__init__(_("The file is damaged. Open it, save it again, and upload that."))


class Oversized(Refused):
    """It would unpack to far more than any document."""

    def __init__(self) -> None:
        super().__init__(_("The file is too large when unpacked. Remove sheets and pictures that are not needed."))


@dataclass(slots=True)
class Budget:
    """How much may still be unpacked, shared with the documents inside a document."""

    left: int = MOST_UNPACKED
    entries: int = MOST_ENTRIES

    def entry(self) -> None:
        """One more entry."""
        self.entries -= 1
        if self.entries < 0:
            raise Oversized

    def take(self, size: int) -> None:
        """So many bytes more."""
        self.left -= size
        if self.left < 0:
            raise Oversized


def look_through(file: IO[bytes], watch: Watch, *, budget: Budget | None = None) -> list[str]:
    """Unpack every entry once into `watch`, keeping nothing; returns the names.

    Raises `Refused` for what is damaged, locked, too large when unpacked, or has names that lead out of a folder.
    """
    budget = budget or Budget()
    try:
        file.seek(0)
        if file.read(len(ZIP_HEAD)) != ZIP_HEAD:
            raise Damaged
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _require_plain(entries)
            for entry in entries:
                budget.entry()
                _unpack(archive, entry, watch, budget)
    except DAMAGED as problem:
        raise Damaged from problem
    return [entry.filename for entry in entries]


def is_inside(name: str) -> bool:
    """Whether a name stays in the folder that it is unpacked into.

    >>> [is_inside(name) for name in ("word/media/foto.png", "../x", "/etc/x", "C:/x", "a/b/..")]
    [True, False, False, False, False]
    """
    path = PurePosixPath(name)
    return not (
        not name
        or path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or ":" in path.parts[0]
        or any(ord(char) < 32 or ord(char) == 127 for char in name)
    )


def _require_plain(entries: Iterable[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise Refused(_("The file has a password. Save it without one, and upload that."))
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        name = entry.filename.casefold()
        if not is_inside(entry.filename) or is_link or name in seen or entry.compress_type not in METHODS:
            raise Damaged
        seen.add(name)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, watch: Watch, budget: Budget) -> None:
    size = 0
    with archive.open(entry) as content:
        while piece := content.read(CHUNK):
            size += len(piece)
            budget.take(len(piece))
            if size > FREE_UNPACKED and size > MOST_RATIO * max(entry.compress_size, 1):
                raise Oversized
            watch(entry.filename, piece)


class Gathered:
    """Holds the content of entries that are wanted whole, each within `most` bytes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.content: dict[str, io.BytesIO] = {}

    def add(self, name: str, piece: bytes) -> None:
        """The next piece of an entry."""
        held = self.content.setdefault(name, io.BytesIO())
        held.write(piece)
        if held.tell() > self.most:
            raise Oversized

    def whole(self) -> Iterable[io.BytesIO]:
        """The content of each, open at its beginning."""
        for held in self.content.values():
            held.seek(0)
            yield held
