"""What PostgreSQL knows of the sizes of tables, and plans by."""

from __future__ import annotations

from django.db import connection


def renew_statistics() -> None:
    """After much was written at one stroke: until PostgreSQL counts again by itself it plans as if little were there.

    A dashboard that takes milliseconds can take minutes then. SQLite needs nothing.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
