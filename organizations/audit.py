"""Who did what: one line per act, written by the services inside their transaction."""

from __future__ import annotations

from typing import Any

from django.db import models

from core.origin import origin
from organizations.models import AuditEntry, Region, User


def record(by: User | None, verb: str, row: models.Model, *, region: Region | None, **details: Any) -> AuditEntry:
    """Write down that `by` did `verb` (such as 'report.verified') to `row` of `region`."""
    if origin():
        details["through"] = origin()
    return AuditEntry.objects.create(
        by=by,
        verb=verb,
        region=region,
        subject_type=row._meta.label_lower,
        subject_uid=str(getattr(row, "uid", row.pk)),
        subject_label=str(row)[:250],
        details=details,
    )
