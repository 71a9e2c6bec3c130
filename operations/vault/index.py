"""The files of the portal by name, with their sums, in a small database of its own: memory stays small with any number.

It is kept between runs (`VAR_DIR`), so that a file whose size and time are the same need not be read again. When it is
lost, all files are read once more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

TABLES = """
CREATE TABLE IF NOT EXISTS known (name TEXT PRIMARY KEY, size INTEGER, changed REAL, sha256 TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listed (name TEXT PRIMARY KEY, size INTEGER, changed REAL, sha256 TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stored (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS named (name TEXT PRIMARY KEY) WITHOUT ROWID;
DELETE FROM named;
DELETE FROM listed;
DELETE FROM stored;
"""


class Listed(NamedTuple):
    """One file of the portal."""

    name: str
    size: int
    changed: float
    sha256: str


class FileIndex:
    """What is known of files, what this run has listed, and what the target has."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=OFF")
        self._file.executescript(TABLES)

    def close(self) -> None:
        self._file.close()

    def known_sum(self, name: str, size: int, changed: float) -> str:
        """The sum of a file that is as it was; "" when it must be read."""
        found = self._file.execute(
            "SELECT sha256 FROM known WHERE name = ? AND size = ? AND changed = ?", (name, size, changed)
        ).fetchone()
        return str(found[0]) if found else ""

    def add(self, listed: Listed) -> None:
        self._file.execute("INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?)", listed)
        self._file.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?)", listed)

    def name(self, names: Iterable[str]) -> None:
        """What rows of the snapshot name."""
        self._file.executemany("INSERT OR IGNORE INTO named VALUES (?)", ((each,) for each in names))

    def missing(self) -> int:
        """How many of them this run has not listed."""
        question = "SELECT count(*) FROM named WHERE name NOT IN (SELECT name FROM listed)"
        return int(self._file.execute(question).fetchone()[0])

    def remember_stored(self, names: Iterable[str]) -> None:
        """What the target has already."""
        self._file.executemany("INSERT OR IGNORE INTO stored VALUES (?)", ((each,) for each in names))

    def is_stored(self, name: str) -> bool:
        return self._file.execute("SELECT 1 FROM stored WHERE name = ?", (name,)).fetchone() is not None

    def files(self) -> Iterator[Listed]:
        """What this run has listed, by name."""
        cursor = self._file.cursor()
        for row in cursor.execute("SELECT * FROM listed ORDER BY name"):
            yield Listed(*row)

    def sums(self) -> Iterator[str]:
        """The sums of what this run has listed, each once."""
        cursor = self._file.cursor()
        for (each,) in cursor.execute("SELECT DISTINCT sha256 FROM listed ORDER BY sha256"):
            yield str(each)

    def totals(self) -> tuple[int, int]:
        """How many files, and their bytes."""
        count, size = self._file.execute("SELECT count(*), coalesce(sum(size), 0) FROM listed").fetchone()
        return int(count), int(size)

    def forget_gone(self) -> None:
        """What the portal no longer has need not be known."""
        self._file.execute("DELETE FROM known WHERE name NOT IN (SELECT name FROM listed)")
