"""REST: the place of a row in an order, and the rows behind it, without counting the rows before it.

An order is a list of keys and always ends with the primary key, so no two rows share a place. Nothing stands behind
every value, whatever the database thinks of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from core.rest.paths import End, column_at

Position = Sequence[Any]
"""The values of a row in the columns of an order."""


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order."""

    path: str
    column: End
    descending: bool = False

    @property
    def order(self) -> OrderBy:
        """As the database is told; without a word on missing values where there are none: an index may serve it."""
        name = F(self.path)
        if not self.column.is_optional:
            return name.desc() if self.descending else name.asc()
        return name.desc(nulls_first=True) if self.descending else name.asc(nulls_last=True)

    def same(self, value: Any) -> Q:
        """The rows with this value."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def behind(self, value: Any) -> Q | None:
        """The rows behind this value; None: there can be none."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if self.descending else None
        if self.descending:
            return Q(**{f"{self.path}__lt": value})
        later = Q(**{f"{self.path}__gt": value})
        return later | Q(**{f"{self.path}__isnull": True}) if self.column.is_optional else later

    def from_here(self, value: Any) -> Q | None:
        """The rows with this value and those behind it, as one range where there is one: an index serves no other."""
        if self.column.is_optional:
            behind = self.behind(value)
            return None if behind is None else behind | self.same(value)
        return Q(**{f"{self.path}__{'lte' if self.descending else 'gte'}": value})

    def read(self, text: Any) -> Any:
        """A value as it was before it became part of a cursor."""
        return text if text is None or self.column.field is None else self.column.field.to_python(text)


def keys_of(model: type[models.Model], names: Iterable[str]) -> tuple[Key, ...]:
    """The order by these columns (a minus in front turns one round), and by the primary key at last.

    The primary key goes the way of the column before it, so that one index serves both directions.
    """
    found: dict[str, Key] = {}
    for name in (*names, "pk"):
        path = name.removeprefix("-")
        column = column_at(model, path)
        if isinstance(column.field, models.ForeignKey):  # by its number: by name it would be by the order of that table
            path, column = f"{path}__pk", column._replace(field=column.field.target_field)
        if path == "pk":
            before = next(reversed(found.values()), None)
            found[path] = Key(path, column, name.startswith("-") or bool(before and before.descending))
            break
        found.setdefault(path, Key(path, column, name.startswith("-")))
    return tuple(found.values())


def turned(keys: Sequence[Key]) -> tuple[Key, ...]:
    """The same order from behind."""
    return tuple(replace(key, descending=not key.descending) for key in keys)


def in_order(queryset: QuerySet[Any], keys: Sequence[Key]) -> QuerySet[Any]:
    """The rows in this order."""
    return queryset.order_by(*(key.order for key in keys))


def with_place(queryset: QuerySet[Any], keys: Sequence[Key]) -> QuerySet[Any]:
    """Each row brings its place along, so that `place_of` asks for nothing more."""
    return queryset.annotate(**{_name(number): F(key.path) for number, key in enumerate(keys) if "__" in key.path})


def behind(queryset: QuerySet[Any], keys: Sequence[Key], place: Position) -> QuerySet[Any]:
    """The rows behind a place: those behind it in the first column, or equal there and behind it in the next."""
    if len(keys) > 1 and _is_one_way(keys):
        made = TupleLessThan if keys[0].descending else TupleGreaterThan
        return queryset.filter(made(Tuple(*(F(key.path) for key in keys)), tuple(place)))
    found, equal = Q(pk__in=()), Q()
    for key, value in zip(keys, place, strict=True):
        later = key.behind(value)
        if later is not None:
            found |= equal & later
        equal &= key.same(value)
    first = keys[0].from_here(place[0])
    if len(keys) > 1 and first is not None:  # said once more, so that an index on the first column is of use
        queryset = queryset.filter(first)
    return queryset.filter(found)


def _is_one_way(keys: Sequence[Key]) -> bool:
    """Whether all columns go the same way and have a value in every row."""
    return len({key.descending for key in keys}) == 1 and not any(key.column.is_optional for key in keys)


def place_of(row: Any, keys: Sequence[Key]) -> list[Any]:
    """The place of a row that `with_place` has brought."""
    return [plain(getattr(row, _name(number) if "__" in key.path else key.path)) for number, key in enumerate(keys)]


def _name(number: int) -> str:
    return f"place_{number}"


def plain(value: Any) -> Any:
    """A value as JSON knows it; a date as ISO 8601, a decimal with every digit."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value
