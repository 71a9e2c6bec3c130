"""Handing out the audit log as a file; who took it, and by which filter, is written down first."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction

from organizations import audit
from organizations.models import Region, User
from portal.selectors.audit import AuditFilter, audit_log


@transaction.atomic
def hand_out_audit(region: Region | None, chosen: AuditFilter, *, by: User, format: str) -> Any:  # noqa: A002
    """The entries that `by` may search, narrowed as on the page; the export itself is the newest of them."""
    asked = {name: str(value) for name, value in asdict(chosen).items() if value}
    audit.record(by, "audit.exported", region or by, region=region, format=format, asked=asked)
    return audit_log(by, region, chosen)
