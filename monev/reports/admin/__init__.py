"""Administration of reports, one module a subject."""

from monev.reports.admin import letterheads, reports, schedules

__all__ = ["letterheads", "reports", "schedules"]
