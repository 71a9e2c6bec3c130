"""What a password is at its core: the same word with other signs around it, or again and again. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONG_ENOUGH = 20
"""From so many characters on a known word with something before or behind it is no longer what people try first."""
SHORTEST_WORD = 4
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_APART = re.compile(r"[\W_]+")
_LETTERS_FOR = str.maketrans("01345$@7!", "oieassati")


def variants(password: str) -> Iterator[str]:
    """The password as it would stand in a list of known ones: as typed, small, and without what was added to a word.

    >>> list(variants("Bismillah123!"))
    ['Bismillah123!', 'bismillah123!', 'bismillah']
    >>> list(variants("sayangsayangsayang"))
    ['sayangsayangsayang', 'sayang']
    """
    yield from dict.fromkeys(_variants(unicodedata.normalize("NFC", password)))


def _variants(password: str) -> Iterator[str]:
    small = password.lower()
    yield password
    yield small
    if unit := repeated(small):
        yield unit
    if len(small) >= LONG_ENOUGH:
        return
    core = _AROUND.sub("", small)
    yield from (each for each in (core, _AROUND.sub("", small.translate(_LETTERS_FOR))) if len(each) >= SHORTEST_WORD)


def repeated(text: str) -> str:
    """The part of which the text consists again and again; empty where it does not.

    >>> repeated("abcabcabc"), repeated("aaaaaaaaaa"), repeated("abcabd")
    ('abc', 'a', '')
    """
    at = (text + text).find(text, 1)
    return text[:at] if 0 < at < len(text) else ""


def left_of(password: str, words: Iterable[str]) -> str:
    """What is left of a password without these words and without signs, small.

    >>> left_of("Sumbawa-Barat-2026", ["sumbawa", "barat"])
    '2026'
    """
    rest = _APART.sub("", password.lower())
    for word in sorted({_APART.sub("", each.lower()) for each in words}, key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            rest = rest.replace(word, "")
    return rest
