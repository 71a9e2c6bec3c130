"""The database of a backup into the one of this portal: by the means it was made with, or row by row."""

from __future__ import annotations

import gzip
import re
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.core.management import call_command
from django.db import connection
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.errors import Refused
from operations.services.checking import Source
from operations.vault import rows
from operations.vault.manifest import DUMP, SQLITE, Manifest
from operations.vault.programs import TRANSACTION_TIMEOUT, Program, beside, fitting, goes_into, programs, running
from operations.vault.snapshots import applied, last_of_each_app, opened_sqlite, rows_of, tables_at
from operations.vault.streams import Damaged, Unpacking, fetch, packed
from operations.vault.triggers import LOCK_WAIT, drop_everything, drop_statements, empty_tables, triggers_silent

OF_EVERY_PORTAL = {"django_migrations", "django_content_type", "auth_permission", "django_site", "sqlite_sequence"}
PLAIN_NAME = re.compile(r"[A-Za-z0-9_]+")
OTHER_NUMBERS = gettext_noop("After restoring, these tables have another number of rows: %s")
Alive = Callable[[], None]
Say = Callable[[str], None]


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
    if form == DUMP:
        connection.ensure_connection()
        programs_for(source, connection.get_database_version()[0])


def programs_for(source: Source, server: int) -> tuple[Program, Program]:
    """pg_restore and psql that bring this dump into a server of that version. Raises `Refused` with what to do."""
    made = int(source.manifest.server)
    oldest = int(source.manifest.program or made)
    if server < made:
        said = _(
            "This backup is a dump of PostgreSQL %(made)s; the server here is %(server)s. Upgrade the server, or make "
            "a backup with “backup --form rows” where the portal runs and restore that."
        )
        raise Refused(said % {"made": made, "server": server})
    program = fitting("pg_restore", oldest, server)
    psql = beside(program, "psql") if program else None
    if program and psql:
        return program, psql
    found = ", ".join(str(each.version) for each in programs("pg_restore")) or "-"
    if goes_into(oldest, server) and server < TRANSACTION_TIMEOUT:
        said = _(
            "pg_restore and psql of a version from %(needed)s to %(newest)s are needed for this server (%(server)s), "
            "which refuses what newer ones send; found: %(found)s."
        )
        newest = TRANSACTION_TIMEOUT - 1
        raise Refused(said % {"needed": oldest, "newest": newest, "server": server, "found": found})
    if goes_into(oldest, server):
        said = _("pg_restore and psql of version %(needed)s or newer are needed; found: %(found)s.")
        raise Refused(said % {"needed": oldest, "found": found})
    said = _(
        "This dump was made with pg_dump %(oldest)s; a server of version %(server)s does not take it. Restore it into "
        "a server of version %(newest)s or newer."
    )
    raise Refused(said % {"oldest": oldest, "server": server, "newest": TRANSACTION_TIMEOUT})


def restore_database(source: Source, work: Path, alive: Alive, say: Say) -> None:
    """Put it in place of what is there, with every row that the manifest counts; then bring it to this version."""
    form = source.manifest.form
    if form == DUMP:
        _from_dump(source)
    elif form == SQLITE and connection.vendor == "sqlite":
        _from_sqlite(source, work)
    elif form == SQLITE:
        _rows_of_sqlite(source, work, alive, say)
    else:
        _from_rows(source, work, alive, say)
    call_command("migrate", verbosity=0, interactive=False)


def _from_dump(source: Source) -> None:
    """In one transaction of psql: what is there goes, the dump comes, its rows are counted. Whatever fails, and when it
    is killed, nothing has changed: only the last word commits, and it is said when all before it went well.
    """
    connection.ensure_connection()
    restorer, psql = programs_for(source, connection.get_database_version()[0])
    begin = [
        "BEGIN",
        "SET client_min_messages = warning",
        f"SET lock_timeout = '{LOCK_WAIT}'",
        *drop_statements(connection),
    ]
    end = [_counting(source.manifest.rows), "COMMIT"]
    where = connection.settings_dict
    connection.close()
    telling = [psql.path, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-", "--dbname", str(where["NAME"])]
    words = [restorer.path, "--no-owner", "--no-privileges", "--exit-on-error", "--schema=public", "--file=-"]
    with running(telling, where, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as living:
        _say(living, begin)
        with running(words, where, stdin=subprocess.PIPE, stdout=living.stdin) as process:
            fetch(source.store, source.manifest.part("database").name, process.stdin, source.keys)
            process.stdin.close()
        _say(living, end)
        living.stdin.close()


def _say(living: Any, statements: list[str]) -> None:
    living.stdin.write("".join(f"{each};\n" for each in statements).encode())
    living.stdin.flush()


def _counting(expected: dict[str, int]) -> str:
    """A statement that fails, naming the tables, when one has another number of rows than the manifest says."""
    if strange := [table for table in expected if not PLAIN_NAME.fullmatch(table)]:
        raise Damaged(_("Table %(name)s is unknown here.") % {"name": strange[0]})
    each = "SELECT '{0}' AS name WHERE (SELECT count(*) FROM public.\"{0}\") <> {1}"
    found = " UNION ALL ".join(each.format(table, int(count)) for table, count in sorted(expected.items()))
    said = _(OTHER_NUMBERS).replace("'", "''").replace("%s", "%")
    return (
        f"DO $counting$ DECLARE wrong text; BEGIN SELECT string_agg(name, ', ') INTO wrong FROM ({found}) found; "  # noqa: S608
        f"IF wrong IS NOT NULL THEN RAISE EXCEPTION '{said}', wrong; END IF; END $counting$"
    )


def _from_sqlite(source: Source, work: Path) -> None:
    """Into the file that is there, in one transaction: processes that have it open see the new rows."""
    path = _unpacked(source, work)
    with opened_sqlite(path) as unpacked:
        _require(source.manifest.rows, rows_of(unpacked, sorted(source.manifest.rows)))
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


def _rows_of_sqlite(source: Source, work: Path, alive: Alive, say: Say) -> None:
    """A copy of SQLite's file into PostgreSQL: how a small server becomes a large one."""
    tables = tables_at(source.manifest.migrations)
    with tempfile.TemporaryFile(dir=work) as between:
        with opened_sqlite(_unpacked(source, work)) as copy:
            for piece in packed(rows.lines(copy, tables, alive)):
                between.write(piece)
        between.seek(0)
        load_rows(between, source.manifest, alive, say)


def _from_rows(source: Source, work: Path, alive: Alive, say: Say) -> None:
    with tempfile.TemporaryFile(dir=work) as file:
        fetch(source.store, source.manifest.part("database").name, file, source.keys)
        file.seek(0)
        load_rows(file, source.manifest, alive, say)


def load_rows(file: IO[bytes], manifest: Manifest, alive: Alive, say: Say) -> None:
    """Packed rows in place of what is there, in one transaction that counts them before its end.

    Tables of other migrations must be made anew before, which no transaction holds: all rows are read once first.
    """
    tables = tables_at(manifest.migrations)
    if applied(connection) != manifest.migrations:
        with gzip.open(file) as lines:
            _require(manifest.rows, rows.counted(connection, lines, tables))  # type: ignore[arg-type]
        file.seek(0)
        say(
            _(
                "The tables are of another version and are made anew. If this is broken off, what was in the database "
                "is gone: restore again with --replace."
            )
        )
        make_tables(manifest.migrations)
    names = [model._meta.db_table for model in tables]
    with triggers_silent(connection, names), gzip.open(file) as lines:
        empty_tables(connection, names)
        rows.load(connection, lines, tables, alive)  # type: ignore[arg-type]
        _require(manifest.rows, rows_of(connection, sorted(manifest.rows)))


def make_tables(migrations: dict[str, list[str]]) -> None:
    """Tables as they were after these migrations, in place of all that are there."""
    drop_everything(connection)
    executor = MigrationExecutor(connection)
    executor.migrate(last_of_each_app(executor.loader, migrations))


def _require(expected: dict[str, int], found: dict[str, int]) -> None:
    """The manifest says how many rows each table had."""
    if wrong := [table for table, count in expected.items() if found.get(table, 0) != count]:
        raise Damaged(_(OTHER_NUMBERS) % ", ".join(wrong))
