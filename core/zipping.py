"""ZIP files that are written while they are sent: memory does not grow with the size of the files.

The entries are written one after the other into a buffer that is emptied into the answer; sizes and check sums follow
each entry (data descriptors), as the format allows for streams. Files above 4 GB and more than 65,535 entries are fine.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

PACKED = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".webp", ".docx", ".xlsx", ".pptx", ".zip"})
"""Endings of files that are compressed already: a second time costs time and gains nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive: its path inside, its content in pieces, its date."""

    path: str
    content: Iterable[bytes]
    at: datetime


def zipped(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The bytes of a ZIP with these entries, in pieces; each entry is read when its turn comes."""
    buffer = _Outlet()
    with zipfile.ZipFile(buffer, "w", allowZip64=True) as archive:
        for entry in entries:
            with archive.open(_info(entry), "w", force_zip64=True) as inside:
                for piece in entry.content:
                    inside.write(piece)
                    yield from buffer.taken()
            yield from buffer.taken()
    yield from buffer.taken()


def _info(entry: Entry) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(entry.path, date_time=entry.at.timetuple()[:6])
    is_packed = PurePosixPath(entry.path).suffix.lower() in PACKED
    info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


class _Outlet(io.RawIOBase):
    """A file that can only be written to; what was written is taken out from time to time."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        pieces, self._pieces = self._pieces, []
        yield from pieces


@dataclass(slots=True)
class Names:
    """Paths of an archive, none twice, also where capitals do not count.

    >>> names = Names()
    >>> names.free("a/Foto.jpg"), names.free("a/foto.jpg"), names.free("b/foto.jpg")
    ('a/Foto.jpg', 'a/foto (2).jpg', 'b/foto.jpg')
    """

    taken: set[str] = field(default_factory=set)

    def free(self, path: str) -> str:
        """`path`, or the next like it with a number."""
        wanted, number = PurePosixPath(path), 1
        found = path
        while found.casefold() in self.taken:
            number += 1
            found = str(wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}"))
        self.taken.add(found.casefold())
        return found
