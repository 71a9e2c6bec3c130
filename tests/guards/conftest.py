"""The world of the guards, built once a module."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.db import connection, transaction

from tests.guards.access_table import PEOPLE
from tests.guards.asking import browser_of
from tests.guards.world import NOW, make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once; nothing of it outlives the module, and each request is undone."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), undone():
        made = make_world()
        made.browsers = {name: browser_of(made.cast, name) for name in PEOPLE}
        yield made


@contextmanager
def undone() -> Iterator[None]:
    """What is written within is gone afterwards.

    On SQLite not by a transaction: the world thaws and freezes tables, and in a transaction that changed triggers SQLite
    reads its whole schema anew at each savepoint that is undone, 7 ms for each request.
    """
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        return
    connection.ensure_connection()
    before = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(before)
    try:
        yield
    finally:
        before.backup(connection.connection)
        before.close()
