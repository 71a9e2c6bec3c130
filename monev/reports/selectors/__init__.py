"""Reads across tables for the pages and the contents of reports."""
