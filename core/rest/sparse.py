"""REST: only some of the columns of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from core.rest.plain import Column, Group, Shape

FIELDS = "fields"


class Wanted(dict[str, "Wanted"]):
    """The names that are wanted, and of each the names within it (none: the whole of it)."""


def wanted_fields(request: Request) -> Wanted:
    """What `fields=a,b,agency.code` wants; nothing: everything."""
    names = {each.strip() for each in request.query_params.get(FIELDS, "").split(",")} - {""}
    wanted = Wanted()
    for name in names:
        parts = name.split(".")
        if any(".".join(parts[:length]) in names for length in range(1, len(parts))):
            continue  # `agency` beside `agency.code` is the whole of it
        here = wanted
        for part in parts:
            here = here.setdefault(part, Wanted())
    return wanted


def only_wanted(shape: Shape, wanted: Wanted) -> Shape:
    """The shape without what is not wanted, in its own order. What it does not have is refused."""
    if not wanted:
        return shape
    parts = _kept(shape.parts, wanted)
    if parts is None:
        columns = [each.name for each in shape.columns]
        names = dict.fromkeys(part for column in columns for part in (column.split(".")[0], column))
        raise ValidationError({FIELDS: [_("Name columns of this list: %(names)s.") % {"names": ", ".join(names)}]})
    return Shape(parts, tuple(name for name in shape.computed if name in wanted))


def _kept(parts: tuple[Column | Group, ...], wanted: Wanted) -> tuple[Column | Group, ...] | None:
    """The parts that are wanted; None where a name was not there."""
    if set(wanted) - {part.name for part in parts}:
        return None
    found = [_within(part, wanted[part.name]) for part in parts if part.name in wanted]
    return None if None in found else tuple(part for part in found if part)


def _within(part: Column | Group, wanted: Wanted) -> Column | Group | None:
    if not wanted:
        return part
    inner = _kept(part.parts, wanted) if isinstance(part, Group) else None
    return Group(part.name, inner, part.guard) if isinstance(part, Group) and inner else None


def cutter(shape: Shape) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """From whole computed fields to the parts of them that the shape has."""
    kept = [part for part in shape.parts if part.name in shape.computed]
    return lambda row: {part.name: _cut(part, row[part.name]) for part in kept}


def _cut(part: Column | Group, value: Any) -> Any:
    if isinstance(part, Group) and isinstance(value, Mapping):
        return {each.name: _cut(each, value[each.name]) for each in part.parts if each.name in value}
    return value
