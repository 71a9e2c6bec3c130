"""Pages of reports, one module a subject."""
