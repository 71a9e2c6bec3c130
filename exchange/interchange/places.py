"""Where in a document something is, in words that a person finds again."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

LONGEST = 80
NAMES = ("code", "title", "name", "text", "year")


def place_of(content: Any, pointer: str) -> str:
    """Names of the rows on the way to this place.

    >>> place_of({"versions": [{"number": 2, "programs": [{"code": "SG-04"}]}]}, "/versions/0/programs/0/name")
    'SG-04'
    """
    found, at = [], content
    for part in pointer.split("/")[1:]:
        at = _down(at, part)
        name = next((at[each] for each in NAMES if at.get(each)), "") if isinstance(at, dict) else ""
        if name:
            found.append(shorten(str(name), LONGEST, placeholder=" …"))
    return " › ".join(found)


def _down(at: Any, part: str) -> Any:
    if isinstance(at, dict):
        return at.get(part)
    if isinstance(at, list) and part.isdigit() and int(part) < len(at):
        return at[int(part)]
    return None
