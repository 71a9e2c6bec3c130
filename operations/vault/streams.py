"""Bytes on their way: counted and summed, packed, sealed with a public key; never more than a piece in memory."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyrage
from django.utils.translation import gettext as _

from core.errors import Refused
from operations.vault.stores import PIECE, Sink, Store

GZIP = 31
"""zlib's number for the gzip format."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was stored: its name, size and SHA-256 as it lies there."""

    name: str
    size: int
    sha256: str


class Damaged(Refused):
    """What is stored is not what was written."""


class _Counted:
    """Passes on what it takes, and knows how much it was."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.size = 0
        self.sum = hashlib.sha256()

    def write(self, data: bytes, /) -> int:
        self._sink.write(data)
        self.size += len(data)
        self.sum.update(data)
        return len(data)

    def flush(self) -> None:
        """The store itself sees to that."""


class _Pieces:
    """An iterator of bytes as a file to read; keeps the error that ended it."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""
        self.problem: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._rest:
                self._rest = next(self._pieces)
        except StopIteration:
            return b""
        except BaseException as problem:
            self.problem = problem
            raise
        found, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return found


class _Kept:
    """A sink that keeps the error with which it refused."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.problem: BaseException | None = None

    def write(self, data: bytes, /) -> int:
        try:
            self._sink.write(bytes(data))
        except BaseException as problem:
            self.problem = problem
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def recipients(public_keys: Iterable[str]) -> list[Any]:
    """Public keys of age (`age1...`); each of them alone can open what is sealed."""
    try:
        return [pyrage.x25519.Recipient.from_str(each.strip()) for each in public_keys if each.strip()]
    except pyrage.RecipientError as problem:
        raise Refused(_("BACKUP_PUBLIC_KEY is no public key of age: it begins with “age1”.")) from problem


def identities(text: str) -> list[Any]:
    """Private keys from the lines of a key file."""
    lines = [each.strip() for each in text.splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(each) for each in lines if each and not each.startswith("#")]
    except pyrage.IdentityError as problem:
        raise Refused(_("The key file holds no private key: its line begins with “AGE-SECRET-KEY-1”.")) from problem
    if not found:
        raise Refused(_("The key file holds no private key: its line begins with “AGE-SECRET-KEY-1”."))
    return found


def keep(store: Store, name: str, pieces: Iterable[bytes], keys: list[Any]) -> Part:
    """Store what the iterator yields as `name`, sealed where there are keys."""
    with store.writing(name) as sink:
        counted = _Counted(sink)
        if keys:
            _seal(pieces, counted, keys)
        else:
            for each in pieces:
                counted.write(each)
    return Part(name, counted.size, counted.sum.hexdigest())


def _seal(pieces: Iterable[bytes], sink: Sink, keys: list[Any]) -> None:
    source, target = _Pieces(pieces), _Kept(sink)
    try:
        pyrage.encrypt_io(source, target, keys)
    except Exception as problem:
        raise (source.problem or target.problem or problem) from problem


def fetch(store: Store, name: str, sink: Sink, keys: list[Any] | None) -> None:
    """Write the stored bytes into `sink`, opened with private keys where they were sealed (`keys` is not None)."""
    with _reading(store, name) as file:
        if keys is None:
            for each in pieces_of(file):
                sink.write(each)
            return
        target = _Kept(sink)
        try:
            pyrage.decrypt_io(file, target, keys)
        except Exception as problem:
            if target.problem is not None:
                raise target.problem from problem
            raise Damaged(
                _("%(name)s cannot be opened: the key does not fit, or it is damaged.") % {"name": name}
            ) from problem


def sum_of(store: Store, name: str, sink: Sink | None = None) -> tuple[int, str]:
    """Size and SHA-256 of what is stored."""
    counted = _Counted(sink or _Nowhere())
    with _reading(store, name) as file:
        for each in pieces_of(file):
            counted.write(each)
    return counted.size, counted.sum.hexdigest()


def content_sum(store: Store, name: str, keys: list[Any] | None) -> tuple[int, str]:
    """Size and SHA-256 of the content, opened."""
    counted = _Counted(_Nowhere())
    fetch(store, name, counted, keys)
    return counted.size, counted.sum.hexdigest()


@contextmanager
def _reading(store: Store, name: str) -> Iterator[BinaryIO]:
    try:
        file = store.read(name)
    except FileNotFoundError as problem:
        raise Damaged(_("%(name)s is missing.") % {"name": name}) from problem
    try:
        yield file
    finally:
        file.close()


class _Nowhere:
    def write(self, data: bytes, /) -> int:
        return len(data)


def pieces_of(file: Any, size: int = PIECE) -> Iterator[bytes]:
    """A file in pieces."""
    while piece := file.read(size):
        yield piece


def packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """As gzip."""
    packing = zlib.compressobj(6, zlib.DEFLATED, GZIP)
    for each in pieces:
        if piece := packing.compress(each):
            yield piece
    yield packing.flush()


class Unpacking:
    """A sink for gzip that hands on what was packed."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._unpacking = zlib.decompressobj(GZIP)

    def write(self, data: bytes, /) -> int:
        rest = data
        while rest:
            self._sink.write(self._unpacking.decompress(rest, PIECE))
            rest = self._unpacking.unconsumed_tail
        return len(data)

    def finish(self) -> None:
        self._sink.write(self._unpacking.flush())
        if not self._unpacking.eof:
            raise Damaged(_("A packed part ends too early."))


Progress = Callable[[], None]


def watched(pieces: Iterable[bytes], alive: Progress) -> Iterator[bytes]:
    """The same pieces, with a sign of life for each."""
    for each in pieces:
        alive()
        yield each
