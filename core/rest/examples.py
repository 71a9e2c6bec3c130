"""REST: an example made from a schema, for answers of which no real row is at hand."""

from __future__ import annotations

from typing import Any

BY_FORMAT: dict[str, str] = {
    "date-time": "2026-10-05T09:30:00+07:00",
    "date": "2026-10-05",
    "time": "09:30:00",
    "uuid": "0b9f6c1e-5d0a-4c39-9a53-4f0c6c2f7d11",
    "uri": "https://contoh.example/api/v1/",
    "email": "petugas@contoh.example",
    "decimal": "62.5000",
    "ipv4": "192.0.2.10",
    "binary": "",
}
BY_NAME: dict[str, str] = {
    "region": "52.07",
    "sha256": "9f2c1e5b7a3d4860b1c2d3e4f5061728394a5b6c7d8e9f00112233445566778f",
    "title": "Contoh",
    "name": "Contoh",
    "period": "2026-3",
}
PATTERNS: tuple[tuple[str, str], ...] = ((r"\d{4}-\d", "2026-3"), ("[0-9a-f]{64}", BY_NAME["sha256"]))
DEEPEST = 14


def example_of(schema: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value that fits the schema: references are followed, choices take their first, optional parts are filled.

    >>> example_of({"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}, {})
    {'n': 1}
    """
    for key in ("example", "default", "const"):
        if schema.get(key) is not None:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth + 1)
    key = next((each for each in ("allOf", "oneOf", "anyOf") if schema.get(each)), "")
    return _joined(schema[key], key, schemas, name, depth) if key else _plain(schema, schemas, name, depth)


def _joined(parts: list[dict[str, Any]], key: str, schemas: dict[str, Any], name: str, depth: int) -> Any:
    """All parts of an `allOf` together, the first that is something of the others."""
    if key != "allOf":
        return example_of(next((each for each in parts if each.get("type") != "null"), parts[0]), schemas, name, depth)
    made = [example_of(each, schemas, name, depth) for each in parts]
    if all(isinstance(each, dict) for each in made):
        return {name: value for each in made for name, value in each.items()}
    return made[0]


def _plain(schema: dict[str, Any], schemas: dict[str, Any], name: str, depth: int) -> Any:
    """By type; of several types the first that is not null."""
    kinds = schema.get("type", "object" if "properties" in schema else "string" if "pattern" in schema else "object")
    kind = next((each for each in kinds if each != "null"), "null") if isinstance(kinds, list) else kinds
    if kind == "object":
        if depth > DEEPEST:
            return {}
        return {key: example_of(each, schemas, key, depth + 1) for key, each in schema.get("properties", {}).items()}
    if kind == "array":
        items = schema.get("items", {})
        return [] if depth > DEEPEST else [example_of(items, schemas, name, depth + 1)]
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    return {"boolean": False, "null": None}.get(kind, _text(schema, name)) if kind != "string" else _text(schema, name)


def _text(schema: dict[str, Any], name: str) -> str:
    if schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    pattern = schema.get("pattern", "")
    if pattern and "." in pattern and r"\d" in pattern:
        return "62.5000"[: None if r"{0,4}" in pattern else 5]
    for part, text in PATTERNS:
        if part in pattern:
            return text
    most = schema.get("maxLength", 400)
    return BY_NAME.get(name, "contoh")[:most]
