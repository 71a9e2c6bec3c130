"""Who did what: one line per act, written by the services inside their transaction.

Each line carries a salt for its hash and the mark of the portal; its place in the chain it gets from
`services.sealing`. When it is committed, its digest also goes to the log of the server: a line that vanishes before it
is sealed is missed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models, transaction

from core.incidents import number
from core.origin import origin
from organizations.chaining import NATION, Written, content_of, digest_of, mark_of, new_salt
from organizations.models import AuditEntry, Region, User

logger = logging.getLogger("audit")
BATCH = 400


def record(by: User | None, verb: str, row: models.Model, *, region: Region | None, **details: Any) -> AuditEntry:
    """Write down that `by` did `verb` (such as 'report.verified') to `row` of `region`."""
    entry = _entry(by, verb, row, region, details)
    entry.save(force_insert=True)
    _say_when_committed([entry])
    return entry


def record_all(by: User | None, rows: Iterable[tuple[str, models.Model, Region | None, dict[str, Any]]]) -> None:
    """Write down what `by` did: for each row the verb, the region and the details."""
    entries = [_entry(by, verb, row, region, {**details}) for verb, row, region, details in rows]
    _say_when_committed(AuditEntry.objects.bulk_create(entries, batch_size=BATCH))


def _entry(by: User | None, verb: str, row: models.Model, region: Region | None, details: dict[str, Any]) -> AuditEntry:
    if origin():
        details["through"] = origin()
    if number():
        details["request"] = number()
    entry = AuditEntry(
        by=by,
        verb=verb,
        region=region,
        subject_type=row._meta.label_lower,
        subject_uid=str(getattr(row, "uid", row.pk)),
        subject_label=str(row)[:250],
        details=details,
        salt=new_salt(),
    )
    as_stored = json.loads(json.dumps(details)) if details else details
    entry.content = content_of(entry.salt, entry.subject_label, as_stored)
    entry.mark = mark_of(written(entry), settings.SECRET_KEY)
    return entry


def written(entry: AuditEntry) -> Written:
    """What of an entry is hashed; its person and region are at hand."""
    return Written(
        number=entry.pk or 0,
        at=entry.at,
        by=str(entry.by.uid) if entry.by else None,
        verb=entry.verb,
        region=str(entry.region.uid) if entry.region else None,
        subject_type=entry.subject_type,
        subject_uid=entry.subject_uid,
        content=entry.content,
    )


def _say_when_committed(entries: Sequence[AuditEntry]) -> None:
    if entries:
        transaction.on_commit(partial(_say, entries), robust=True)


def _say(entries: Sequence[AuditEntry]) -> None:
    """One line an entry, with nothing personal in it: `verify_audit --log` compares them with the database."""
    for entry in entries:
        chain = entry.region.code if entry.region else NATION
        logger.info("audit entry %s %s %s", entry.pk, chain, digest_of(written(entry)))
