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
