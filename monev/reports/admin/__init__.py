"""Administration of reports, one module a subject."""

from monev.reports.admin import letterheads  # noqa: F401
