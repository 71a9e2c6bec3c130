"""Keeping machines out of the form without asking anybody else: the time it took, links, repetition, limits."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from enum import StrEnum

from core.opened import opening_note, seconds_open

SALT = "citizens.feedback"
FASTEST = 4
"""Seconds: nobody reads the form and writes a sentence in less."""
OLDEST = 12 * 60 * 60
MOST_LINKS = 1
SHORTEST, LONGEST = 15, 2000
LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[a-z0-9-]{2,}\.(?:com|net|org|info|xyz|top|site|online|shop|ru|cn)\b", re.I
)


class Age(StrEnum):
    """What the time token of a form says."""

    FINE = "fine"
    TOO_FAST = "too_fast"
    TOO_OLD = "too_old"
    UNKNOWN = "unknown"


def make_token(lineage: uuid.UUID) -> str:
    """A signed note of when the form of this program was opened."""
    return opening_note(lineage.hex, salt=SALT)


def age_of(token: str, lineage: uuid.UUID) -> Age:
    """Whether the form was open for a time in which somebody can have written; a token is good for one program."""
    seconds = seconds_open(token, lineage.hex, salt=SALT)
    if seconds is None:
        return Age.UNKNOWN
    if seconds > OLDEST:
        return Age.TOO_OLD
    return Age.TOO_FAST if seconds < FASTEST else Age.FINE


def has_too_many_links(text: str) -> bool:
    """Whether a text has more addresses in it than somebody needs who writes about a program.

    >>> has_too_many_links("Lihat https://contoh.go.id/jalan"), has_too_many_links("www.a.com dan b.xyz")
    (False, True)
    """
    return len(LINK.findall(text)) > MOST_LINKS


def digest_of(text: str) -> str:
    """The same for texts that differ in case, spaces and signs only.

    >>> digest_of("Jalan rusak!") == digest_of("  jalan   RUSAK ")
    True
    """
    plain = "".join(char if char.isalnum() else " " for char in unicodedata.normalize("NFKC", text).casefold())
    return hashlib.sha256(" ".join(plain.split()).encode()).hexdigest()
