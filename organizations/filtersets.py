"""Filters of REST: choices are narrowed to what the person may see, so no parameter tells of a hidden row."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import get_model_field
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from organizations.models import Region
from organizations.operators import with_operators
from organizations.roles import Can
from organizations.scoping import ScopedQuerySet

INTEGERS = (models.IntegerField, models.AutoField)
CURRENT, ARCHIVED, ALL = "no", "yes", "all"


class Row(filters.ModelChoiceFilter):
    """A row of another table. A hidden one and a missing one are refused with the same words."""

    def get_queryset(self, request: Any) -> Any:
        rows = super().get_queryset(request)
        if not isinstance(rows, ScopedQuerySet):
            return rows
        return rows.allowed(request.user, Can.VIEW) if request else rows.none()


class WholeNumber(filters.NumberFilter):
    """A year, a number: 1.5 is refused, not cut off."""

    field_class = forms.IntegerField


class YesNo(filters.TypedChoiceFilter):
    """`true` or `false`, nothing else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("true", "true"), ("false", "false")], coerce=lambda text: text == "true", **kwargs)


class IsoDay(filters.DateFilter):
    """A day as 2026-12-31, in whatever language the caller reads: 01-02-2026 says two things."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


class _Moment(IsoDateTimeField):
    """A moment that exists in universal time too (the last hours of the year 9999 do not everywhere)."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        try:
            return found.astimezone(UTC) if isinstance(found, datetime) else found
        except (OverflowError, ValueError) as error:
            raise ValidationError(_("This moment is out of range.")) from error


class Since(filters.IsoDateTimeFilter):
    """Rows changed at that moment or later."""

    field_class = _Moment


class ScopedFilterSet(filters.FilterSet):
    """Base of all: archived rows are left out unless asked for, or changes are: being archived is one."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Of the many filters only those are made that are given: one copy of all would cost more than the query."""
        given = {"archived", *(data or ())}
        whole: Any = type(self)
        self.base_filters = {name: each for name, each in whole.base_filters.items() if name in given}
        super().__init__(data, *args, **kwargs)

    def keep(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """`archived` is applied below, for it counts when nobody gives it too."""
        return queryset

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        given = self.form.cleaned_data
        asked = given.get("archived") or (ALL if given.get("updated_since") else CURRENT)
        if "archived" not in self.filters or asked == ALL:
            return rows
        return rows.filter(archived_at__isnull=asked == CURRENT)


class ScopedFilterBackend(DjangoFilterBackend):
    """Makes the filters of a view from its `filters` (parameter -> column, a lookup may follow: `held_on__gte`).

    Where a filter stands for equality, its operators follow by its type (`year__gte`, `name__contains`).
    Beside them every list has `updated_since`, and where its rows have one `region` (by code), `agency`, `archived`.
    """

    def get_filterset_class(self, view: Any, queryset: QuerySet[Any] | None = None) -> Any:
        if queryset is None or not hasattr(view, "filters"):
            return None
        model: Any = queryset.model
        return filterset_for(model, tuple(view.filters.items()))


@cache
def filterset_for(model: type[models.Model], own: tuple[tuple[str, str], ...]) -> type[ScopedFilterSet]:
    """The filters of one table."""
    plain = _common(model) | {name: _filter(model, path) for name, path in own}
    declared = with_operators(model, plain, YesNo)
    meta = type("Meta", (), {"model": model, "fields": []})
    return type(f"{model.__name__}Filters", (ScopedFilterSet,), {**declared, "Meta": meta})


def _common(model: type[models.Model]) -> dict[str, Any]:
    rows: Any = model._default_manager.all()
    columns = {field.name for field in model._meta.get_fields()}
    changed = next((name for name in ("updated_at", "at", "created_at", "taken_at") if name in columns), None)
    found: dict[str, Any] = {}
    if isinstance(rows, ScopedQuerySet) and rows.region_path != "pk":
        found["region"] = extend_schema_field(OpenApiTypes.STR)(
            Row(
                field_name=rows.region_path,
                queryset=Region.objects.all(),
                to_field_name="code",
                help_text="Official code of the region, such as 52.07.",
            )
        )
        if rows.agency_path and rows.agency_path != "pk":
            found["agency"] = _filter(model, rows.agency_path)
    if "archived_at" in columns:
        found["archived"] = filters.ChoiceFilter(
            choices=[(each, each) for each in (CURRENT, ARCHIVED, ALL)],
            method="keep",
            empty_label=None,
            help_text="Whether archived rows are shown: no, yes (only these), all. Without it: no; with "
            "`updated_since`: all.",
        )
    if changed:
        found["updated_since"] = Since(
            field_name=changed,
            lookup_expr="gte",
            help_text=f"Rows whose `{changed}` is this moment or later (ISO 8601)"
            + (", those that were archived among them, with `archived_at`." if "archived_at" in columns else "."),
        )
    return found


LOOKUPS = ("gte", "lte", "isnull", "istartswith")


def _filter(model: type[models.Model], path: str) -> Any:
    """The filter that fits a column."""
    column, lookup = path, "exact"
    for each in LOOKUPS:
        if path.endswith(f"__{each}"):
            column, lookup = path.removesuffix(f"__{each}"), each
    field: Any = get_model_field(model, column)
    common = {"field_name": column, "lookup_expr": lookup}
    if isinstance(field, models.ForeignKey):
        row = Row(field_name=column, queryset=field.related_model._default_manager.all())  # type: ignore[union-attr]
        return extend_schema_field(OpenApiTypes.INT)(row)
    if lookup == "isnull" or _is_yes_or_no(field, column):
        return extend_schema_field(OpenApiTypes.BOOL)(YesNo(**common))
    if field.choices:
        choices = filters.ChoiceFilter(choices=field.choices, **common)
        return extend_schema_field({"type": "string", "enum": [str(key) for key, _name in field.choices]})(choices)
    for kinds, made in (
        (models.DateTimeField, Since),
        (models.DateField, IsoDay),
        (models.UUIDField, filters.UUIDFilter),
        (INTEGERS, WholeNumber),
        (models.DecimalField, filters.NumberFilter),
    ):
        if isinstance(field, kinds):  # type: ignore[arg-type]
            return made(**common)
    return filters.CharFilter(**common)


def _is_yes_or_no(field: Any, column: str) -> bool:
    """A column of that type, or no column at all: something that the queryset of the view annotates as `is_...`."""
    return isinstance(field, models.BooleanField) or (field is None and column.startswith("is_"))
