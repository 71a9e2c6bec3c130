"""The database into the target: pg_dump or a copy of SQLite's file where possible, else row by row."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from core.errors import Refused
from operations.vault import rows
from operations.vault.manifest import DATABASE, DUMP, FORMS, ROWS, SQLITE, Manifest
from operations.vault.portal_files import named_files
from operations.vault.programs import Program, fitting, programs, running
from operations.vault.snapshots import applied, postgres_snapshot, rows_of, sqlite_snapshot, tables_at
from operations.vault.stores import PIECE, Store
from operations.vault.streams import keep, packed, pieces_of, watched

ENDINGS = {DUMP: ".pgdump", SQLITE: ".sqlite3.gz", ROWS: ".rows.jsonl.gz"}


def dump_database(
    manifest: Manifest,
    store: Store,
    keys: list[Any],
    work: Path,
    form: str,
    alive: Callable[[], None],
    name_files: Callable[[Iterable[str]], None],
) -> str:
    """Store the database as one part, and say in the manifest what it holds; returns what is to be noted."""
    if form and form not in FORMS:
        raise Refused(_("Unknown form of a backup: %s") % form)
    dumping = _Dumping(manifest, store, keys, alive, name_files)
    if connection.vendor == "postgresql":
        return dumping.postgres(form)
    return dumping.sqlite(form, work)


class _Dumping:
    """From one snapshot: the part, the numbers of rows, the names of files."""

    def __init__(
        self,
        manifest: Manifest,
        store: Store,
        keys: list[Any],
        alive: Callable[[], None],
        name_files: Callable[[Iterable[str]], None],
    ) -> None:
        self.manifest, self.store, self.keys, self.alive = manifest, store, keys, alive
        self.name_files = name_files
        manifest.kind = connection.vendor

    def postgres(self, form: str) -> str:
        connection.ensure_connection()
        server = connection.get_database_version()[0]
        self.manifest.server = str(server)
        program, note = _dumper(server, form)
        with postgres_snapshot() as (snapshot, exported):
            tables = self._look(snapshot)
            if program is None:
                self._keep(ROWS, packed(rows.lines(snapshot, tables, self.alive)))
            else:
                self.manifest.program = str(program.version)
                self._keep(DUMP, self._pg_dump(program, exported))
            self.name_files(named_files(snapshot.alias, tables))
        return note

    def _pg_dump(self, program: Program, exported: str) -> Iterator[bytes]:
        words = [program.path, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={exported}"]
        words += ["--schema=public", "--lock-wait-timeout=60s"]
        with running(words, connection.settings_dict, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
            yield from watched(pieces_of(process.stdout), self.alive)

    def sqlite(self, form: str, work: Path) -> str:
        if form == DUMP:
            raise Refused(_("pg_dump is for PostgreSQL; this database is SQLite."))
        with sqlite_snapshot(work) as (snapshot, path):
            self.manifest.server = ".".join(map(str, snapshot.Database.sqlite_version_info))
            tables = self._look(snapshot)
            if form == ROWS:
                self._keep(ROWS, packed(rows.lines(snapshot, tables, self.alive)))
            else:
                self._keep(SQLITE, packed(self._file(path)))
            self.name_files(named_files(snapshot.alias, tables))
        return ""

    def _file(self, path: Path) -> Iterator[bytes]:
        with path.open("rb") as file:
            yield from watched(pieces_of(file, PIECE), self.alive)

    def _look(self, snapshot: Any) -> list[Any]:
        self.manifest.migrations = applied(snapshot)
        tables = tables_at(self.manifest.migrations)
        self.manifest.rows = rows_of(snapshot, [model._meta.db_table for model in tables])
        return tables

    def _keep(self, form: str, pieces: Iterator[bytes]) -> None:
        self.manifest.form = form
        name = f"{self.manifest.folder}/{DATABASE}{ENDINGS[form]}{'.age' if self.keys else ''}"
        part = keep(self.store, name, pieces, self.keys)
        self.manifest.parts.append({"name": part.name, "size": part.size, "sha256": part.sha256})


def _dumper(server: int, form: str) -> tuple[Program | None, str]:
    """The pg_dump to use; without a fitting one the rows are read by the portal itself, which is said."""
    if form == SQLITE:
        raise Refused(_("This database is PostgreSQL: its forms are pg_dump and rows."))
    program = fitting("pg_dump", server, server)
    if form == ROWS or program is not None:
        return (None if form == ROWS else program), ""
    note = _why_none(server)
    if form == DUMP:
        raise Refused(note)
    return None, _("%(why)s; the rows were read by the portal itself.") % {"why": note}


def _why_none(server: int) -> str:
    """A dump of pg_dump 17 is read by pg_restore 17 only, which an older server refuses: there would be no way back."""
    found = programs("pg_dump")
    if not found:
        return _("pg_dump is not installed (Debian: apt install postgresql-client)")
    said = {"found": found[0].version, "server": server}
    if found[0].version < server:
        return _("pg_dump is of version %(found)s, older than the server (%(server)s)") % said
    return _("pg_dump is of version %(found)s, whose dumps a server of version %(server)s does not take back") % said
