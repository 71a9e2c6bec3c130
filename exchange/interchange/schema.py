"""The form as JSON Schema 2020-12, and as tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from exchange.interchange.kinds import Choice, Day, Digest, Flag, Kind, Moment, Number, Text, Uuid, Whole
from exchange.interchange.objects import Items, Shape, Thing
from exchange.interchange.shapes import DOCUMENT, FORMAT_VERSION, shapes

PATH = f"/api/v1/schemas/plan/{FORMAT_VERSION}/"


@cache
def json_schema() -> dict[str, Any]:
    """The schema; `$id` is its address in any portal."""
    named = {shape.name: _object(shape) for shape in shapes() if shape is not DOCUMENT}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": PATH,
        "title": "Smart city master plan",
        "description": (
            "A region's master plan with its versions, programs, budgets, indicators, partnerships, pledges and quick "
            "wins. Numbers with decimals are text and exact; money is rupiah; percent lies between 0 and 100. What the "
            "schema cannot say (years in order, references, nothing twice) is in docs/plan-format.md."
        ),
        **_object(DOCUMENT),
        "$defs": named,
    }


def _object(shape: Shape) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, kind in shape.fields.items() if kind.required],
        "properties": {name: _property(kind) for name, kind in shape.fields.items()},
    }


def _property(kind: Kind) -> dict[str, Any]:
    said = kind.schema()
    if kind.null:
        said = {"anyOf": [said, {"type": "null"}]} if "$ref" in said else {**said, "type": [said["type"], "null"]}
    if not kind.required and not isinstance(kind, Items):
        said["default"] = kind.default
    return {"description": kind.note, **said} if kind.note else said


_WORDS: dict[type[Kind], str] = {
    Whole: "whole number",
    Day: "date",
    Moment: "moment",
    Uuid: "UUID",
    Digest: "SHA-256",
    Flag: "true/false",
}


def tables() -> Iterator[str]:
    """The form as Markdown: one table an object."""
    for shape in shapes():
        yield f"### `{shape.name}`"
        yield ""
        yield "| field | value | what |"
        yield "| --- | --- | --- |"
        for name, kind in shape.fields.items():
            must = "**" if kind.required else ""
            yield f"| {must}`{name}`{must} | {_said(kind)} | {kind.note} |"
        yield ""


def _said(kind: Kind) -> str:
    words = _WORDS.get(type(kind)) or _long(kind)
    return words + (" or null" if kind.null else "")


def _long(kind: Kind) -> str:
    if isinstance(kind, Text):
        return f"text, at most {kind.most:,}"
    if isinstance(kind, Choice):
        return ", ".join(f"`{each}`" if each else '`""`' for each in kind.words)
    if isinstance(kind, Number):
        return f"number as text, {kind.places} decimals"
    if isinstance(kind, Thing):
        return f"`{kind.shape.name}`"
    if isinstance(kind, Items):
        return f"list of `{kind.each.name}`" if isinstance(kind.each, Shape) else "list of texts"
    raise TypeError(type(kind))
