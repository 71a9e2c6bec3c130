"""Reads across the tables of the national evaluation, one module a subject."""
