"""A document as bytes, its canonical content, and what of it is identity."""

from __future__ import annotations

import json
from typing import Any

from core.canonical import sha256_of
from exchange.interchange.shapes import ENVELOPE

IDENTITY = {"uid", "lineage", "source"}
_REFERENCES = {"document", "program", "predecessor"}
"""Fields that name another row of the document by its identifier."""


def canonical(document: dict[str, Any]) -> dict[str, Any]:
    """What the document says of the plan: without what belongs to the file."""
    return {name: value for name, value in document.items() if name not in ENVELOPE}


def content_sha256(document: dict[str, Any]) -> str:
    """The SHA-256 of the canonical content."""
    return sha256_of(canonical(document))


def bytes_of(document: dict[str, Any]) -> bytes:
    """The file: the fields in the order of the form, one a line; the same plan is always the same bytes."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def without_identity(document: dict[str, Any]) -> dict[str, Any]:
    """What the plan says, whoever's it is: region, identifiers and provenance are left out, and references counted."""
    numbers: dict[str, int] = {}
    _number(document, numbers)
    content = {name: value for name, value in canonical(document).items() if name != "region"}
    told: dict[str, Any] = _stripped(content, numbers)
    return told


def _number(value: Any, numbers: dict[str, int]) -> None:
    """Give each identifier the number of its first place."""
    if isinstance(value, dict):
        for name in ("uid", "lineage"):
            if value.get(name):
                numbers.setdefault(value[name], len(numbers))
        for each in value.values():
            _number(each, numbers)
    elif isinstance(value, list):
        for each in value:
            _number(each, numbers)


def _stripped(value: Any, numbers: dict[str, int]) -> Any:
    if isinstance(value, dict):
        return {
            name: numbers.get(each, each) if name in _REFERENCES else _stripped(each, numbers)
            for name, each in value.items()
            if name not in IDENTITY
        }
    return [_stripped(each, numbers) for each in value] if isinstance(value, list) else value
