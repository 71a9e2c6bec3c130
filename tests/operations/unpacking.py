"""The rows of a kept release into an empty database, in the tables of that release."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from tempfile import TemporaryFile

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from operations.vault import rows
from operations.vault.snapshots import tables_at

KEPT = Path(__file__).resolve().parents[1] / "releases"


def unpack(version: str) -> None:
    """Tables by the statements that were kept with it, then the rows."""
    folder = KEPT / version
    with lzma.open(folder / "release.json.xz") as file:
        said = json.load(file)
    with lzma.open(folder / f"schema.{connection.vendor}.sql.xz", "rt") as file:
        make_tables(file.read())
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, names in said["migrations"].items():
        for name in names:
            recorder.record_applied(app, name)
    with TemporaryFile() as plain, lzma.open(folder / "rows.jsonl.xz") as packed:
        while piece := packed.read(1 << 20):
            plain.write(piece)
        plain.seek(0)
        rows.load(connection, plain, tables_at(said["migrations"]), lambda: None)


def make_tables(statements: str) -> None:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.executescript(statements)
        return
    plain = "\n".join(line for line in statements.splitlines() if not line.startswith("\\"))
    with connection.cursor() as cursor:
        cursor.cursor.execute(plain)
    connection.close()  # the dump has set an empty search path
