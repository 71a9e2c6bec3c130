"""The database of a backup into the one of this portal: by the means it was made with, or row by row."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from core.errors import Refused
from operations.services.checking import Source
from operations.vault import rows
from operations.vault.manifest import DUMP, SQLITE
from operations.vault.programs import fitting, programs, running
from operations.vault.snapshots import applied, last_of_each_app, opened_sqlite, rows_of, tables_at
from operations.vault.streams import Damaged, Unpacking, fetch, packed
from operations.vault.triggers import drop_everything, empty_tables

OF_EVERY_PORTAL = {"django_migrations", "django_content_type", "auth_permission", "django_site", "sqlite_sequence"}
LOCK_WAIT = "30s"
Alive = Callable[[], None]


def is_empty() -> bool:
    """Whether there is nothing that a restore could destroy: no tables, or none with rows of ours."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - OF_EVERY_PORTAL
    return not any(rows_of(connection, sorted(tables)).values())


def require_way(source: Source) -> None:
    """Refuse before anything is touched what could not be done."""
    form, here = source.manifest.form, connection.vendor
    if form == DUMP and here != "postgresql":
        raise Refused(
            _("This backup is a dump of PostgreSQL. For SQLite make one with “backup --form rows” and restore that.")
        )
    if form == DUMP and not fitting("pg_restore", int(source.manifest.server)):
        found = programs("pg_restore")
        raise Refused(
            _("pg_restore of version %(needed)s or newer is needed; found: %(found)s.")
            % {"needed": source.manifest.server, "found": found[0].version if found else "-"}
        )


def restore_database(source: Source, work: Path, alive: Alive) -> None:
    """Put it in place of what is there; then bring it to this version."""
    form = source.manifest.form
    if form == DUMP:
        _from_dump(source)
    elif form == SQLITE and connection.vendor == "sqlite":
        _from_sqlite(source, work)
    elif form == SQLITE:
        _rows_of_sqlite(source, work, alive)
    else:
        _from_rows(source, work, alive)
    _require_all_rows(source)
    call_command("migrate", verbosity=0, interactive=False)


def _from_dump(source: Source) -> None:
    program = fitting("pg_restore", int(source.manifest.server))
    if program is None:
        raise Refused(_("pg_restore is not installed (Debian: apt install postgresql-client)"))
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_WAIT}'")
    with transaction.atomic():
        drop_everything(connection)
    where = connection.settings_dict
    connection.close()
    words = [program.path, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    words += ["--schema=public", "--dbname", str(where["NAME"])]
    with running(words, where, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        fetch(source.store, source.manifest.part("database").name, process.stdin, source.keys)
        process.stdin.close()


def _from_sqlite(source: Source, work: Path) -> None:
    """Into the file that is there, in one transaction: processes that have it open see the new rows."""
    path = _unpacked(source, work)
    connection.close()
    copy, living = sqlite3.connect(path), sqlite3.connect(connection.settings_dict["NAME"], timeout=30)
    try:
        register(copy)  # check constraints use functions that Django brings
        said = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            raise Damaged(said)
        copy.backup(living, pages=-1)
        living.execute("PRAGMA journal_mode=WAL")
    finally:
        living.close()
        copy.close()


def _unpacked(source: Source, work: Path) -> Path:
    path = work / "restored.sqlite3"
    with path.open("wb") as file:
        unpacking = Unpacking(file)
        fetch(source.store, source.manifest.part("database").name, unpacking, source.keys)
        unpacking.finish()
    return path


def _rows_of_sqlite(source: Source, work: Path, alive: Alive) -> None:
    """A copy of SQLite's file into PostgreSQL: how a small server becomes a large one."""
    tables = tables_at(source.manifest.migrations)
    with tempfile.TemporaryFile(dir=work) as between:
        with opened_sqlite(_unpacked(source, work)) as copy:
            for piece in packed(rows.lines(copy, tables, alive)):
                between.write(piece)
        between.seek(0)
        _load(source, between, alive)


def _from_rows(source: Source, work: Path, alive: Alive) -> None:
    with _part_file(source, work) as file:
        _load(source, file, alive)


@contextmanager
def _part_file(source: Source, work: Path) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile(dir=work) as file:
        fetch(source.store, source.manifest.part("database").name, file, source.keys)
        file.seek(0)
        yield file


def _load(source: Source, file: IO[bytes], alive: Alive) -> None:
    load_rows(file, source.manifest.migrations, alive)


def load_rows(file: IO[bytes], migrations: dict[str, list[str]], alive: Alive) -> None:
    """Packed rows into tables as they were after `migrations`, whatever was there before."""
    make_tables(migrations)
    tables = tables_at(migrations)
    empty_tables(connection, [model._meta.db_table for model in tables])
    with gzip.open(file) as lines:
        rows.load(connection, lines, tables, alive)  # type: ignore[arg-type]


def make_tables(migrations: dict[str, list[str]]) -> None:
    """Tables as they were after these migrations; those that are there already stay."""
    if applied(connection) == migrations:
        return
    drop_everything(connection)
    executor = MigrationExecutor(connection)
    executor.migrate(last_of_each_app(executor.loader, migrations))


def _require_all_rows(source: Source) -> None:
    """The manifest says how many rows each table had."""
    expected: dict[str, Any] = source.manifest.rows
    found = rows_of(connection, sorted(expected))
    if wrong := [table for table, count in expected.items() if found[table] != count]:
        raise Damaged(_("After restoring, these tables have another number of rows: %s") % ", ".join(wrong))
