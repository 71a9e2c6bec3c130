"""Whether a password stands in a list of known ones: two kinds of files, both read in place by binary search.

The list that is shipped: 6 bytes of the SHA-1 of each, sorted, nothing else. One of the region's own: the format of
Have I Been Pwned, sorted lines "SHA1:count" of any length. Nothing is sent anywhere.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterable
from pathlib import Path

WIDTH = 6
"""Bytes kept of each hash: among a million entries one of 280 million good passwords is refused by mistake."""
DIGITS = 40


def digest_of(password: str) -> bytes:
    """SHA-1 is what such lists are made with; it protects nothing here."""
    return hashlib.sha1(password.encode(), usedforsecurity=False).digest()


def compact(passwords: Iterable[str]) -> bytes:
    """The list as it is shipped; the same passwords give the same bytes."""
    return b"".join(sorted({digest_of(each)[:WIDTH] for each in passwords}))


def is_in_compact(path: Path, digests: Iterable[bytes]) -> bool:
    """Whether one of the hashes stands in a list made by `compact`."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as rows:
        return any(_find(rows, digest[:WIDTH]) for digest in digests)


def _find(rows: mmap.mmap, wanted: bytes) -> bool:
    low, high = 0, len(rows) // WIDTH
    while low < high:
        middle = (low + high) // 2
        found = rows[middle * WIDTH : (middle + 1) * WIDTH]
        if found == wanted:
            return True
        low, high = (middle + 1, high) if found < wanted else (low, middle)
    return False


def is_in_lines(path: Path, digests: Iterable[bytes]) -> bool:
    """Whether one of the hashes stands in a sorted file of lines "SHA1:count"."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return any(_find_line(text, digest.hex().upper().encode()) for digest in digests)


def _find_line(text: mmap.mmap, wanted: bytes) -> bool:
    """Lines differ in length: the middle is moved back to the beginning of its line."""
    low, high = 0, len(text)
    while low < high:
        begin = text.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = text.find(b"\n", begin)
        end = len(text) if end < 0 else end
        found = text[begin : begin + DIGITS].upper()
        if found == wanted:
            return True
        low, high = (end + 1, high) if found < wanted else (low, begin)
    return False
