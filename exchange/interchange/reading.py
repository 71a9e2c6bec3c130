"""From bytes to the canonical content, with everything that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.template.defaultfilters import filesizeformat

from core.canonical import sha256_of
from exchange.interchange.checks import check_content
from exchange.interchange.document import canonical
from exchange.interchange.kinds import SHOWN, Loose, Members, Wrong
from exchange.interchange.problems import Problem, Told, step
from exchange.interchange.shapes import DOCUMENT, FORMAT, FORMAT_VERSION

DEEPEST = 20
"""Levels of objects and lists within each other; the form has nine."""
LONGEST_WHOLE = 18
"""Digits of a whole number; no year or position has more."""


@dataclass
class Reading:
    """What was read; `content` is whole only where there are no `problems`."""

    content: dict[str, Any]
    told: Told
    notes: list[Problem] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        return self.told.rows

    @cached_property
    def sha256(self) -> str:
        """Of the canonical content."""
        return sha256_of(canonical(self.content))


def read_document(data: bytes, *, limit: int) -> Reading:
    """Read a document of at most `limit` bytes. Never raises: what is wrong is told."""
    told = Told()
    raw = _parsed(data, limit, told)
    if told or not _is_flat(raw, told) or not _is_ours(raw, told):
        return Reading({}, told)
    content = DOCUMENT.read(raw, "", told) or {}
    if told:
        return Reading(content, told)
    check_content(content, told)
    found = Reading(content, told)
    if not told and content["content_sha256"] not in (None, found.sha256):
        found.notes.append(Problem("changed_after_export", "/content_sha256"))
    return found


def _parsed(data: bytes, limit: int, told: Told) -> Any:
    if len(data) > limit:
        told.say("too_large", "", limit=filesizeformat(limit))
        return None
    try:
        text = data.decode("utf-8-sig")
        return json.loads(
            text,
            object_pairs_hook=_members,
            parse_constant=_constant,
            parse_float=Loose,
            parse_int=_whole,
        )
    except UnicodeDecodeError:
        told.say("not_utf8", "")
    except json.JSONDecodeError as wrong:
        told.say("not_json", "", line=wrong.lineno, column=wrong.colno)
    except RecursionError:
        told.say("too_deep", "", most=DEEPEST)
    except Wrong as wrong:
        told.say(wrong.code, "", **wrong.params)
    return None


def _is_flat(raw: Any, told: Told) -> bool:
    """Whether nothing is nested deeper than `DEEPEST`; else the first place that is."""
    level: list[tuple[Any, str]] = [(raw, "")] if isinstance(raw, dict | list) else []
    for _depth in range(DEEPEST):
        level = [(each, step(at, name)) for inner, at in level for name, each in _containers(inner)]
    if level:
        told.say("too_deep", level[0][1], most=DEEPEST)
    return not told


def _containers(value: dict[str, Any] | list[Any]) -> Iterator[tuple[str | int, Any]]:
    """What is an object or a list within."""
    inner: Iterable[tuple[str | int, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
    return (
        (name if isinstance(name, int) else name[:SHOWN], each) for name, each in inner if isinstance(each, dict | list)
    )


def _members(pairs: list[tuple[str, Any]]) -> Members:
    found = Members(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        found.twice = tuple(name for name in found if names.count(name) > 1)
    return found


def _constant(text: str) -> Any:
    raise Wrong("not_a_number", text=text)


def _whole(text: str) -> Any:
    """A whole number; one that nothing could hold is kept as it is, and refused where it stands."""
    return int(text) if len(text) <= LONGEST_WHOLE else Loose(text)


def _is_ours(raw: Any, told: Told) -> bool:
    """Whether it is this form in this version; if not, its fields are not compared with ours."""
    if not isinstance(raw, dict):
        told.say("not_object", "")
    elif raw.get("format") != FORMAT:
        told.say("wrong_format", "/format")
    elif raw.get("format_version") != FORMAT_VERSION:
        version = raw.get("format_version")
        shown = version[:SHOWN] if isinstance(version, str) else type(version).__name__
        told.say("wrong_version", "/format_version", version=shown)
    return not told
