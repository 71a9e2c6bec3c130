"""Rows of a table by the hundred thousand: COPY on PostgreSQL, INSERT elsewhere; same seed, same rows.

Values are given as text that both databases read the same way (numbers, dates, moments in UTC); every row is marked as
example data. Identifiers come from the seed; numbers of rows go on after those that are there.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from random import Random
from typing import Any

from django.db import connection, models

from core.statistics import renew_statistics

SOURCE = "Data contoh nasional buatan untuk uji coba dan pengukuran, bukan data resmi"
AT_ONCE = 20_000
NOTHING = r"\N"
_VERSION_4 = 0x00000000000040008000000000000000
_CLEAR = 0xFFFFFFFFFFFF0FFF3FFFFFFFFFFFFFFF


def uid(chance: Random) -> str:
    """A random identifier (UUID, version 4) of 32 digits."""
    return f"{chance.getrandbits(128) & _CLEAR | _VERSION_4:032x}"


def text(value: Any) -> str | None:
    """As both databases read it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


class Rows:
    """Rows of one table: `columns` differ from row to row, `same` are the same in all; the others have defaults."""

    def __init__(self, model: type[models.Model], *columns: str, **same: Any) -> None:
        self.model, self.table = model, model._meta.db_table
        fields = {field.attname: field for field in model._meta.concrete_fields}
        own = ["id", *(name for name in ("created_at", "updated_at", "uid") if name in fields)]
        self.stamped, self.identified = "updated_at" in fields, "uid" in fields
        known = {"is_example": True, "source": SOURCE, **same}
        fixed = [name for name in fields if name not in own and name not in columns]
        self.constants = [text(known[name] if name in known else _default(fields[name])) for name in fixed]
        self.columns = [str(fields[name].column) for name in (*own, *columns, *fixed)]
        self.next_id = (model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1
        self.waiting: list[list[str | None]] = []
        self.count = 0

    def add(self, chance: Random, at: str, *values: Any) -> int:
        """A row that was made `at`; returns its number."""
        number = self.next_id
        self.next_id += 1
        row: list[str | None] = [str(number)]
        if self.stamped:
            row += [at, at]
        if self.identified:
            row.append(uid(chance))
        row += map(text, values)
        self.waiting.append(row + self.constants)
        return number

    def write(self) -> None:
        """Send what waits to the database.

        The first rows are counted at once: the checks of each row of later tables read this one, and a session that
        planned them while it was empty would read it whole for each.
        """
        writing = _copy if connection.vendor == "postgresql" else _insert
        for start in range(0, len(self.waiting), AT_ONCE):
            writing(self.table, self.columns, self.waiting[start : start + AT_ONCE])
        if self.waiting and not self.count:
            renew_statistics(self.table)
        self.count += len(self.waiting)
        self.waiting.clear()


def _default(field: Any) -> Any:
    """What a column holds that nobody named; raises where there is nothing that it could hold."""
    if field.has_default():
        value = field.get_default()
        return "{}" if value == {} else value
    if field.null:
        return None
    if field.empty_strings_allowed:
        return ""
    raise ValueError(f"{field.model.__name__}.{field.name} has no default")


def _escaped(value: str | None) -> str:
    if value is None:
        return NOTHING
    if "\\" in value or "\n" in value or "\t" in value or "\r" in value:
        value = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return value


def _copy(table: str, columns: list[str], rows: Iterable[list[str | None]]) -> None:
    lines = "".join("\t".join([_escaped(value) for value in row]) + "\n" for row in rows)
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN", io.StringIO(lines))


def _insert(table: str, columns: list[str], rows: list[list[str | None]]) -> None:
    names = ", ".join(map(connection.ops.quote_name, columns))
    places = ", ".join(["%s"] * len(columns))
    query = f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(query, rows)


def with_history(model: type[models.Model], reason: str) -> None:
    """The first line of history of every example row of `model` that has none, as of its last change."""
    past = model.history.model  # type: ignore[attr-defined]
    kept = {field.column for field in past._meta.concrete_fields}
    columns = [str(field.column) for field in model._meta.concrete_fields if field.column in kept]
    quoted = connection.ops.quote_name
    names = ", ".join(map(quoted, columns))
    table, history = quoted(model._meta.db_table), quoted(past._meta.db_table)
    query = (
        f"INSERT INTO {history} ({names}, history_date, history_type, history_change_reason)"  # noqa: S608
        f" SELECT {names}, updated_at, '+', %s FROM {table} WHERE source = %s"
        f" AND NOT EXISTS (SELECT 1 FROM {history} h WHERE h.id = {table}.id) ORDER BY id"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [reason, SOURCE])


def numbers_go_on(tables: Iterable[type[models.Model]]) -> None:
    """Rows that the portal makes next get numbers after these."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
