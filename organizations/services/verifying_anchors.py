"""Whether the chains still hold what the anchors say: in the database, in the files, and in a head from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.core.files.storage import default_storage

from organizations.chaining import START
from organizations.models import AuditAnchor, AuditEntry
from organizations.services.anchoring import FOLDER, hash_of, is_signed, text_of_anchor

Row = tuple[str, str, int, int, str]
"""Kind, chain, position, number, and what is wrong."""
LATEST = 400
"""Anchors whose heads are compared: those of more than a year."""


def anchor_problems(chains: Collection[str]) -> Iterator[Row]:
    """The anchors of the database against themselves, their files and the chains; the first problem of each kind."""
    previous = START
    broken: set[str] = set()
    anchors = list(AuditAnchor.objects.order_by("pk"))
    for anchor in anchors:
        if anchor.hash != hash_of(anchor) or anchor.previous != previous or not is_signed(anchor):
            yield (
                "anchor",
                "-",
                0,
                0,
                f"the anchor of {anchor.at:%Y-%m-%d %H:%M} was changed, or one before it is missing",
            )
            return
        previous = anchor.hash
    for anchor in anchors[-LATEST:]:
        for row in head_problems(anchor.heads, chains, f"the anchor of {anchor.at:%Y-%m-%d %H:%M}"):
            if row[1] not in broken:
                broken.add(row[1])
                yield row
    yield from _file_problems(anchors)


def head_problems(heads: dict[str, Any], chains: Collection[str], name: str) -> Iterator[Row]:
    """Heads that the chains do not hold."""
    for chain, (position, made) in sorted(heads.items()):
        if chain not in chains:
            continue
        kept = AuditEntry.objects.filter(chain=chain, position=position).values_list("hash", "pk").first()
        if kept is None:
            yield "anchor", chain, position, 0, f"it is missing, though {name} names it"
        elif kept[0] != made:
            yield "anchor", chain, position, kept[1], f"it is not what {name} says: the chain was written anew"


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
