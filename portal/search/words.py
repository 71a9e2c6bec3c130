"""Text as the words that are searched: small letters, no marks, no punctuation; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+")
LITTLE = frozenset(
    ["dan", "di", "ke", "dari", "yang", "untuk", "pada", "dengan", "dalam", "atau", "oleh", "the", "of", "and", "for"]
)
"""Words that say nothing by themselves."""


class Found(NamedTuple):
    """A word of a text and where it stands."""

    word: str
    start: int
    end: int


def folded(text: str) -> str:
    """Small letters without marks, letter for letter as long as the text, so that places in it stay right.

    >>> folded("Café SEHAT")
    'cafe sehat'
    """
    if text.isascii():
        return text.lower()
    return "".join(_plain(each) for each in text)


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1].lower()
    return base if len(base) == 1 else letter


def words_of(text: str) -> list[str]:
    """The words of a text.

    >>> words_of("Kode-QR 100% (pasar)")
    ['kode', 'qr', '100', 'pasar']
    """
    return WORD.findall(folded(text))


def places_of(text: str) -> Iterator[Found]:
    """The words of a text with their places in it."""
    return (Found(each[0], each.start(), each.end()) for each in WORD.finditer(folded(text)))
