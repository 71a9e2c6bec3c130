"""Kinds of values in the document: how each is read, written, and said in JSON Schema.

`read` gives the canonical form: what an export would write. `plain` makes it from a column, `column` the other way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from exchange.interchange.problems import Told

NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?")
SHOWN = 80
"""So much of a wrong value is repeated in a message."""


class Loose:
    """A number with a point or an exponent, as it stood in the file: no field of the form takes one."""

    def __init__(self, text: str) -> None:
        self.text = text


class Members(dict[str, Any]):
    """A JSON object that remembers which of its names stood twice."""

    twice: tuple[str, ...] = ()


class Wrong(Exception):
    """The value is not of its kind."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of value. `required`: the field must be there; `null`: it may be null, and is where it is missing."""

    note: str = ""
    required: bool = False
    null: bool = False
    of: str = ""
    """The column that it is, where its name is another one; "-" for what is no column (a reference, a list)."""

    @property
    def default(self) -> Any:
        """What a missing field means."""
        return None

    def read(self, value: Any, at: str, told: Told) -> Any:
        """The canonical form; what is wrong is told, and the default taken."""
        if value is None:
            if not self.null:
                told.say("null", at)
            return self.default
        try:
            return self.take(value)
        except Wrong as wrong:
            told.say(wrong.code, at, **wrong.params)
            return self.default

    def take(self, value: Any) -> Any:
        """The canonical form of a value that is there. Raises `Wrong`."""
        raise NotImplementedError

    def plain(self, value: Any) -> Any:
        """From a column."""
        return value

    def column(self, plain: Any) -> Any:
        """For a column."""
        return plain

    def schema(self) -> dict[str, Any]:
        """In JSON Schema, without null and description."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Text(Kind):
    """Text; `most` characters."""

    most: int = 20_000

    @property
    def default(self) -> Any:
        return None if self.null else ""

    def take(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong("not_text")
        if len(value) > self.most:
            raise Wrong("too_long", most=self.most)
        if "\x00" in value or any("\ud800" <= each <= "\udfff" for each in value):
            raise Wrong("text_unstorable")
        if self.required and not value.strip():
            raise Wrong("empty")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most} | ({"minLength": 1} if self.required else {})


@dataclass(frozen=True, kw_only=True)
class Link(Text):
    """An address in the web, or nothing."""

    most: int = 500

    def take(self, value: Any) -> str:
        text = super().take(value)
        if text and not text.startswith(("https://", "http://")):
            raise Wrong("not_link")
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most, "pattern": "^(https?://.*)?$"}


@dataclass(frozen=True, kw_only=True)
class Choice(Kind):
    """One of a few words."""

    words: tuple[str, ...]
    missing: str = ""

    @property
    def default(self) -> Any:
        return self.missing

    def take(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong("not_text")
        if value not in self.words:
            raise Wrong("not_choice", text=value[:SHOWN], choices=", ".join(each or '""' for each in self.words))
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True, kw_only=True)
class Whole(Kind):
    """A whole number."""

    least: int = 0
    most: int = 32_767
    missing: int | None = None

    @property
    def default(self) -> Any:
        return self.missing

    def take(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong("not_whole")
        if value < self.least:
            raise Wrong("too_small", least=self.least)
        if value > self.most:
            raise Wrong("too_big", most=self.most)
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, kw_only=True)
class Number(Kind):
    """A decimal number as text, exact: "1500000.00"."""

    places: int
    most: Decimal
    least: Decimal | None = Decimal(0)
    missing: str | None = None

    @property
    def default(self) -> Any:
        return self.missing

    def take(self, value: Any) -> str:
        if isinstance(value, int | Loose) and not isinstance(value, bool):
            raise Wrong("number_not_text")
        if not isinstance(value, str):
            raise Wrong("not_text")
        if not NUMBER.fullmatch(value):
            raise Wrong("number_unreadable", text=value[:SHOWN])
        if len(value.partition(".")[2]) > self.places:
            raise Wrong("too_many_decimals", places=self.places)
        number = Decimal(value)
        least = -self.most if self.least is None else self.least
        if number < least:
            raise Wrong("too_small", least=least)
        if number > self.most:
            raise Wrong("too_big", most=self.most)
        return str(self.plain(number))

    def plain(self, value: Decimal | None) -> str | None:
        if value is None:
            return None
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-self.places))
        return format(abs(rounded) if rounded.is_zero() else rounded, "f")

    def column(self, plain: str | None) -> Decimal | None:
        return None if plain is None else Decimal(plain)

    def schema(self) -> dict[str, Any]:
        sign = "-?" if self.least is None else ""
        return {"type": "string", "maxLength": 60, "pattern": rf"^{sign}(0|[1-9][0-9]*)(\.[0-9]{{1,{self.places}}})?$"}


@dataclass(frozen=True, kw_only=True)
class Day(Kind):
    """A date: 2026-03-31."""

    def take(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong("not_text")
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
        raise Wrong("not_a_day", text=value[:SHOWN])

    def plain(self, value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    def column(self, plain: str | None) -> date | None:
        return None if plain is None else date.fromisoformat(plain)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


@dataclass(frozen=True, kw_only=True)
class Moment(Kind):
    """A moment with its time zone."""

    def take(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong("not_text")
        try:
            if datetime.fromisoformat(value).tzinfo is not None:
                return value
        except ValueError:
            pass
        raise Wrong("not_a_moment", text=value[:SHOWN])

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, kw_only=True)
class Uuid(Kind):
    """An identifier that stays with a row wherever it goes."""

    def take(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong("not_text")
        try:
            if re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
                return str(UUID(value))
        except ValueError:
            pass
        raise Wrong("not_uuid", text=value[:SHOWN])

    def plain(self, value: UUID | None) -> str | None:
        return None if value is None else str(value)

    def column(self, plain: str | None) -> UUID | None:
        return None if plain is None else UUID(plain)

    def schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "format": "uuid",
            "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        }


@dataclass(frozen=True, kw_only=True)
class Digest(Kind):
    """A SHA-256 in hexadecimal."""

    def take(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong("not_text")
        if not re.fullmatch("[0-9a-f]{64}", value):
            raise Wrong("not_sha256")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9a-f]{64}$"}


@dataclass(frozen=True, kw_only=True)
class Flag(Kind):
    """true or false; false where it is missing."""

    @property
    def default(self) -> Any:
        return False

    def take(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Wrong("not_flag")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}
