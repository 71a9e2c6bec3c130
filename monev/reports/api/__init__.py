"""REST of reports, one module a subject."""
