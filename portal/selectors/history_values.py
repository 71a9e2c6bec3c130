"""Stored values as people read them: choices and references by name, numbers, money, days, in the active language."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from core import formats

NO_VALUE = formats.NOTHING
HIDDEN = frozenset({"id", "uid", "created_at", "updated_at", "version", "lineage", "is_example"})
"""Columns of the machine, not of people."""
JOINED: dict[str, tuple[str, ...]] = {
    "masterplan.planversion": ("plan",),
    "monitoring.indicatorvalue": ("indicator",),
    "monitoring.milestoneprogress": ("milestone",),
    "monitoring.progressreport": ("program", "period"),
    "monitoring.quickwinreport": ("quick_win", "period"),
    "monitoring.pledgereport": ("pledge", "period"),
    "masterplan.commitment": ("agency",),
}
"""What the name of a row needs beside itself."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the rows that stored states refer to: by kind and id."""

    known: dict[tuple[str, int], str]

    @classmethod
    def of(cls, states: Iterable[Any]) -> Names:
        """The names for all references of these states; one query for each kind of row they refer to."""
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for state in states:
            for field in state.instance_type._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and is_shown(field):
                    wanted[field.related_model].add(getattr(state, field.attname))
        found: dict[tuple[str, int], str] = {}
        for model, ids in wanted.items():
            label = model._meta.label_lower
            rows = model._base_manager.select_related(*JOINED.get(label, ())).in_bulk(ids - {None})
            found |= {(label, pk): str(row) for pk, row in rows.items()}
        return cls(found)


def is_shown(field: Any) -> bool:
    """Whether a column says something to people."""
    return field.name not in HIDDEN


def label_of(field: Any) -> str:
    """What a column, or a kind of row, is called; with a capital."""
    text = str(field.verbose_name)
    return text[:1].upper() + text[1:]


def shown(field: Any, state: Any, names: Names) -> str:
    """The value of `field` in a stored state, as people read it."""
    value = getattr(state, field.attname)
    if value is None or value == "":
        return NO_VALUE
    if isinstance(field, models.ForeignKey):
        related: Any = field.related_model
        return names.known.get((related._meta.label_lower, value)) or gettext("(no longer there)")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return written(value, field)


def written(value: Any, field: Any) -> str:
    """A plain value by its kind."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Decimal):
        return _decimal(value, field)
    if isinstance(value, datetime):
        moment = timezone.localtime(value)
        return f"{formats.longdate(moment)} {moment:%H.%M}"
    if isinstance(value, date):
        return formats.longdate(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else NO_VALUE
    return str(value)


def _decimal(value: Decimal, field: Any) -> str:
    """Money has two decimals and many digits, percentages five digits (see the plan's columns)."""
    if (field.max_digits, field.decimal_places) == (20, 2):
        return formats.rupiah(value)
    if (field.max_digits, field.decimal_places) == (5, 2):
        return f"{formats.number(value)} %"
    return formats.number(value)
