"""The rows of a kept release: into an empty database in its own tables, or with its models in the tables of today."""

from __future__ import annotations

import io
import json
import lzma
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile

from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from operations.vault import rows
from operations.vault.snapshots import tables_at
from operations.vault.triggers import empty_tables, triggers_silent

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
        shutil.copyfileobj(packed, plain)
        plain.seek(0)
        tables = tables_at(said["migrations"])
        with triggers_silent(connection, [model._meta.db_table for model in tables]):
            rows.load(connection, plain, tables, lambda: None)


def make_tables(statements: str) -> None:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.executescript(statements)
        return
    plain = "\n".join(line for line in statements.splitlines() if not line.startswith("\\"))
    with connection.cursor() as cursor:
        cursor.cursor.execute(plain)
    connection.close()  # the dump has set an empty search path


def read_and_write_as(version: str) -> dict[str, list[str]]:
    """With the models of that release on the tables of today: what it reads, and whether it can write all its rows.

    This is what its code does while the new version's migrations have run and its own processes still serve: each
    SELECT and INSERT names the columns that it knows. Returns by table what it reads otherwise than it wrote.
    """
    with lzma.open(KEPT / version / "release.json.xz") as file:
        tables = tables_at(json.load(file)["migrations"])
    wrong = {"upgraded": _other_rows(version, tables)}
    with connection.cursor() as cursor:
        everything = sorted(set(connection.introspection.table_names(cursor)) - {"django_migrations"})
    with TemporaryFile() as plain, lzma.open(KEPT / version / "rows.jsonl.xz") as packed:
        shutil.copyfileobj(packed, plain)
        plain.seek(0)
        with triggers_silent(connection, everything):
            empty_tables(connection, everything)
            rows.load(connection, plain, tables, lambda: None)
    return wrong | {"written": _other_rows(version, tables)}


def _other_rows(version: str, tables: list[type[models.Model]]) -> list[str]:
    """Tables whose rows are not those that were kept; content types and permissions may be more."""
    with lzma.open(KEPT / version / "rows.jsonl.xz") as file:
        kept = _by_table(file)
    found = _by_table(io.BytesIO(b"".join(rows.lines(connection, tables, lambda: None))))
    grow = {"django_content_type", "auth_permission"}
    same = {name: set(kept[name]) <= set(found[name]) for name in grow}
    same |= {name: kept[name] == found[name] for name in kept.keys() - grow}
    return sorted(name for name, is_same in same.items() if not is_same)


def _by_table(lines: Iterable[bytes]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        said = json.loads(line)
        if isinstance(said, dict):
            current = found.setdefault(said["table"], [])
        else:
            current.append(json.dumps(said, sort_keys=True))
    return found
