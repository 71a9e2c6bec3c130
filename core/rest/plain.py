"""REST: the columns of a table as data: which come straight from SQL, by which path, and how a value is written.

A table whose columns all come from SQL is *plain*: its rows are made from tuples of the database, without a model
instance or a serializer. What a serializer computes (methods, figures, many-to-many) is marked, and made in batches by
the serializer itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from rest_framework import serializers

TEXT, WHOLE, TRUTH, DECIMAL, UNIQUE, DAY, MOMENT, CLOCK, TREE, OTHER = (
    *("text", "whole", "truth", "decimal", "unique", "day"),
    *("moment", "clock", "tree", "other"),
)
"""Kinds of values: how they are written depends on nothing else."""
KINDS: dict[type[serializers.Field[Any, Any, Any, Any]], str] = {
    serializers.CharField: TEXT,
    serializers.EmailField: TEXT,
    serializers.URLField: TEXT,
    serializers.SlugField: TEXT,
    serializers.RegexField: TEXT,
    serializers.ChoiceField: TEXT,
    serializers.IntegerField: WHOLE,
    serializers.BigIntegerField: WHOLE,
    serializers.PrimaryKeyRelatedField: WHOLE,
    serializers.BooleanField: TRUTH,
    serializers.DecimalField: DECIMAL,
    serializers.UUIDField: UNIQUE,
    serializers.DateField: DAY,
    serializers.DateTimeField: MOMENT,
    serializers.TimeField: CLOCK,
    serializers.JSONField: TREE,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One cell of a row: its dotted name; the path in the database and the kind of value, or nothing (computed)."""

    name: str
    path: str | None = None
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Group:
    """An object within a row; where `guard` (the path of its key) is null, the whole object is null."""

    name: str
    parts: tuple[Column | Group, ...]
    guard: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table, nested as in JSON; `computed` names the fields that the serializer has to make."""

    parts: tuple[Column | Group, ...]
    computed: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether every column comes from SQL."""
        return not self.computed

    @property
    def columns(self) -> list[Column]:
        """The cells of a row, in the order of CSV."""
        return list(_flat(self.parts))

    @property
    def paths(self) -> list[str]:
        """What is to be read from the database, each once."""
        found = [each.path for each in self.columns if each.path]
        return list(dict.fromkeys([*found, *_guards(self.parts)]))


def shape_of(serializer: Any, annotated: Iterable[str] = ()) -> Shape:
    """The columns of a serializer; `annotated` names what the queryset adds."""
    known, computed, parts = set(annotated), list[str](), list[Column | Group]()
    for name, field in serializer.fields.items():
        part = _part(field, name, serializer.Meta.model, "", known)
        if part is None:
            computed.append(name)
            part = _unknown(field, name)
        parts.append(part)
    return Shape(tuple(parts), tuple(computed))


def _part(field: Any, name: str, model: Any, before: str, annotated: set[str]) -> Column | Group | None:
    """The column or object of a field, as long as SQL alone can tell it."""
    if getattr(field, "is_computed", False):
        return None
    if isinstance(field, serializers.ModelSerializer):
        return _group(field, name, model, before)
    attrs = [*field.source_attrs, *([field.shows] if hasattr(field, "shows") else [])]
    kind = TEXT if hasattr(field, "shows") else KINDS.get(type(field))
    if kind is None:
        return None
    if not before and attrs[-1] in annotated and len(attrs) == 1:
        return Column(name, attrs[0], kind) if kind in (TEXT, WHOLE, TRUTH) else None
    found = _way(model, attrs)
    if found is None or not _fits(field, kind, found[0]) or (found[1] and not field.allow_null):
        return None
    return Column(name, before + "__".join(attrs), kind)


def _group(field: Any, name: str, model: Any, before: str) -> Group | None:
    found = _way(model, field.source_attrs)
    if found is None or not isinstance(found[0], models.ForeignKey):
        return None
    column, may_lack = found
    path = before + "__".join(field.source_attrs)
    parts = [_part(each, key, column.related_model, f"{path}__", set()) for key, each in field.fields.items()]
    if any(each is None for each in parts):
        return None
    return Group(name, tuple(each for each in parts if each), path if may_lack or column.null else None)


def _way(model: Any, attrs: Sequence[str]) -> tuple[Any, bool] | None:
    """The column at the end of a way over foreign keys, and whether a key on the way may be null."""
    may_lack = False
    for attr in attrs[:-1]:
        key = _column(model, attr)
        if not isinstance(key, models.ForeignKey):
            return None
        may_lack, model = may_lack or key.null, key.related_model
    last = _column(model, attrs[-1])
    return None if last is None else (last, may_lack)


def _column(model: Any, name: str) -> Any:
    try:
        found = model._meta.pk if name == "pk" else model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if getattr(found, "concrete", False) and not found.many_to_many else None


def _fits(field: Any, kind: str, column: Any) -> bool:
    """Whether the column's own value is what the serializer writes."""
    if isinstance(column, models.FileField):
        return False
    if kind == DECIMAL:
        same = getattr(column, "decimal_places", None) == field.decimal_places
        return bool(
            same and getattr(field, "coerce_to_string", True) and not field.localize and not field.normalize_output
        )
    if kind == TEXT:
        return isinstance(column, (models.CharField, models.TextField))
    return True


def _unknown(field: Any, name: str) -> Column | Group:
    """A computed field; an object of known columns still has its header."""
    if isinstance(field, serializers.Serializer):
        return Group(name, tuple(_unknown(each, key) for key, each in field.fields.items()))
    return Column(name, None, next((KINDS[each] for each in type(field).__mro__ if each in KINDS), OTHER))


def _flat(parts: Iterable[Column | Group], before: str = "") -> Iterator[Column]:
    for part in parts:
        if isinstance(part, Group):
            yield from _flat(part.parts, f"{before}{part.name}.")
        else:
            yield Column(before + part.name, part.path, part.kind)


def _guards(parts: Iterable[Column | Group]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Group):
            if part.guard:
                yield part.guard
            yield from _guards(part.parts)


def moment_text(value: Any, zone: Any) -> str:
    """A moment as Django REST framework writes it, in the zone in force."""
    text: str = value.astimezone(zone).isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def writer(kind: str) -> Callable[[Any], Any] | None:
    """How a value that is there is written in JSON; None: as it is."""
    if kind == MOMENT:
        zone = timezone.get_current_timezone()
        return lambda value: moment_text(value, zone)
    return _WRITERS.get(kind)


def _decimal(value: Decimal) -> str:
    return format(value, "f")


_WRITERS: dict[str, Callable[[Any], Any]] = {
    DECIMAL: _decimal,
    UNIQUE: str,
    DAY: lambda value: value.isoformat(),
    CLOCK: lambda value: value.isoformat(),
}


Row = Sequence[Any]


def row_maker(shape: Shape, columns: Sequence[str] = ()) -> Callable[[Row], dict[str, Any]]:
    """From a tuple of these columns (else: of `shape.paths`) to the JSON object; computed fields are missing still."""
    at = {path: place for place, path in enumerate(columns or shape.paths)}
    return _maker(tuple(each for each in shape.parts if each.name not in shape.computed), at)


def _maker(parts: tuple[Column | Group, ...], at: dict[str, int]) -> Callable[[Row], dict[str, Any]]:
    makers = [(each.name, _value(each, at)) for each in parts]
    return lambda row: {name: make(row) for name, make in makers}


def _value(part: Column | Group, at: dict[str, int]) -> Callable[[Row], Any]:
    if isinstance(part, Group):
        make = _maker(part.parts, at)
        if part.guard is None:
            return make
        key = at[part.guard]
        return lambda row: None if row[key] is None else make(row)
    place, write = at[str(part.path)], writer(part.kind)
    if write is None:
        return lambda row: row[place]
    return lambda row: None if row[place] is None else write(row[place])


def tuple_of(shape: Shape, model: Any) -> Callable[[Any], Row]:
    """From a model instance to the tuple that SQL would give for `shape.paths`."""
    getters = [_getter(path, model) for path in shape.paths]
    return lambda row: [get(row) for get in getters]


def _getter(path: str, model: Any) -> Callable[[Any], Any]:
    names = path.split("__")
    found = _way(model, names)
    last = found[0].attname if found else names[-1]
    if len(names) == 1:
        return attrgetter(last)
    whole = attrgetter(".".join([*names[:-1], last]))

    def get(row: Any) -> Any:
        try:
            return whole(row)
        except AttributeError:
            return None

    return get
