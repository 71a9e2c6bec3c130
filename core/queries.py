"""What a request or a job asks the database: how often, for how long; queries that are slow are written to the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core import counting

logger = logging.getLogger("core.slow_queries")
LONGEST = 600
"""Characters of a query in the log. Values are never in it: they travel beside the text."""
PAGE, JOB = "page", "job"


@dataclass(slots=True)
class Spent:
    """How many queries, and how many seconds they took together."""

    during: str
    queries: int = 0
    seconds: float = 0.0

    @property
    def ms(self) -> int:
        """The time in milliseconds."""
        return round(self.seconds * 1000)


_spent: ContextVar[Spent | None] = ContextVar("spent", default=None)


@contextmanager
def measured(during: str) -> Iterator[Spent]:
    """Queries within are counted, for a `page` or a `job`."""
    spent, token = begin(during)
    try:
        yield spent
    finally:
        end(spent, token)


def begin(during: str) -> tuple[Spent, object]:
    """As `measured`, for a beginning and an end that are two calls."""
    spent = Spent(during)
    return spent, _spent.set(spent)


def end(spent: Spent, token: object) -> None:
    """The end of what `begin` began: what was spent goes into the metrics."""
    _spent.reset(token)  # type: ignore[arg-type]
    if spent.queries:
        counting.count("database_queries", spent.queries, during=spent.during)
        counting.count("database_seconds", spent.seconds, during=spent.during)


def watch(connection: Any, **_signal: Any) -> None:
    """For the signal of a new connection: all its queries are measured from now on."""
    if _measure not in connection.execute_wrappers:
        connection.execute_wrappers.append(_measure)


def _measure(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        _note(str(sql), time.perf_counter() - began)


def _note(sql: str, seconds: float) -> None:
    spent = _spent.get()
    if spent is not None:
        spent.queries += 1
        spent.seconds += seconds
    if settings.SLOW_QUERY_MS and seconds * 1000 >= settings.SLOW_QUERY_MS:
        counting.count("slow_queries", during=spent.during if spent else "command")
        logger.warning("A query was slow", extra={"fields": {"ms": round(seconds * 1000), "sql": sql[:LONGEST]}})
