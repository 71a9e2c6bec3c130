"""How an example program goes: what it reports in each of the eight quarters; pure."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

NONE, DRAFT, SUBMITTED, VERIFIED, RETURNED, NIL = "none", "draft", "submitted", "verified", "returned", "nil"
OPEN_POSITION = 8
BARE, SHARED, OWN = "bare", "shared", "own"
"""Evidence: none, a file that another program shows too, one of its own."""


@dataclass(frozen=True)
class Chapter:
    """What a program reports in one quarter."""

    outcome: str
    physical: Decimal
    spending_share: Decimal
    achievement: Decimal
    is_nil: bool = False
    is_late: bool = False
    evidence: str = OWN
    is_implausible: bool = False

    @property
    def is_behind(self) -> bool:
        return self.achievement < Decimal("0.9")


def chapter(story: Mapping[str, Any], position: int, planned: Decimal, seed: str) -> Chapter | None:
    """The report at `position` (1 to 8, 8 is open), None when there is none.

    >>> tale = {"deviation": [0] * 8, "spending": [1] * 8, "achievement": 1, "open": "none", "missing": [3]}
    >>> chapter(tale, 3, Decimal(50), "x"), chapter(tale, 8, Decimal(50), "x")
    (None, None)
    """
    outcome = _outcome(story, position)
    if outcome == NONE:
        return None
    return Chapter(
        outcome=SUBMITTED if outcome == NIL else outcome,
        physical=_physical(story, position, planned, seed),
        spending_share=Decimal(str(story["spending"][position - 1])),
        achievement=Decimal(str(story["achievement"])) + jitter(seed) / 100,
        is_nil=outcome == NIL or position in story.get("nil", ()),
        is_late=position in story.get("late", ()),
        evidence=_evidence(story, position),
        is_implausible=position in story.get("implausible", ()),
    )


def _outcome(story: Mapping[str, Any], position: int) -> str:
    if position in story.get("missing", ()):
        return NONE
    if position == OPEN_POSITION:
        return str(story["open"])
    return RETURNED if position in story.get("returned", ()) else VERIFIED


def _physical(story: Mapping[str, Any], position: int, planned: Decimal, seed: str) -> Decimal:
    """Planned plus the deviation, within 0 and 100; not quite finished unless the story says so."""
    if position in story.get("full", ()):
        return Decimal(100)
    actual = planned + Decimal(str(story["deviation"][position - 1])) + jitter(seed)
    return max(
        min(actual, Decimal(100) if planned == 100 and story["deviation"][position - 1] >= 0 else Decimal(99)),
        Decimal(0),
    )


def _evidence(story: Mapping[str, Any], position: int) -> str:
    if position in story.get("bare", ()):
        return BARE
    return SHARED if position in story.get("shared", ()) else OWN


def jitter(seed: str) -> Decimal:
    """A small figure between -0.6 and 0.6, always the same for the same seed."""
    return Decimal(zlib.crc32(seed.encode()) % 13 - 6) / 10


def pick(choices: Sequence[str], seed: str) -> str:
    """One of the sentences, always the same for the same seed."""
    return choices[zlib.crc32(seed.encode()) % len(choices)]
