"""The database at one moment, on a connection of its own: everybody else goes on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend

SNAPSHOT = "backup_snapshot"


@contextmanager
def second_connection(alias: str, **other: Any) -> Iterator[Any]:
    """A connection under `alias` to the same database, or to the one that `other` names; of this thread only."""
    where = {**connection.settings_dict, **other}
    connections[alias] = load_backend(where["ENGINE"]).DatabaseWrapper(where, alias)
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]


@contextmanager
def postgres_snapshot() -> Iterator[tuple[Any, str]]:
    """A transaction that sees one moment, and the name under which others see the same one."""
    with second_connection(SNAPSHOT) as snapshot, snapshot.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
        cursor.execute("SET statement_timeout = 0")
        snapshot.in_atomic_block = True  # Django must neither commit nor end it, and may use named cursors within
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            yield snapshot, str(cursor.fetchone()[0])
        finally:
            snapshot.in_atomic_block = False
            cursor.execute("ROLLBACK")


def copy_sqlite(target: Path) -> None:
    """A copy by SQLite's own means: in one step, so that it shows one moment and nobody who writes makes it begin
    anew (readers of a WAL keep nobody waiting)."""
    source = sqlite3.connect(connection.settings_dict["NAME"], timeout=60)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
        source.close()


@contextmanager
def sqlite_snapshot(folder: Path) -> Iterator[tuple[Any, Path]]:
    """A connection to a copy, and the copy."""
    path = folder / "database.sqlite3"
    copy_sqlite(path)
    with opened_sqlite(path) as snapshot:
        yield snapshot, path


@contextmanager
def opened_sqlite(path: Path) -> Iterator[Any]:
    """A connection to a file of SQLite that nobody else has open."""
    other = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "CONN_MAX_AGE": 0, "OPTIONS": {}}
    with second_connection(SNAPSHOT, **other) as snapshot:
        yield snapshot


def applied(living: Any) -> dict[str, list[str]]:
    """The migrations of the database, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(living).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def unknown_migrations(said: dict[str, list[str]]) -> list[str]:
    """Those that this version of the portal does not have."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [f"{app}.{name}" for app, names in said.items() for name in names if (app, name) not in known]


def tables_at(said: dict[str, list[str]]) -> list[type[models.Model]]:
    """The models as they were after these migrations, in the order of their tables' names."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    wanted = {(app, name) for app, names in said.items() for name in names}
    # Those of today need not be made anew from all migrations, which takes seconds.
    is_today = set(loader.disk_migrations) <= wanted
    state: Any = apps if is_today else loader.project_state(last_of_each_app(loader, said)).apps
    found = {
        model._meta.db_table: model
        for model in state.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return [found[name] for name in sorted(found)]


def last_of_each_app(loader: MigrationLoader, said: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Those of these migrations that no other of them comes after, in their apps."""
    wanted = {(app, name) for app, names in said.items() for name in names} & set(loader.graph.nodes)
    return sorted(node for node in wanted if not wanted.intersection(_children(loader, node)))


def pending() -> list[str]:
    """Migrations of this version that the database has not had."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    return [f"{app}.{name}" for app, name in sorted(set(loader.disk_migrations) - set(loader.applied_migrations))]


def _children(loader: MigrationLoader, node: tuple[str, str]) -> list[tuple[str, str]]:
    return [child.key for child in loader.graph.node_map[node].children if child.key[0] == node[0]]


def rows_of(living: Any, tables: list[str]) -> dict[str, int]:
    """How many rows each table has."""
    counted = {}
    with living.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {living.ops.quote_name(table)}")  # noqa: S608
            counted[table] = int(cursor.fetchone()[0])
    return counted
