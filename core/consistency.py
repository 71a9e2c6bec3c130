"""Reading many tables as they were at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """All queries within see the same moment of the database, whatever others commit meanwhile.

    SQLite reads like this by itself. PostgreSQL is asked for it (REPEATABLE READ); within a transaction that has begun
    before it cannot be, and that transaction's own view holds. For reading only: a write within may be refused.
    """
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def reading_one_moment() -> Iterator[None]:
    """`one_moment` for reading that may last: on SQLite it does not keep others from writing."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with one_moment():
            yield
        return
    usual: Any = getattr(connection, "transaction_mode", None)
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]
