"""The same work in several threads that begin together, each with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def at_once(work: Callable[[], Result], count: int = 2) -> list[Result]:
    """What each of `count` threads returned; an error in one is raised. Needs PostgreSQL and real commits."""
    begin = Barrier(count, timeout=30)

    def run() -> Result:
        begin.wait()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return [done.result() for done in [threads.submit(run) for _each in range(count)]]
