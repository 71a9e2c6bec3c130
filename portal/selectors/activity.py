"""What a person did, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from organizations.models import AuditEntry
from portal.selectors.audit import AuditLine, audit_line


def days_of(entries: Iterable[AuditEntry]) -> list[tuple[date, list[AuditLine]]]:
    """Entries in words by the day in the active time zone, in their order."""
    found: dict[date, list[AuditLine]] = {}
    for entry in entries:
        found.setdefault(timezone.localtime(entry.at).date(), []).append(audit_line(entry))
    return list(found.items())
