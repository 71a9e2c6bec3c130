"""Rows of several tables in one round trip to the database.

A page that shows a region as a whole reads a dozen small tables; asked one by one they cost a dozen round trips, which
on a database host of its own is most of the time that the page takes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, QuerySet, Value, signals
from django.db.models.base import ModelState
from django.db.models.functions import Cast, JSONArray

AS_IT_IS = (models.IntegerField, models.CharField, models.TextField)
"""Columns whose values JSON has as they are."""
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
        self.names = [*(each.attname for each in self.fields), *self.annotations]
        self.is_bare = _is_bare(self.model)

    def rows(self, name: str) -> QuerySet[Any, Any]:
        """Pairs of the name of the part and the row as a JSON array."""
        columns = [_column(each.attname, each) for each in self.fields]
        columns += [_column(key, each) for key, each in self.annotations.items()]
        kind = Value(name, output_field=models.CharField())
        return self.queryset.order_by().annotate(**{KIND: kind, ROW: JSONArray(*columns)}).values_list(KIND, ROW)

    def instance(self, row: list[Any]) -> Any:
        values = [read(value) if read else value for read, value in zip(self.readers, row, strict=True)]
        return self._bare(values) if self.is_bare else self._whole(values)

    def _whole(self, values: list[Any]) -> Any:
        """As Django makes it."""
        count = len(self.fields)
        made = self.model.from_db(self.queryset.db, self.names[:count], values[:count])
        for key, value in zip(self.annotations, values[count:], strict=True):
            setattr(made, key, value)
        return made

    def _bare(self, values: list[Any]) -> Any:
        """The same without asking signals and column by column, which is most of the time that a row costs."""
        made = self.model.__new__(self.model)
        state = made._state = ModelState()
        state.adding, state.db = False, self.queryset.db
        made.__dict__.update(zip(self.names, values, strict=True))
        return made


def _is_bare(model: Any) -> bool:
    """Whether nothing but its columns makes an instance of this model."""
    is_plain = model.__init__ is models.Model.__init__ and model.from_db.__func__ is models.Model.from_db.__func__  # type: ignore[attr-defined]
    return is_plain and not any(each.has_listeners(model) for each in (signals.pre_init, signals.post_init))


def _column(name: str, field: Any) -> Any:
    """Decimals travel as text: as numbers of JSON they would lose digits."""
    return Cast(name, models.TextField()) if isinstance(_plain(field), models.DecimalField) else F(name)


def _plain(field: Any) -> Any:
    """The field whose values a column holds: of a foreign key the one that it points to."""
    return field.target_field if isinstance(field, models.ForeignKey) else field


def _reader(field: Any) -> Callable[[Any], Any] | None:
    """How a value is read; None: there is nothing to do."""
    plain = _plain(field)
    if isinstance(plain, AS_IT_IS):
        return None
    if isinstance(plain, models.DecimalField):
        exponent = Decimal(1).scaleb(-plain.decimal_places) if plain.decimal_places is not None else None
        return lambda value: None if value is None else _decimal(value, exponent)
    if isinstance(plain, models.DateTimeField):
        return lambda value: None if value is None else _moment(value)
    if isinstance(plain, models.DateField):
        return lambda value: None if value is None else date.fromisoformat(value)
    if isinstance(plain, models.UUIDField):
        return lambda value: None if value is None else UUID(value)
    if isinstance(plain, models.JSONField):
        return lambda value: json.loads(value) if isinstance(value, str) else value
    return plain.to_python  # type: ignore[no-any-return]


def _decimal(value: str, exponent: Decimal | None) -> Decimal:
    exact = Decimal(value)
    return exact if exponent is None else exact.quantize(exponent)


def _moment(value: str) -> datetime:
    """SQLite keeps moments without a zone, in UTC."""
    read = datetime.fromisoformat(value)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read
