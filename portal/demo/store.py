"""How the demonstration writes rows: many at a time, with history; invented ones marked, real ones with a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from simple_history.utils import bulk_create_with_history

from core.models import Record

REASON = "load_demo"
R = TypeVar("R", bound=Record)
EXAMPLE_SOURCE = "Data contoh buatan untuk demonstrasi, bukan data resmi"


def examples(rows: Iterable[R]) -> list[R]:
    """Store invented rows: every one is marked."""
    marked = list(rows)
    for row in marked:
        row.is_example = True
        row.source = row.source or EXAMPLE_SOURCE
    return _create(marked)


def facts(rows: Iterable[R]) -> list[R]:
    """Store real rows: every one names where it was published."""
    published = list(rows)
    if missing := [row for row in published if not row.source]:
        raise ValueError(f"A fact without a source: {missing[0]}")
    return _create(published)


def _create(rows: Sequence[Any]) -> list[Any]:
    if not rows:
        return []
    return bulk_create_with_history(list(rows), type(rows[0]), batch_size=400, default_change_reason=REASON)
