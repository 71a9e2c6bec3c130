"""Rows of several tables in one round trip to the database.

A page that shows a region as a whole reads a dozen small tables; asked one by one they cost a dozen round trips, which
on a database host of its own is most of the time that the page takes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Cast, JSONArray

KIND, ROW = "bundle_kind", "bundle_row"


def together(**querysets: QuerySet[Any]) -> dict[str, list[Any]]:
    """The rows of each queryset as instances of its model, in one query; annotations come along, joins do not.

    The order of the rows is not kept: sort what has one. A queryset that selects related rows gets none of them: attach
    what is needed from another part of the bundle.
    """
    parts = {name: _Part(queryset) for name, queryset in querysets.items()}
    first, *others = (part.rows(name) for name, part in parts.items())
    found: dict[str, list[Any]] = {name: [] for name in parts}
    for kind, row in first.union(*others, all=True):
        found[kind].append(parts[kind].instance(row))
    return found


class _Part:
    """One table of a bundle: what is read of it, and how a row becomes an instance again."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.queryset = queryset
        self.model: Any = queryset.model
        self.fields = list(self.model._meta.concrete_fields)
        self.annotations = {name: each.output_field for name, each in queryset.query.annotation_select.items()}
        self.readers = [_reader(each) for each in (*self.fields, *self.annotations.values())]

    def rows(self, name: str) -> QuerySet[Any, Any]:
        """Pairs of the name of the part and the row as a JSON array."""
        columns = [_column(each.attname, each) for each in self.fields]
        columns += [_column(key, each) for key, each in self.annotations.items()]
        kind = Value(name, output_field=models.CharField())
        return self.queryset.order_by().annotate(**{KIND: kind, ROW: JSONArray(*columns)}).values_list(KIND, ROW)

    def instance(self, row: list[Any]) -> Any:
        values = [read(value) for read, value in zip(self.readers, row, strict=True)]
        count = len(self.fields)
        made = self.model.from_db(self.queryset.db, [each.attname for each in self.fields], values[:count])
        for key, value in zip(self.annotations, values[count:], strict=True):
            setattr(made, key, value)
        return made


def _column(name: str, field: Any) -> Any:
    """Decimals travel as text: as numbers of JSON they would lose digits."""
    return Cast(name, models.TextField()) if isinstance(_plain(field), models.DecimalField) else F(name)


def _plain(field: Any) -> Any:
    """The field whose values a column holds: of a foreign key the one that it points to."""
    return field.target_field if isinstance(field, models.ForeignKey) else field


def _reader(field: Any) -> Callable[[Any], Any]:
    plain = _plain(field)
    if isinstance(plain, models.DecimalField):
        exponent = Decimal(1).scaleb(-plain.decimal_places) if plain.decimal_places is not None else None
        return lambda value: None if value is None else _decimal(value, exponent)
    if isinstance(plain, models.DateTimeField):
        return lambda value: None if value is None else _moment(plain, value)
    if isinstance(plain, models.JSONField):
        return lambda value: json.loads(value) if isinstance(value, str) else value
    return plain.to_python  # type: ignore[no-any-return]


def _decimal(value: str, exponent: Decimal | None) -> Decimal:
    exact = Decimal(value)
    return exact if exponent is None else exact.quantize(exponent)


def _moment(field: models.DateTimeField[Any, Any], value: str) -> Any:
    """SQLite keeps moments without a zone, in UTC."""
    read = field.to_python(value)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read
