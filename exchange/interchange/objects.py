"""Objects of the document with their fields, objects within objects, and lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from exchange.interchange.kinds import SHOWN, Kind
from exchange.interchange.problems import Told, step


@dataclass(frozen=True)
class Shape:
    """An object with its fields in order; it has no others."""

    name: str
    fields: dict[str, Kind]

    def read(self, value: Any, at: str, told: Told) -> dict[str, Any] | None:
        """The canonical object: every field, in order."""
        if not isinstance(value, dict):
            told.say("not_object", at)
            return None
        for name in getattr(value, "twice", ()):
            told.say("key_twice", step(at, name[:SHOWN]), name=name[:SHOWN])
        for name in sorted(value.keys() - self.fields.keys()):
            told.say("unknown_field", step(at, name[:SHOWN]), name=name[:SHOWN])
        return {name: self._field(name, kind, value, at, told) for name, kind in self.fields.items()}

    def _field(self, name: str, kind: Kind, value: dict[str, Any], at: str, told: Told) -> Any:
        if name in value:
            return kind.read(value[name], step(at, name), told)
        if kind.required:
            told.say("required", step(at, name))
        return kind.default

    def columns(self) -> dict[str, Kind]:
        """The fields that are columns of a table as they are."""
        return {name: kind for name, kind in self.fields.items() if kind.of != "-"}

    def plain(self, row: Any, **more: Any) -> dict[str, Any]:
        """The object of a row; `more` gives what is no column."""
        return {
            name: more[name] if name in more else kind.plain(getattr(row, kind.of or name))
            for name, kind in self.fields.items()
        }

    def values(self, item: dict[str, Any]) -> dict[str, Any]:
        """The columns of an object."""
        return {kind.of or name: kind.column(item[name]) for name, kind in self.columns().items()}


@dataclass(frozen=True, kw_only=True)
class Thing(Kind):
    """An object within."""

    shape: Shape
    of: str = "-"

    def take(self, value: Any) -> Any:
        raise NotImplementedError

    def read(self, value: Any, at: str, told: Told) -> Any:
        if value is None and self.null:
            return None
        return self.shape.read(value, at, told)

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.shape.name}"}


@dataclass(frozen=True, kw_only=True)
class Items(Kind):
    """A list of objects, or of values of one kind."""

    each: Shape | Kind
    most: int
    of: str = "-"

    @property
    def default(self) -> Any:
        return []

    def read(self, value: Any, at: str, told: Told) -> Any:
        if not isinstance(value, list):
            told.say("not_list", at)
            return []
        if len(value) > self.most:
            told.say("too_many", at, most=self.most)
            return []
        return [self.each.read(one, step(at, number), told) for number, one in enumerate(value)]

    def schema(self) -> dict[str, Any]:
        each = {"$ref": f"#/$defs/{self.each.name}"} if isinstance(self.each, Shape) else self.each.schema()
        return {"type": "array", "items": each, "maxItems": self.most}
