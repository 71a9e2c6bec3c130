"""Reads across tables of the apps below."""
