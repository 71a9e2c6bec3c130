"""Storing many records at once, as `Record.store` does with one: versions, history, reasons, in a few queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, get_history_manager_for_model

from core.errors import Conflict
from core.origin import with_origin

BATCH = 400
"""Rows of one INSERT or UPDATE."""


def create_all(rows: Sequence[Any], *, by: Any, reason: str) -> None:
    """Store new records of one table with their history; the same rows have their ids then."""
    if rows:
        _say(rows, by, reason)
        bulk_create_with_history(rows, type(rows[0]), batch_size=BATCH)


@transaction.atomic(savepoint=False)
def create_begun(begun: Sequence[Any], rows: Sequence[Any], *, by: Any, reasons: tuple[str, str]) -> None:
    """Store new records that were changed before anybody saw them, once, with the history of both steps.

    `begun` are copies of the rows as they were before the change, in the same order; `reasons` those of the two steps.
    """
    if not rows:
        return
    for row in rows:
        row.version += 1
    _say(begun, by, reasons[0])
    _say(rows, by, reasons[1])
    type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
    for first, row in zip(begun, rows, strict=True):
        first.pk, first.created_at, first.updated_at = row.pk, row.created_at, row.updated_at
    history = get_history_manager_for_model(type(rows[0]))
    history.bulk_history_create(begun, batch_size=BATCH)
    history.bulk_history_create(rows, batch_size=BATCH, update=True)


@transaction.atomic
def change_all(rows: Sequence[Any], columns: Collection[str], *, by: Any, reason: str) -> None:
    """Store `columns` of records of one table, each seen in the version that it was loaded with.

    Raises `Conflict` with the first stored row that has a newer version: none is changed then.
    """
    if not rows:
        return
    model, now = type(rows[0]), timezone.now()
    stored = model._base_manager.filter(pk__in=[row.pk for row in rows])
    versions = dict(stored.select_for_update(of=("self",)).order_by("pk").values_list("pk", "version"))
    for row in rows:
        if versions.get(row.pk) != row.version:
            raise Conflict(model._base_manager.get(pk=row.pk))
    stored.update(version=F("version") + 1, updated_at=now)
    if columns:
        model._base_manager.bulk_update(rows, columns, batch_size=BATCH)
    for row in rows:
        row.version, row.updated_at = row.version + 1, now
    _say(rows, by, reason)
    get_history_manager_for_model(model).bulk_history_create(rows, batch_size=BATCH, update=True)


def _say(rows: Sequence[Any], by: Any, reason: str) -> None:
    """Who changed the rows and why, where the history looks for it."""
    for row in rows:
        row._history_user = by if getattr(by, "pk", None) else None
        row._change_reason = with_origin(reason)
