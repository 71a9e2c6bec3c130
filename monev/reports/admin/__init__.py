"""Administration of reports, one module a subject."""

from monev.reports.admin import runs  # noqa: F401
