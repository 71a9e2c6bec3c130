"""How PostgreSQL plans a statement: many joins to a few rows that are known by their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

AS_WRITTEN = "SET LOCAL join_collapse_limit = 1; "


@contextmanager
def joins_as_written(using: str) -> Iterator[None]:
    """Statements within join their tables in the order in which they name them.

    For rows that are asked for by key: a dozen joins have thousands of orders, and PostgreSQL takes far longer to look
    through them than to fetch the rows. The setting travels with each statement and is gone after it; within a
    transaction, where it would stay, everything is as usual.
    """
    connection = connections[using]
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return

    def as_written(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        return execute(AS_WRITTEN + sql, params, many, context)

    with connection.execute_wrapper(as_written):
        yield
