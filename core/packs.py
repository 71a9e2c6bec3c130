"""Stored files packed into one archive, or several, with a manifest that says what each is and what is not there.

Each file is read twice in pieces: first to see whether it is still what its SHA-256 says, then to pack it. What is
missing in the storage, or was changed there, is left out and named in the manifest. The same files give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from core.documents import Attachment
from core.tabular import rows_as_csv
from core.zipping import Entry, Names, zipped

CHUNK = 256 * 1024
PRESENT, MISSING, DAMAGED = "present", "missing", "damaged"
MANIFESTS = ("manifest.csv", "manifest.json", "SHA256SUMS")
OVERHEAD = 512
"""Bytes that an entry costs beside its content and three times its path: heads, its lines in the manifests."""


class ChangedWhilePacking(OSError):
    """A stored file became another one between the check and the packing; trying again tells what it is now."""


@dataclass(frozen=True, slots=True)
class Line:
    """A file in the manifest: what is expected of it, its state, and the part of the pack that holds it."""

    path: str
    sha256: str
    size: int
    state: str
    part: int


@dataclass(frozen=True, slots=True)
class Pack:
    """What is packed: files (in the order of their paths), date of all entries, what the manifest tells of the whole.

    `readme` writes the text for people: of the lines it is given, of part `n` of `m`.
    """

    files: Sequence[Attachment]
    created: int
    about: Mapping[str, Any]
    readme: Callable[[Sequence[Line], int, int], str]
    readme_name: str
    headings: Mapping[str, str]
    most_bytes: int
    alive: Callable[[], None] = field(default=lambda: None)


def write_pack(pack: Pack, folder: Path, stem: str) -> list[Path]:
    """The archives, in order. Each is whole by itself; the first tells about all of them.

    A file larger than `most_bytes` gets a part of its own.
    """
    lines = _lines(pack)
    count = max((each.part for each in lines), default=1)
    stored = {each.path: each.stored for each in _files(pack)}
    paths = []
    for part in range(1, count + 1):
        path = folder / (f"{stem}.zip" if count == 1 else f"{stem}-{part}.zip")
        with path.open("wb") as file:
            for piece in zipped(_entries(pack, lines, stored, part, count)):
                file.write(piece)
        paths.append(path)
    return paths


def now_and_then(alive: Callable[[], None], seconds: float = 1.0) -> Callable[[], None]:
    """`alive`, but called once in so many seconds at most: a sign of life costs a write to the database."""
    last = [0.0]

    def beat() -> None:
        if time.monotonic() - last[0] >= seconds:
            last[0] = time.monotonic()
            alive()

    return beat


def _files(pack: Pack) -> list[Attachment]:
    """Sorted by path, none twice, also where capitals do not count."""
    names = Names({each.casefold() for each in (pack.readme_name, *MANIFESTS)})
    in_order = sorted(pack.files, key=lambda each: (each.path, each.sha256))
    return [Attachment(names.free(each.path), each.stored, each.sha256, each.size) for each in in_order]


def _lines(pack: Pack) -> list[Line]:
    """Every file with its state, and those that are there shared out among the parts in their order."""
    lines, part, filled = [], 1, 0
    for each in _files(pack):
        state, size = _checked(each, pack.alive)
        if state != PRESENT:
            lines.append(Line(each.path, each.sha256, each.size, state, 0))
            continue
        needed = size + OVERHEAD + 3 * len(each.path.encode())
        if filled and filled + needed > pack.most_bytes:
            part, filled = part + 1, 0
        filled += needed
        lines.append(Line(each.path, each.sha256, size, PRESENT, part))
    return lines


def _checked(file: Attachment, alive: Callable[[], None]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    try:
        for piece in _pieces(file.stored, alive):
            digest.update(piece)
            size += len(piece)
    except FileNotFoundError:
        return MISSING, 0
    return (PRESENT if digest.hexdigest() == file.sha256 else DAMAGED), size


def _pieces(stored: str, alive: Callable[[], None]) -> Iterator[bytes]:
    """The content of a stored file. Raises `FileNotFoundError`; other faults of the storage pass, to be tried again."""
    if not default_storage.exists(stored):
        raise FileNotFoundError(stored)
    with default_storage.open(stored, "rb") as file:
        for piece in iter(lambda: file.read(CHUNK), b""):
            alive()
            yield piece


def _entries(pack: Pack, lines: Sequence[Line], stored: Mapping[str, str], part: int, count: int) -> Iterator[Entry]:
    at = datetime.fromtimestamp(pack.created, UTC)
    told = [each for each in lines if part in (1, each.part)]
    own = [each for each in lines if each.part == part]
    texts = {
        pack.readme_name: pack.readme(told, part, count).encode(),
        "manifest.csv": _csv(pack, told).encode(),
        "manifest.json": _json(pack, told, part, count).encode(),
    }
    sums = {each.path: each.sha256 for each in own}
    sums |= {path: hashlib.sha256(text).hexdigest() for path, text in texts.items()}
    texts["SHA256SUMS"] = "".join(f"{digest}  {path}\n" for path, digest in sums.items()).encode()
    for path, text in texts.items():
        yield Entry(path, [text], at)
    for line in own:
        yield Entry(line.path, _same(line, _pieces(stored[line.path], pack.alive)), at)


def _same(line: Line, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, if they are still those of the manifest. Raises `ChangedWhilePacking`."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if digest.hexdigest() != line.sha256:
        raise ChangedWhilePacking(line.path)


def _csv(pack: Pack, lines: Sequence[Line]) -> str:
    return rows_as_csv(list(pack.headings.items()), [asdict(each) for each in lines])


def _json(pack: Pack, lines: Sequence[Line], part: int, count: int) -> str:
    states = [each.state for each in lines]
    content = {
        **pack.about,
        "part": part,
        "parts": count,
        "counts": {state: states.count(state) for state in (PRESENT, MISSING, DAMAGED)},
        "files": [asdict(each) for each in lines],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
