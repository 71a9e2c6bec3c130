"""Forms of reports, one module a subject."""
