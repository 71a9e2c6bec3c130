"""Who did what: one line per act, written by the services inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from core.incidents import number
from core.origin import origin
from organizations.models import AuditEntry, Region, User

BATCH = 400


def record(by: User | None, verb: str, row: models.Model, *, region: Region | None, **details: Any) -> AuditEntry:
    """Write down that `by` did `verb` (such as 'report.verified') to `row` of `region`."""
    entry = _entry(by, verb, row, region, details)
    entry.save(force_insert=True)
    return entry


def record_all(by: User | None, rows: Iterable[tuple[str, models.Model, Region | None, dict[str, Any]]]) -> None:
    """Write down what `by` did: for each row the verb, the region and the details."""
    entries = [_entry(by, verb, row, region, {**details}) for verb, row, region, details in rows]
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)


def _entry(by: User | None, verb: str, row: models.Model, region: Region | None, details: dict[str, Any]) -> AuditEntry:
    if origin():
        details["through"] = origin()
    if number():
        details["request"] = number()
    return AuditEntry(
        by=by,
        verb=verb,
        region=region,
        subject_type=row._meta.label_lower,
        subject_uid=str(getattr(row, "uid", row.pk)),
        subject_label=str(row)[:250],
        details=details,
    )
