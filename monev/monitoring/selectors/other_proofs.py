"""What evidence proves besides reports and directives: apps above register how they find it, and it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OtherProof:
    """One thing that a piece of evidence proves: what it is, in words, and its page."""

    label: str
    kind: str
    url: str


Finder = Callable[[Sequence[int], Any], Mapping[int, Sequence[OtherProof]]]
"""By evidence (id) what it proves, as far as the person may see it; one query for any number of them."""
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Make a finder known; once is enough."""
    if finder not in _finders:
        _finders.append(finder)


def other_proofs(evidence: Sequence[int], *, seen_by: Any) -> dict[int, tuple[OtherProof, ...]]:
    """What all finders know about these pieces of evidence."""
    found: dict[int, tuple[OtherProof, ...]] = {}
    for finder in _finders:
        for pk, rows in finder(evidence, seen_by).items():
            found[pk] = (*found.get(pk, ()), *rows)
    return found
