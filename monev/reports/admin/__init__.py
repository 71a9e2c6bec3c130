"""Administration of reports, one module a subject."""

from monev.reports.admin import reports, schedules

__all__ = ["reports", "schedules"]
