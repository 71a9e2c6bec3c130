"""REST: a reference in a row that becomes the whole row, as its own list would show it to the same person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

EXPAND = "expand"
MOST = 3
_tables: dict[type[models.Model], Any] = {}


def register_tables(views: Mapping[str, Any]) -> None:
    """Which view shows the rows of which table; the first of two stays."""
    for view in views.values():
        _tables.setdefault(view.queryset.model, view)


def expansions_of(serializer: Any) -> dict[str, Any]:
    """The references of a row that can be expanded, by name, with the view that shows the rows they name."""
    return {
        name: _tables[field.Meta.model]
        for name, field in serializer.fields.items()
        if getattr(field, "is_reference", False) and field.Meta.model in _tables
    }


@cache
def expandable(serializer_class: type[Any]) -> tuple[str, ...]:
    """The names of these references, for the schema, which asks often. The tables are registered by then."""
    return tuple(expansions_of(serializer_class()))


def wanted_expansions(request: Request) -> list[str]:
    """The names in `expand=agency,program`, each once."""
    names = (each.strip() for each in request.query_params.get(EXPAND, "").split(","))
    return list(dict.fromkeys(filter(None, names)))


def expand(serializer: Any, names: list[str]) -> list[Any]:
    """Put the whole rows in the place of these references; the rows themselves come with `fill`."""
    known = expansions_of(serializer) if names else {}
    if len(names) > MOST:
        raise ValidationError({EXPAND: [_("Expand at most %(most)s at a time.") % {"most": MOST}]})
    if set(names) - set(known):
        listed = ", ".join(known) or "-"
        raise ValidationError({EXPAND: [_("Expand one of: %(names)s.") % {"names": listed}]})
    made = []
    for name in names:
        reference = serializer.fields[name]
        source = {} if reference.source == name else {"source": reference.source}
        view = known[name]
        whole = whole_row(view.serializer_class)(read_only=True, allow_null=reference.allow_null, **source)
        whole.reference, whole.view_class = type(reference)(), view
        serializer.fields[name] = whole
        made.append(whole)
    return made


class WholeRow(serializers.Serializer):
    """The row that a reference names; the reference alone where the person may not see that row."""

    reference: Any
    view_class: Any
    is_reference: ClassVar[bool] = False
    is_computed: ClassVar[bool] = True

    def fill(self, rows: list[Any], request: Request) -> None:
        """Read the rows that `rows` refer to, all at once and only those that the person may see."""
        keys = {found.pk for found in (self._named_by(row) for row in rows) if found is not None}
        view = self.view_class(request=request, action="list", kwargs={}, format_kwarg=None, args=())
        view.check_permissions(request)
        found = list(view.get_queryset().filter(pk__in=keys)) if keys else []
        self._visible = {row.pk: row for row in found}
        self._shown: dict[Any, Any] = {}
        self._own_context = {**view.get_serializer_context(), **view.facts(found)}

    @property
    def context(self) -> Any:
        """What is known of these rows, not of those that refer to them."""
        return self.__dict__.get("_own_context", {})

    def to_representation(self, instance: Any) -> Any:
        if instance.pk not in self._shown:
            self._shown[instance.pk] = self._show(instance)
        return self._shown[instance.pk]

    def _show(self, instance: Any) -> dict[str, Any]:
        row = self._visible.get(instance.pk)
        if row is not None:
            return super().to_representation(row)
        named = self.reference.to_representation(instance)
        return {name: value for name, value in named.items() if name in self.fields}

    def _named_by(self, row: Any) -> Any:
        for part in str(self.source).split("."):
            row = getattr(row, part, None)
            if row is None:
                return None
        return row


@cache
def whole_row(serializer_class: type[Any]) -> type[Any]:
    """The rows of a table in the place of a reference."""
    return type(f"Whole{serializer_class.__name__}", (WholeRow, serializer_class), {"__doc__": WholeRow.__doc__})
