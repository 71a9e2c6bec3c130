"""Bring the rows of a table to what a file says, writing only what differs: a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from simple_history.utils import bulk_create_with_history

from core.models import Record


@dataclass(frozen=True)
class Tally:
    """What a run did."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.created + other.created, self.changed + other.changed, self.unchanged + other.unchanged)


def bring(
    table: type[models.Model], key: tuple[str, ...], rows: Iterable[Mapping[str, Any]], *, keep: tuple[str, ...] = ()
) -> Tally:
    """Create the rows that are missing (found by `key`), change those that differ; `keep`: set at creation only."""
    stored = {tuple(getattr(row, name) for name in key): row for row in table._base_manager.all()}
    new, changed, unchanged = [], 0, 0
    for values in rows:
        row = stored.get(tuple(values[name] for name in key))
        if row is None:
            new.append(table(**values))
        elif _differs(row, {name: value for name, value in values.items() if name not in keep}):
            _save(row)
            changed += 1
        else:
            unchanged += 1
    _create(table, new)
    return Tally(len(new), changed, unchanged)


def _differs(row: models.Model, values: Mapping[str, Any]) -> bool:
    """Set what differs; whether anything did."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _save(row: models.Model) -> None:
    if isinstance(row, Record):
        row.store(by=None, reason="load_reference")
    else:
        row.save()


def _create(table: type[models.Model], rows: list[Any]) -> None:
    if issubclass(table, Record):
        bulk_create_with_history(rows, table, batch_size=400, default_change_reason="load_reference")
    else:
        table._base_manager.bulk_create(rows)
