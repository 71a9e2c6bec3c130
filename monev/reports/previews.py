"""What a report will hold, for the person who chooses it; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that the report will not hold: a sentence, and the page where it is mended (may be empty)."""

    sentence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a report will hold, before it is asked for: facts, what is missing, and about how many rows."""

    facts: Sequence[tuple[str, str]]
    lacks: Sequence[Lack]
    rows: int
