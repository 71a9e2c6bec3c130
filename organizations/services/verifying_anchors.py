"""Whether the chains still hold what the anchors say: in the database, in the files, and in a head from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection

from organizations.chaining import START
from organizations.models import AuditAnchor
from organizations.services.anchoring import FOLDER, hash_of, is_signed, text_of_anchor

Row = tuple[str, str, int, int, str]
"""Kind, chain, position, number, and what is wrong."""
Kept = dict[tuple[str, int], tuple[str, int]]
"""Chain and position -> hash and number of the entry there."""
LATEST = 400
"""Anchors whose heads are compared: those of more than a year."""
PLACES = 5000
"""Places that one query asks for."""


def anchor_problems(chains: Collection[str]) -> Iterator[Row]:
    """The anchors of the database against themselves, their files and the chains; the first problem of each kind."""
    previous = START
    broken: set[str] = set()
    anchors = list(AuditAnchor.objects.order_by("pk"))
    for anchor in anchors:
        if what := _wrong_with(anchor, previous):
            yield "anchor", "-", 0, 0, f"the anchor of {anchor.at:%Y-%m-%d %H:%M} {what}"
            return
        previous = anchor.hash
    kept = _kept([anchor.heads for anchor in anchors[-LATEST:]], chains)
    for anchor in anchors[-LATEST:]:
        for row in _head_problems(anchor.heads, kept, chains, f"the anchor of {anchor.at:%Y-%m-%d %H:%M}"):
            if row[1] not in broken:
                broken.add(row[1])
                yield row
    yield from _file_problems(anchors)


def _wrong_with(anchor: AuditAnchor, previous: str) -> str:
    if anchor.hash != hash_of(anchor) or anchor.previous != previous:
        return "was changed, or one before it is missing"
    if not is_signed(anchor):
        return "is signed with a key that is neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS"
    return ""


def head_problems(heads: dict[str, Any], chains: Collection[str], name: str) -> Iterator[Row]:
    """Heads that the chains do not hold."""
    return _head_problems(heads, _kept([heads], chains), chains, name)


def _kept(all_heads: list[dict[str, Any]], chains: Collection[str]) -> Kept:
    """What stands at the places that these heads name: each place once, thousands in one query."""
    named = {(chain, int(head[0])) for heads in all_heads for chain, head in heads.items() if chain in chains}
    places, found = sorted(named), Kept()
    with connection.cursor() as cursor:
        for start in range(0, len(places), PLACES):
            some = places[start : start + PLACES]
            cursor.execute(
                "SELECT chain, position, hash, id FROM organizations_auditentry WHERE (chain, position) IN "  # noqa: S608
                f"(VALUES {', '.join(['(%s, %s)'] * len(some))})",
                [value for place in some for value in place],
            )
            found |= {(chain, position): (made, number) for chain, position, made, number in cursor.fetchall()}
    return found


def _head_problems(heads: dict[str, Any], kept: Kept, chains: Collection[str], name: str) -> Iterator[Row]:
    for chain, (position, made) in sorted(heads.items()):
        if chain not in chains:
            continue
        there = kept.get((chain, int(position)))
        if there is None:
            yield "anchor", chain, position, 0, f"it is missing, though {name} names it"
        elif there[0] != made:
            yield "anchor", chain, position, there[1], f"it is not what {name} says: the chain was written anew"


def _file_problems(anchors: list[AuditAnchor]) -> Iterator[Row]:
    """Files that are not what the database says, or that it does not know."""
    known = {anchor.file for anchor in anchors if anchor.file}
    for anchor in anchors[-LATEST:]:
        if anchor.file and default_storage.exists(anchor.file):
            with default_storage.open(anchor.file) as file:
                if file.read().decode() != text_of_anchor(anchor):
                    yield "anchor", "-", 0, 0, f"the file {anchor.file} is not what the database says"
    for name in _names():
        if name not in known:
            yield "anchor", "-", 0, 0, f"the anchor of the file {name} is missing in the database"


def _names() -> Iterator[str]:
    try:
        years, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for year in years:
        _folders, files = default_storage.listdir(f"{FOLDER}/{year}")
        yield from (f"{FOLDER}/{year}/{name}" for name in files)


def read_heads(text: str) -> dict[str, Any]:
    """Heads as somebody outside kept them: the JSON of an anchor, or `chain:position:hash`. Raises ValueError."""
    if text.lstrip().startswith("{"):
        data = json.loads(text)
        return dict(data.get("heads", data))
    chain, position, made = text.strip().split(":")
    if len(made) != 64:
        raise ValueError("the hash of a head has 64 characters")
    return {chain: [int(position), made]}
