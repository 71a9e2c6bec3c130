"""Reading from copies of the database (`DATABASE_REPLICA_URL`): which connection a query goes to.

Only what a safe request reads may come from a replica, and only until something is written: from then on, within a
transaction, in jobs and in commands everything goes to the primary. Who wrote reads from a replica again when it has
replayed what they wrote (`core.replica_middleware`). Who somebody is and what they may is always read from the primary:
a revoked key, a closed account and a role that was taken away count at once.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections

RETRY_SECONDS = 10
"""A replica that cannot be reached, or lags too far behind, is left out for so long before it is asked again."""
KEEPS_UP = """
    SELECT pg_is_in_recovery() AND (
        pg_last_wal_replay_lsn() >= %s::pg_lsn OR now() - pg_last_xact_replay_timestamp() <= %s * interval '1 second')
"""
"""It has all that the primary has, or what was committed there some seconds ago; a copy that was promoted is none."""
HAS = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"


@dataclass
class Reading:
    """What a request reads from, and whether it has written."""

    alias: str | None
    wrote: bool = False


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)
_looked: dict[str, tuple[float, bool]] = {}
"""By replica when it was last looked at, and whether it may be read from."""


def replica_names() -> list[str]:
    return [name for name in settings.DATABASES if name != DEFAULT_DB_ALIAS]


def choose(reached: str = "") -> str | None:
    """A replica that answers, is not far behind and has come as far as `reached`; None: read from the primary."""
    names = replica_names()
    random.shuffle(names)
    return next((name for name in names if _is_usable(name) and (not reached or _has(name, reached))), None)


def position() -> str:
    """How far the primary has come: a replica that has reached it shows all that was written; "" but on PostgreSQL."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        return str(cursor.fetchone()[0])


def remembered_seconds() -> int:
    """So long after a change its author is known: longer than a replica that is read from can be behind."""
    return int(settings.REPLICA_LAG_SECONDS) + 2 * RETRY_SECONDS


@contextmanager
def reading_from(reading: Reading) -> Iterator[Reading]:
    """Queries within read from there until they write."""
    token = _reading.set(reading)
    try:
        yield reading
    finally:
        _reading.reset(token)


def _is_usable(name: str) -> bool:
    now = time.monotonic()
    looked_at, usable = _looked.get(name, (0.0, False))
    if not looked_at or now - looked_at > RETRY_SECONDS:
        usable = _keeps_up(name)
        _looked[name] = (now, usable)
    return usable and _answers(name, now)


def _answers(name: str, now: float) -> bool:
    """Whether it is there at this moment: a connection of an earlier request may have died."""
    try:
        connections[name].close_if_health_check_failed()
        connections[name].ensure_connection()
    except Error:
        connections[name].close()
        _looked[name] = (now, False)
        return False
    return True


def _keeps_up(name: str) -> bool:
    """Whether what was written more than the agreed seconds ago can be read there."""
    try:
        connections[name].ensure_connection()
    except Error:
        return False
    if connections[name].vendor != "postgresql":
        return True
    return _says(name, KEEPS_UP, position(), settings.REPLICA_LAG_SECONDS)


def _has(name: str, reached: str) -> bool:
    return connections[name].vendor == "postgresql" and _says(name, HAS, reached)


def _says(name: str, question: str, *values: Any) -> bool:
    try:
        with connections[name].cursor() as cursor:
            cursor.execute(question, values)
            return bool(cursor.fetchone()[0])
    except Error:
        connections[name].close()
        return False


class ReplicaRouter:
    """Reads of a safe request to its replica; everything else to the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        reading = _reading.get()
        if reading is None or reading.alias is None or connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return DEFAULT_DB_ALIAS
        if {model._meta.app_label, model._meta.label_lower} & settings.REPLICA_NEVER_READS:
            return DEFAULT_DB_ALIAS
        return reading.alias

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """The primary; what is read after it too, but for notes on who was here, which no page reads again."""
        reading = _reading.get()
        if reading is not None and model._meta.label_lower not in settings.REPLICA_UNREAD_WRITES:
            reading.alias, reading.wrote = None, True
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """A row read from a replica is the same row."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Replicas get their tables by themselves."""
        return None if db == DEFAULT_DB_ALIAS else False
