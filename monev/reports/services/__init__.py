"""Writes of reports, one module a subject."""
