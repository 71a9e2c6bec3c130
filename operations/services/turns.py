"""One backup or restore at a time in the whole installation; who is killed lets go by itself."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from core.errors import Refused
from operations.vault.snapshots import second_connection

LOCK = 7_246_010_134
"""The number of the advisory lock: any, so long as nobody else takes it (the audit log has its own)."""
TURN = "turn"
SETTINGS = {
    "idle_in_transaction_session_timeout": 0,
    "tcp_keepalives_idle": 30,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
}
"""It may take hours; but a host that lost its power is noticed within a minute, not after the two hours of Linux."""


class Busy(Refused):
    """Another backup or a restore is under way."""


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else backs up or restores meanwhile, on this machine or another one. Raises `Busy`."""
    with _on_this_machine(), _in_this_database():
        yield


@contextmanager
def _on_this_machine() -> Iterator[None]:
    folder = Path(settings.BACKUP_WORK_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise _busy() from problem
        yield


@contextmanager
def _in_this_database() -> Iterator[None]:
    """PostgreSQL knows of all hosts: a transaction that touches no table, for tables come and go in a restore."""
    if connection.vendor != "postgresql":
        yield
        return
    with second_connection(TURN) as living, living.cursor() as cursor:
        cursor.execute("BEGIN")
        for name, value in SETTINGS.items():
            cursor.execute(f"SET LOCAL {name} = {value}")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise _busy()
        yield


def _busy() -> Busy:
    return Busy(_("A backup or a restore is under way."))
