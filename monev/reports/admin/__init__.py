"""Administration of reports, one module a subject."""
