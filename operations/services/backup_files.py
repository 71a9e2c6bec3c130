"""Files of the portal into the target: each content once, whatever its name, whenever it was seen first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from operations.vault.index import FileIndex, Listed
from operations.vault.manifest import FILES
from operations.vault.portal_files import Found, all_files, content, sum_of_file
from operations.vault.stores import Store
from operations.vault.streams import keep, watched

TRIES = 3


class FileCopy:
    """The files of one run."""

    def __init__(
        self,
        store: Store,
        index: FileIndex,
        blobs: str,
        keys: list[Any],
        alive: Callable[[], None],
        *,
        reread: bool = False,
    ) -> None:
        self._store, self._index, self._blobs, self._keys = store, index, blobs, keys
        self._alive, self._reread = alive, reread
        self.new = self.new_bytes = self.missing = 0

    @staticmethod
    def folder_for(sealed_for: list[str]) -> str:
        """Where contents lie: after a change of keys everything is written anew, for the new ones."""
        mark = hashlib.sha256(",".join(sealed_for).encode()).hexdigest()[:12] if sealed_for else "plain"
        return f"{FILES}/{mark}"

    @staticmethod
    def lines(index: FileIndex) -> Iterator[bytes]:
        """The list of files, one a line."""
        for each in index.files():
            said = {"name": each.name, "size": each.size, "sha256": each.sha256}
            yield json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    def take_stock(self) -> None:
        """What the target has: contents are never changed there, so the name says enough."""
        self._index.remember_stored(watched_names(self._store.names(f"{self._blobs}/"), self._alive))

    def copy_all(self) -> None:
        """Every file that the storage lists and this run has not yet, or has otherwise."""
        for found in all_files():
            self._alive()
            self._copy(found)

    def _copy(self, found: Found) -> None:
        """A file that grows while it is read is read again; what it is then is what it was at some moment."""
        known = "" if self._reread else self._index.known_sum(*found)
        if known and self._index.is_stored(blob_name(self._blobs, known)):
            self._index.add(Listed(*found, known))
            return
        for _try in range(TRIES):
            try:
                size, digest = sum_of_file(found.name, self._alive)
                stored = self._store_content(found.name, size, digest)
            except FileNotFoundError:
                return
            if stored:
                self._index.add(Listed(found.name, size, found.changed, digest))
                return

    def _store_content(self, name: str, size: int, digest: str) -> bool:
        blob = blob_name(self._blobs, digest)
        if self._index.is_stored(blob):
            return True
        written = hashlib.sha256()
        try:
            keep(self._store, blob, _summed(watched(content(name), self._alive), written, digest), self._keys)
        except _Changed:
            return False
        self._index.remember_stored([blob])
        self.new += 1
        self.new_bytes += size
        return True

    def note_missing(self) -> None:
        """How many files rows name that are nowhere."""
        self.missing = self._index.missing()

    def totals(self) -> dict[str, int]:
        """For the manifest."""
        count, size = self._index.totals()
        self._index.forget_gone()
        return {
            "count": count,
            "bytes": size,
            "new": self.new,
            "new_bytes": self.new_bytes,
            "missing": self.missing,
        }


class _Changed(Exception):
    """The file changed between two readings."""


def _summed(pieces: Iterator[bytes], total: Any, expected: str) -> Iterator[bytes]:
    """The pieces, summed; raises at the end, before anything is stored, when the sum is another."""
    for each in pieces:
        total.update(each)
        yield each
    if total.hexdigest() != expected:
        raise _Changed


def watched_names(names: Iterator[str], alive: Callable[[], None]) -> Iterator[str]:
    """The names, with a sign of life for each."""
    for each in names:
        alive()
        yield each


def blob_name(folder: str, sha256: str) -> str:
    """Where a content lies in the target."""
    return f"{folder}/{sha256[:2]}/{sha256}"
