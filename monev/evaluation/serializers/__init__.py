"""Rows of the national evaluation in REST, one module a subject."""
