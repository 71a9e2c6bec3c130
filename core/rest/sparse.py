"""REST: only some of the columns of a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from core.rest.formats import csv_columns

FIELDS = "fields"


class Wanted(dict[str, "Wanted"]):
    """The names that are wanted, and of each the names within it (none: the whole of it)."""

    def has_any(self, names: Iterable[str]) -> bool:
        """Whether one of these columns, or a part of it, is wanted; without a wish all are."""
        return not self or any(name in self for name in names)


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


def keep_fields(serializer: Any, wanted: Wanted) -> None:
    """Take away what is not wanted, in the serializer's own order. What it does not have is refused."""
    known = csv_columns(serializer) if wanted else []
    if not _narrow(serializer, wanted):
        names = dict.fromkeys(part for column in known for part in (column.split(".")[0], column))
        raise ValidationError({FIELDS: [_("Name columns of this list: %(names)s.") % {"names": ", ".join(names)}]})


def _narrow(serializer: Any, wanted: Wanted) -> bool:
    """Whether every name that is wanted was there."""
    if not wanted:
        return True
    if not isinstance(serializer, serializers.Serializer) or set(wanted) - set(serializer.fields):
        return False
    for name in set(serializer.fields) - set(wanted):
        serializer.fields.pop(name)
    return all(_narrow(serializer.fields[name], inner) for name, inner in wanted.items())
