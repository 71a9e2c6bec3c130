"""Handing out the audit log as a file; who took it, and by which filter, is written down first."""

from __future__ import annotations

from dataclasses import asdict
from typing import IO, Any

from django.db import transaction

from organizations import audit
from organizations.models import Region, User
from organizations.services.sealing import seal_entries
from portal.selectors.audit import AuditFilter, audit_log
from portal.selectors.audit_pack import audit_pack


@transaction.atomic
def hand_out_audit(region: Region | None, chosen: AuditFilter, *, by: User, format: str) -> Any:  # noqa: A002
    """The entries that `by` may search, narrowed as on the page; the export itself is the newest of them."""
    asked = _asked(chosen)
    audit.record(by, "audit.exported", region or by, region=region, format=format, asked=asked)
    return audit_log(by, region, chosen)


def hand_out_verifiable(region: Region | None, chosen: AuditFilter, *, by: User) -> IO[bytes]:
    """The same with all hashes, so that somebody outside can verify it: everything is sealed first."""
    entries = hand_out_audit(region, chosen, by=by, format="ndjson")
    seal_entries()
    return audit_pack(entries, _asked(chosen), by.name)


def _asked(chosen: AuditFilter) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(chosen).items() if value}
