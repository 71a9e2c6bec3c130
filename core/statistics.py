"""What PostgreSQL knows of the sizes of tables, and plans by."""

from __future__ import annotations

from django.db import connection


def renew_statistics(table: str = "") -> None:
    """After much was written at one stroke: until PostgreSQL counts again by itself it plans as if little were there.

    A dashboard that takes milliseconds can take minutes then. Of `table`, or of all: what a session planned for it
    before is planned anew. SQLite needs nothing.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table) if table else ''}")
