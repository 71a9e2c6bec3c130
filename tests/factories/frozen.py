"""Making rows that the database would refuse: for tests of what rests on them, not of the freezing itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def thawed(trigger: str) -> Iterator[None]:
    """Without the trigger of that name; it is back afterwards, as it was."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", [trigger])
            (kept,) = cursor.fetchone()
            passing = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
            cursor.execute(f"CREATE OR REPLACE FUNCTION {trigger}() {passing}")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [trigger])
            (kept,) = cursor.fetchone()
            cursor.execute(f"DROP TRIGGER {trigger}")
        yield
        cursor.execute(kept)
