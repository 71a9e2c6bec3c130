"""Rows of several tables in one round trip to the database.

A page that shows a region as a whole reads a dozen small tables; asked one by one they cost a dozen round trips, which
on a database host of its own is most of the time that the page takes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.db import models
from django.db.models import F, Func, OuterRef, QuerySet, Subquery, Value, signals
from django.db.models.base import ModelState
from django.db.models.functions import Cast, JSONArray

AS_IT_IS = (models.IntegerField, models.CharField, models.TextField)
"""Columns whose values JSON has as they are."""
KIND, ROW = "bundle_kind", "bundle_row"


class _Listed(models.JSONField):
    """Rows of another table as lists of values; knows how they are read."""

    def __init__(self, fields: Sequence[Any]) -> None:
        super().__init__()
        readers = [_reader(each) for each in fields]
        self.readers = [(place, read) for place, read in enumerate(readers) if read]

    def read(self, value: Any) -> list[list[Any]]:
        """As `together` gives them; SQLite may hand over text."""
        rows: list[list[Any]] = orjson.loads(value) if isinstance(value, str) else value
        for row in rows:
            _read_in_place(row, self.readers)
        return rows


class _Collected(Func):
    """All values of a query as one JSON array; null where there are none."""

    function, output_field = "JSONB_AGG", models.JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


def listed(queryset: QuerySet[Any], *paths: str) -> Subquery:
    """An annotation for `together`: of the rows that belong to a row (filtered by `OuterRef`) these columns, as lists.

    Cheaper than a part of its own, which asks again for the keys of the rows that they belong to. None without rows.
    """
    fields = [_field(queryset.model, path) for path in paths]
    row = _Collected(JSONArray(*(_column_of(queryset.model, path) for path in paths)))
    return Subquery(queryset.order_by().annotate(**{ROW: row}).values(ROW), output_field=_Listed(fields))


def _field(model: Any, path: str) -> Any:
    *before, last = path.split("__")
    for name in before:
        model = model._meta.get_field(name).related_model
    return model._meta.get_field(last)


def together(**querysets: QuerySet[Any]) -> dict[str, list[Any]]:
    """The rows of each queryset as instances of its model, in one query; annotations come along, joins do not.

    Of a queryset with `only` no more than these columns is read. The order of the rows is not kept: sort what has one.
    A queryset that selects related rows gets none of them: attach what is needed from another part of the bundle.
    """
    parts = {name: _Part(queryset) for name, queryset in querysets.items()}
    first, *others = (part.rows(name) for name, part in parts.items())
    found: dict[str, list[Any]] = {name: [] for name in parts}
    for kind, row in first.union(*others, all=True) if others else first:
        found[kind].append(parts[kind].instance(orjson.loads(row)))
    return found


def with_keys(paths: Iterable[str]) -> tuple[str, ...]:
    """The columns that `instance_maker` needs for these paths: they themselves, and the keys on the way to them.

    >>> with_keys(["period__region", "period__year"])
    ('pk', 'period', 'period__region', 'period__year')
    """
    found = ["pk"]
    for path in paths:
        names = path.split("__")
        found += ["__".join(names[:length]) for length in range(1, len(names) + 1)]
    return tuple(dict.fromkeys(found))


def instance_maker(queryset: QuerySet[Any], paths: Iterable[str], columns: Sequence[str]) -> Callable[[Any], Any]:
    """From a tuple of these columns to an instance with no more than `paths`, and the rows beside it that they lead to.

    No key on the way may be null. What else is asked of an instance is read by Django one by one, as of `only`.
    """
    return _row_maker(queryset.model, queryset.db, list(paths), {each: at for at, each in enumerate(columns)}, "")


def _row_maker(model: Any, db: str, paths: list[str], at: dict[str, int], before: str) -> Callable[[Any], Any]:
    """The same for the model to which the path `before` leads."""
    meta, beside = model._meta, dict[str, list[str]]()
    places = {meta.pk.attname: at[before.removesuffix("__") or "pk"]}
    for path in paths:
        name, _, rest = path.partition("__")
        places[meta.get_field(name).attname] = at[before + name]
        if rest:
            beside.setdefault(name, []).append(rest)
    names = [each.attname for each in meta.concrete_fields if each.attname in places]
    order, make = [places[name] for name in names], _maker(model, db)
    others = [
        (name, _row_maker(meta.get_field(name).related_model, db, rests, at, f"{before}{name}__"))
        for name, rests in beside.items()
    ]

    def made(row: Any) -> Any:
        instance = make(names, [row[place] for place in order])
        for name, other in others:
            instance._state.fields_cache[name] = other(row)
        return instance

    return made


def _maker(model: Any, db: str) -> Callable[[list[str], list[Any]], Any]:
    """How an instance is made of values in the order of the columns: as Django does it, or, where nothing but its
    columns makes an instance, without asking signals and column by column, which is most of the time that a row costs.
    """

    def bare(names: list[str], values: list[Any]) -> Any:
        made = model.__new__(model)
        state = made._state = ModelState()
        state.adding, state.db = False, db
        made.__dict__.update(zip(names, values, strict=True))
        return made

    return bare if _is_bare(model) else lambda names, values: model.from_db(db, names, values)


class _Part:
    """One table of a bundle: what is read of it, and how a row becomes an instance again."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.queryset, self.db = queryset, queryset.db
        self.model: Any = queryset.model
        self.fields = list(filter(_chosen(queryset), self.model._meta.concrete_fields))
        self.annotations = {name: each.output_field for name, each in queryset.query.annotation_select.items()}
        readers = [_reader(each) for each in (*self.fields, *self.annotations.values())]
        self.readers = [(place, read) for place, read in enumerate(readers) if read]
        self.names, self.make = [each.attname for each in self.fields], _maker(self.model, self.db)

    def rows(self, name: str) -> QuerySet[Any, Any]:
        """Pairs of the name of the part and the row as a JSON array."""
        columns = [_column(each.attname, each) for each in self.fields]
        columns += [_column(key, each) for key, each in self.annotations.items()]
        kind = Value(name, output_field=models.CharField())
        row = Cast(JSONArray(*columns), models.TextField())  # as text, which orjson reads four times as fast
        return self.queryset.order_by().annotate(**{KIND: kind, ROW: row}).values_list(KIND, ROW)

    def instance(self, row: list[Any]) -> Any:
        """The row of a JSON array, whose values are read in place."""
        _read_in_place(row, self.readers)
        count = len(self.names)
        made = self.make(self.names, row[:count])
        if self.annotations:
            made.__dict__.update(zip(self.annotations, row[count:], strict=True))
        return made


def _read_in_place(row: list[Any], readers: Iterable[tuple[int, Callable[[Any], Any]]]) -> None:
    for place, read in readers:
        if row[place] is not None:
            row[place] = read(row[place])


def _chosen(queryset: QuerySet[Any]) -> Callable[[Any], bool]:
    """Whether a column is read: all of them, unless the queryset names them (`only`)."""
    names, is_deferred = queryset.query.deferred_loading
    if is_deferred:
        return lambda field: field.name not in names
    return lambda field: field.primary_key or field.name in names or field.attname in names


def _is_bare(model: Any) -> bool:
    """Whether nothing but its columns makes an instance of this model."""
    is_plain = model.__init__ is models.Model.__init__ and model.from_db.__func__ is models.Model.from_db.__func__  # type: ignore[attr-defined]
    return is_plain and not any(each.has_listeners(model) for each in (signals.pre_init, signals.post_init))


def _column(name: str, field: Any) -> Any:
    """Decimals travel as text: as numbers of JSON they would lose digits."""
    return Cast(name, models.TextField()) if isinstance(_plain(field), models.DecimalField) else F(name)


def _column_of(model: Any, path: str) -> Any:
    """The column to which a path leads. What stands in another table is asked there by its key: as a join, PostgreSQL
    reads that table whole for every row as long as it knows nothing of its size.
    """
    name, _, rest = path.partition("__")
    if not rest:
        return _column(name, model._meta.get_field(name))
    beside = model._meta.get_field(name).related_model
    row = beside._base_manager.filter(pk=OuterRef(name)).annotate(**{ROW: _column_of(beside, rest)})
    return Subquery(row.values(ROW))


def _plain(field: Any) -> Any:
    """The field whose values a column holds: of a foreign key the one that it points to."""
    return field.target_field if isinstance(field, models.ForeignKey) else field


def _reader(field: Any) -> Callable[[Any], Any] | None:
    """How a value that is there is read; None: there is nothing to do."""
    plain = _plain(field)
    if isinstance(plain, _Listed):
        return plain.read
    if isinstance(plain, AS_IT_IS):
        return None
    if isinstance(plain, models.DecimalField):
        exponent = Decimal(1).scaleb(-plain.decimal_places) if plain.decimal_places is not None else None
        return lambda value: _decimal(value, exponent)
    if isinstance(plain, models.DateTimeField):
        return _moment
    if isinstance(plain, models.DateField):
        return date.fromisoformat
    if isinstance(plain, models.UUIDField):
        return cache(UUID)  # of this part: lineages come many times, and a UUID takes long to read
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
