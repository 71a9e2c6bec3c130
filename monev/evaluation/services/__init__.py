"""Writes of the national evaluation, one module a subject."""
