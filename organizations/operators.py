"""REST: `name__operator` beside every filter `name` that stands for equality, by the type of its column.

An operator checks its value with the field of the plain filter: what that refuses is refused here with the same words,
so a hidden row cannot be told from a missing one in a list of rows either.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.drainage import get_override
from drf_spectacular.plumbing import build_basic_type
from drf_spectacular.utils import extend_schema_field

from core.rest.paths import column_at

MOST_IN = 200
"""Values in one list: a page of identifiers, and no more than any database takes."""
ORDERED = ("gt", "gte", "lt", "lte")
WORDED = {"contains": "icontains", "startswith": "istartswith"}
LARGEST = 2**63


class ListField(forms.Field):
    """Values with commas between them, each checked by the field of a single one."""

    def __init__(self, *, each: forms.Field, **options: Any) -> None:
        super().__init__(**options)
        self.each = each

    def clean(self, value: Any) -> Any:
        if not value:
            return None
        parts = list(dict.fromkeys(part.strip() for part in value.split(",")))
        if len(parts) > MOST_IN:
            raise ValidationError(_("Give at most %(most)s values.") % {"most": MOST_IN})
        if "" in parts:
            raise ValidationError(_("Give values with one comma between them."))
        if isinstance(self.each, forms.ModelChoiceField):
            return _rows(self.each, parts)
        return [found for found in map(self.each.clean, parts) if not _is_too_large(found)]


def _rows(each: Any, parts: list[str]) -> list[Any]:
    """The rows that are named, in one query; one that is not there, or hidden, is refused as a single one is."""
    key = each.to_field_name or "pk"
    field = column_at(each.queryset.model, key).field
    try:
        values = {field.to_python(part) for part in parts}  # type: ignore[union-attr]
    except ValidationError:
        values = set()
    refused = ValidationError(each.error_messages["invalid_choice"], code="invalid_choice")
    if not values or any("\x00" in part for part in parts) or any(map(_is_too_large, values)):
        raise refused
    found = list(each.queryset.filter(**{f"{key}__in": values}))
    if len(found) != len(values):
        raise refused
    return found


def _is_too_large(value: Any) -> bool:
    """A whole number that no column holds, and no row has."""
    return isinstance(value, int) and not -LARGEST <= value < LARGEST


class AnyOf(filters.Filter):
    """Rows that have one of several values."""

    field_class = ListField

    def __init__(self, single: filters.Filter, **options: Any) -> None:
        super().__init__(field_name=single.field_name, lookup_expr="in", **options)
        self.single = single

    @property
    def field(self) -> forms.Field:
        self.single.parent = getattr(self, "parent", None)
        return ListField(each=self.single.field, required=False)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return qs if value is None else qs.filter(**{f"{self.field_name}__in": value})


def with_operators(model: type[models.Model], declared: Mapping[str, Any], yes_no: type[Any]) -> dict[str, Any]:
    """The filters with the operators of each right behind it."""
    found: dict[str, Any] = {}
    for name, plain in declared.items():
        found[name] = plain
        if plain.lookup_expr == "exact" and plain.method is None:
            found |= {f"{name}__{each}": made for each, made in _operators(model, plain, yes_no).items()}
    return found


def _operators(model: type[models.Model], plain: Any, yes_no: type[Any]) -> dict[str, Any]:
    column = column_at(model, plain.field_name)
    found: dict[str, Any] = {}
    if column.field is not None and not isinstance(plain, yes_no):
        found["not"] = _like(plain, exclude=True)
        found["in"] = _any_of(plain)
        if isinstance(plain, filters.NumberFilter | filters.DateFilter | filters.IsoDateTimeFilter):
            found |= {each: _like(plain, lookup_expr=each) for each in ORDERED}
        elif type(plain) is filters.CharFilter:
            found |= {each: _like(plain, lookup_expr=lookup) for each, lookup in WORDED.items()}
    if column.field is not None and column.is_optional:
        is_null = yes_no(field_name=plain.field_name, lookup_expr="isnull")
        found["isnull"] = extend_schema_field({"type": "boolean"})(is_null)
    return found


def _like(plain: Any, *, lookup_expr: str = "exact", exclude: bool = False) -> Any:
    """The same filter with another comparison."""
    made = deepcopy(plain)
    made.lookup_expr, made.exclude = lookup_expr, exclude
    made.extra.pop("help_text", None)
    return extend_schema_field(_schema(plain))(made)


def _any_of(plain: Any) -> Any:
    made = AnyOf(deepcopy(plain))
    schema = {"type": "array", "items": _schema(plain), "minItems": 1, "maxItems": MOST_IN}
    return extend_schema_field(schema)(made)


TYPES = (
    (filters.UUIDFilter, {"type": "string", "format": "uuid"}),
    (filters.IsoDateTimeFilter, {"type": "string", "format": "date-time"}),
    (filters.DateFilter, {"type": "string", "format": "date"}),
)


def _schema(plain: Any) -> Any:
    """The type of one value, as OpenAPI says it."""
    said = get_override(plain, "field", None)
    if said is not None:
        return said if isinstance(said, dict) else build_basic_type(said)
    for kind, schema in TYPES:
        if isinstance(plain, kind):
            return schema
    if isinstance(plain, filters.NumberFilter):
        return {"type": "integer" if plain.field_class is forms.IntegerField else "number"}
    return {"type": "string"}
