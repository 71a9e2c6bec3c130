"""Administration of reports, one module a subject."""

from monev.reports.admin import letterheads, reports, runs, schedules

__all__ = ["letterheads", "reports", "runs", "schedules"]
