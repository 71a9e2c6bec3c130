"""Which state rows of the database are in: any change of them gives another version.

Each table is counted, its newest change taken, and the moments of all changes added up: a change that is committed late
(with an older time than another one) is seen too. One query, however many tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Count, FloatField, Func, Max, Model, QuerySet, Sum, Value
from django.db.models.functions import Cast


class Moment(Func):
    """A moment as a number that can be added up; on SQLite from 2020 on, so that a sum keeps its thousandths."""

    function = "julianday"
    template = "(%(function)s(%(expressions)s) - 2458849.5)"
    output_field = FloatField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s)", **more)


def rows_of(model: type[Model], **which: Any) -> QuerySet[Any]:
    """All rows of a table, also archived ones, that are `which`."""
    return model._base_manager.filter(**which)


def version_of(rows: Iterable[QuerySet[Any]]) -> str:
    """The same text as long as none of these rows changed, came or went."""
    first, *others = (_state(each) for each in rows)
    found = sorted(map(str, first.union(*others, all=True)))
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:24]


def _state(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Rows without a time of their last change count by their numbers."""
    changed = "updated_at" if any(each.name == "updated_at" for each in rows.model._meta.fields) else ""
    name = Value(rows.model._meta.label_lower, output_field=CharField())
    newest = Max(changed or "pk")
    total = Sum(Moment(changed)) if changed else Sum("pk")
    counted = rows.order_by().annotate(table=name).values("table")
    return counted.annotate(
        number=Count("pk"), newest=Cast(newest, CharField()), total=Cast(total, CharField())
    ).values_list("table", "number", "newest", "total")
