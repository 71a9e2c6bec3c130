"""Verifying the audit log: the first entry of each chain that is not as it was sealed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from organizations.chaining import START, content_of, digest_of, link_of
from organizations.models import AuditAnchor, AuditCheck, AuditEntry, Region
from organizations.services.anchoring import current_heads
from organizations.services.sealing import COLUMNS, written_of
from organizations.services.verifying_anchors import anchor_problems

READ = (
    *COLUMNS,
    *("subject_label", "details", "form", "salt", "content", "seen", "chain", "position", "is_marked"),
    *("previous", "hash", "redacted_by_id"),
)
PORTION = 2000
KNOWN_FORMS = (1,)
REDACTED, ACCEPTED = "audit.redacted", "audit.accepted"
"""Acts that verification reads: what was made unreadable, and which unmarked entries somebody answers for."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: `kind` is one of missing, changed, content, order, forged, gone, anchor, form."""

    kind: str
    chain: str
    position: int
    number: int
    what: str

    def __str__(self) -> str:
        number = f", entry number {self.number}" if self.number else ""
        return f"chain {self.chain}, position {self.position}{number}: {self.what}"


@dataclass
class Found:
    """What a verification came to."""

    entries: int = 0
    waiting: int = 0
    heads: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        return not self.problems


def verify(
    region: Region | None = None, since: datetime | None = None, known: Mapping[str, list[Any]] | None = None
) -> Found:
    """Verify all chains, or that of one region, from the beginning, from a moment, or from what was verified before.

    `known`: chain -> position and hash that were verified earlier.
    """
    found = Found()
    chains = [region.code] if region else _chains()
    for chain in chains:
        start = _start(chain, since, known or {})
        problem = _verify_chain(chain, start, found)
        found.problems += [problem] if problem else []
    found.problems += [*_vanished(), *_not_marked(region), *(Problem(*each) for each in anchor_problems(chains))]
    found.waiting = AuditEntry.objects.filter(position=None).count()
    return found


def keep_check(found: Found, *, is_whole: bool) -> AuditCheck:
    """Write down what a verification came to."""
    return AuditCheck.objects.create(
        is_whole=is_whole,
        is_intact=found.is_intact,
        entries=found.entries,
        heads=found.heads,
        problems=[asdict(each) for each in found.problems[:100]],
    )


def _chains() -> list[str]:
    """Those that are there, and those that an anchor names although nothing is left of them."""
    named = AuditAnchor.objects.order_by("-pk").values_list("heads", flat=True).first() or {}
    return sorted({*current_heads(), *named})


def _start(chain: str, since: datetime | None, known: Mapping[str, list[Any]]) -> tuple[int, str]:
    """The position and hash before the first entry to verify."""
    if since is not None:
        rows = AuditEntry.objects.filter(chain=chain, position__isnull=False, at__gte=since).order_by("position")
        first = rows.values_list("position", "previous").first()
        return (first[0] - 1, first[1]) if first else (0, START)
    position, made = known.get(chain, (0, START))
    return int(position), str(made)


def _verify_chain(chain: str, start: tuple[int, str], found: Found) -> Problem | None:
    position, made = start
    if position and not AuditEntry.objects.filter(chain=chain, position=position, hash=made).exists():
        return Problem("changed", chain, position, 0, "it is not what it was when it was verified before")
    redactions = Redactions()
    for row in _rows(chain, position):
        if problem := _problem(row, chain, position + 1, made, redactions):
            return problem
        position, made = row["position"], row["hash"]
        found.entries += 1
        found.heads[chain] = [position, made]
    found.heads.setdefault(chain, [position, made])
    return None


def _rows(chain: str, after: int) -> Iterator[dict[str, Any]]:
    """The entries behind a position in their order, in portions: memory does not grow, no transaction stays open."""
    while True:
        rows: QuerySet[Any, dict[str, Any]] = AuditEntry.objects.filter(chain=chain, position__gt=after).values(*READ)
        some = list(rows.order_by("position")[:PORTION])
        yield from some
        if len(some) < PORTION:
            return
        after = some[-1]["position"]


def _problem(row: dict[str, Any], chain: str, expected: int, previous: str, redactions: Redactions) -> Problem | None:
    position, number = row["position"], row["id"]
    if position != expected:
        count = position - expected
        return Problem("missing", chain, expected, 0, f"{count} entries are missing before entry number {number}")
    if row["form"] not in KNOWN_FORMS:
        return Problem("form", chain, position, number, f"its form {row['form']} is not known")
    if row["hash"] != _hash_of(row, chain, position):
        return _changed(row, chain, position, number)
    if row["previous"] != previous:
        return Problem("order", chain, position, number, "the entry before it is not the one it was sealed after")
    if not redactions.fits(row):
        return Problem("content", chain, position, number, "its name or its details were changed")
    return None


def _hash_of(row: dict[str, Any], chain: str, position: int) -> str:
    digest = digest_of(written_of(row), row["form"])
    return link_of(chain, position, row["previous"], digest, row["seen"], row["is_marked"], row["form"])


def _changed(row: dict[str, Any], chain: str, position: int, number: int) -> Problem:
    """Sealed at another place, or not as it was sealed."""
    rows = AuditEntry.objects.filter(chain=chain, hash=row["previous"]).values_list("position", flat=True)
    homes = {place + 1 for place in rows} | ({1} if row["previous"] == START else set())
    homes |= {position - 1, position + 1, row["position"]}
    for home in sorted(homes - {position}):
        if home > 0 and row["hash"] == _hash_of(row, chain, home):
            return Problem("order", chain, position, number, f"it was sealed at position {home}: the order was changed")
    what = "it was changed: its moment, act, person, region, record or place is not what was sealed"
    return Problem("changed", chain, position, number, what)


class Redactions:
    """Whether names and details are what was sealed, or what a chained redaction says that they became."""

    def __init__(self) -> None:
        self._kept: dict[int, Any] = {}

    def fits(self, row: dict[str, Any]) -> bool:
        """Whether the text of an entry is one that the chain vouches for."""
        now = content_of(row["salt"], row["subject_label"], row["details"])
        by = row["redacted_by_id"]
        if by is None:
            return bool(now == row["content"])
        if by not in self._kept:
            entry = AuditEntry.objects.filter(pk=by, verb=REDACTED).values(
                "details", "content", "salt", "subject_label"
            )
            self._kept[by] = next(iter(entry), None)
        said = self._kept[by]
        if said is None or content_of(said["salt"], said["subject_label"], said["details"]) != said["content"]:
            return False
        return bool(said["details"].get("entries", {}).get(str(row["id"])) == now)


def _vanished() -> Iterator[Problem]:
    """Entries that others saw, or whose number was given, and that are gone: also those never sealed."""
    there = AuditEntry.objects.filter(pk=OuterRef("seen"))
    seen = AuditEntry.objects.filter(seen__isnull=False).exclude(Exists(there)).order_by("seen")
    for number in dict.fromkeys(seen.values_list("seen", flat=True)[:100]):
        yield Problem("gone", "-", 0, number or 0, "it was written and is gone")
    yield from _gaps()


def _gaps() -> Iterator[Problem]:
    """On SQLite numbers have no gaps, once there are chains.

    Entries that noted what they saw were written on PostgreSQL, where gaps are usual, and brought here by a restore.
    """
    if connection.vendor != "sqlite":
        return
    anchored = AuditAnchor.objects.order_by("pk").values_list("number", flat=True).first() or 0
    brought = AuditEntry.objects.filter(seen__isnull=False).order_by("-pk").values_list("pk", flat=True).first() or 0
    first = max(anchored, brought)
    before = AuditEntry.objects.filter(pk=OuterRef("pk") - 1)
    lonely = AuditEntry.objects.filter(pk__gt=max(first, 1) + 1).exclude(Exists(before)).order_by("pk")
    for number in lonely.values_list(F("pk") - 1, flat=True)[:100]:
        yield Problem("gone", "-", 0, number, "it was written and is gone")


def _not_marked(region: Region | None) -> Iterator[Problem]:
    """Entries that the portal did not write; those that an operator answers for are left out."""
    accepted: set[int] = set()
    for details in AuditEntry.objects.filter(verb=ACCEPTED, is_marked=True).values_list("details", flat=True):
        accepted.update(details.get("numbers", []))
    rows = AuditEntry.objects.filter(position__isnull=False, is_marked=False)
    rows = rows.filter(chain=region.code) if region else rows
    for number, chain, position in rows.order_by("pk").values_list("pk", "chain", "position")[:1000]:
        if number not in accepted:
            yield Problem("forged", chain, position, number, "it was not written by the portal")
