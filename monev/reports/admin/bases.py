"""What the pages of reports in the administration share: looked at there, changed by services only."""

from __future__ import annotations

from core.admin import LogAdmin, ReadOnlyAdmin
from organizations.admin import WithinReach


class ReportRecordAdmin(WithinReach, ReadOnlyAdmin):
    """A record with a history."""


class ReportPartAdmin(WithinReach, LogAdmin):
    """Rows of a region without a history of their own."""
