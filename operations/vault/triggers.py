"""Our own triggers (frozen rows) stand back while a backup is read in; foreign keys are checked at its end.

All of it in transactions: whatever fails, and when the process is killed, rows, tables and triggers are as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

LOCK_WAIT = "30s"
"""How long PostgreSQL waits for somebody who uses a table; everybody else would wait behind us."""


@contextmanager
def triggers_silent(living: Any, tables: list[str]) -> Iterator[None]:
    """A transaction in which rows of a closed period or an adopted plan can be written as they were."""
    with _postgres(living, tables) if living.vendor == "postgresql" else _sqlite(living):
        yield


@contextmanager
def _postgres(living: Any, tables: list[str]) -> Iterator[None]:
    """The owner of a table may do so; the keys of PostgreSQL itself are not touched."""
    with transaction.atomic(using=living.alias):
        _wait_not_long(living)
        _each(living, tables, "DISABLE")
        yield
        living.check_constraints()  # no table is changed while keys wait to be looked at
        _each(living, tables, "ENABLE")


def _wait_not_long(living: Any) -> None:
    with living.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])


def _each(living: Any, tables: list[str], what: str) -> None:
    with living.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {living.ops.quote_name(table)} {what} TRIGGER USER")


@contextmanager
def _sqlite(living: Any) -> Iterator[None]:
    with _keys_unchecked(living), living.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        found = cursor.fetchall()
        for name, _made in found:
            cursor.execute(f"DROP TRIGGER {living.ops.quote_name(name)}")
        yield
        living.check_constraints()
        for _name, made in found:
            cursor.execute(made)


@contextmanager
def _keys_unchecked(living: Any) -> Iterator[None]:
    """Before the transaction: within one SQLite takes no word about foreign keys."""
    with living.constraint_checks_disabled(), transaction.atomic(using=living.alias):
        yield


def drop_everything(living: Any) -> None:
    """All tables, views, sequences and functions of ours; what an extension brought stays."""
    if living.vendor == "postgresql":
        _drop_postgres(living)
    else:
        _drop_sqlite(living)


def _drop_postgres(living: Any) -> None:
    with transaction.atomic(using=living.alias), living.cursor() as cursor:
        _wait_not_long(living)
        for statement in drop_statements(living):
            cursor.execute(statement)


def drop_statements(living: Any) -> list[str]:
    """What PostgreSQL would have to be told to drop all that is there now."""
    with living.cursor() as cursor:
        cursor.execute("""
            SELECT format('DROP %s IF EXISTS %s CASCADE', CASE c.relkind WHEN 'v' THEN 'VIEW'
                WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass)
            FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r','p','v','m','S')
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('e', 'i', 'a'))
            UNION ALL
            SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', p.oid::regprocedure)
            FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        """)
        return [statement for (statement,) in cursor.fetchall()]


def _drop_sqlite(living: Any) -> None:
    with _keys_unchecked(living), living.cursor() as cursor:
        cursor.execute(
            "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite_%%'", []
        )
        for kind, name in cursor.fetchall():
            cursor.execute(f"DROP {kind.upper()} IF EXISTS {living.ops.quote_name(name)}")


def empty_tables(living: Any, tables: list[str]) -> None:
    """Every row of these tables; within `triggers_silent`, for some refuse to be emptied."""
    with living.cursor() as cursor:
        if living.vendor == "postgresql":
            listed = ", ".join(living.ops.quote_name(each) for each in tables)
            cursor.execute(f"TRUNCATE {listed} RESTART IDENTITY CASCADE")
            return
        for each in tables:
            cursor.execute(f"DELETE FROM {living.ops.quote_name(each)}")  # noqa: S608
        cursor.execute("DELETE FROM sqlite_sequence")
