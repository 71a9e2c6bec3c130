"""The database in a form that belongs to no database: one line of JSON for each row, in the order of tables and keys.

What a column means comes from the migrations that had run when it was written, not from today's models: an older
backup is read with the tables of its time, then migrated.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import models
from django.utils.dateparse import parse_duration
from django.utils.duration import duration_iso_string
from django.utils.translation import gettext as _

from operations.vault.streams import Damaged

AT_ONCE = 500
LINES = 2000
Read = tuple[type[models.Model], list[str], Iterator[list[Any]]]
"""A table, its columns, and the values of its rows as the database takes them."""
UNREADABLE = (ValueError, KeyError, TypeError, ArithmeticError, EOFError, zlib.error, ValidationError)


def columns_of(model: type[models.Model]) -> list[Any]:
    """The columns that are stored."""
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def lines(living: Any, tables: Iterable[type[models.Model]], alive: Callable[[], None]) -> Iterator[bytes]:
    """Each table's name with its columns, then its rows."""
    for model in tables:
        columns = columns_of(model)
        names = [field.attname for field in columns]
        yield _line({"table": model._meta.db_table, "columns": [field.column for field in columns]})
        rows: Any = models.QuerySet(model, using=living.alias).order_by("pk").values_list(*names)
        found = rows.iterator(chunk_size=LINES)
        while block := list(islice(found, LINES)):
            alive()
            yield b"".join(_line([plain(value) for value in row]) for row in block)


def _line(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def plain(value: Any) -> Any:
    """A value as JSON knows it; what JSON does not know stands as text, which its column reads again."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"no form for {type(value).__name__}")


def load(living: Any, file: IO[bytes], tables: Iterable[type[models.Model]], alive: Callable[[], None]) -> None:
    """Into tables that are empty, within `triggers_silent`; keys count on from the highest."""
    listed = list(tables)
    for model, names, rows in _read(living, file, listed):
        _insert(living, model, names, rows, alive)
    _count_on(living, listed)


def counted(living: Any, file: IO[bytes], tables: Iterable[type[models.Model]]) -> dict[str, int]:
    """How many rows of each table there are, all of which can be read. Raises `Damaged`."""
    return {model._meta.db_table: sum(1 for _row in rows) for model, _names, rows in _read(living, file, tables)}


def _read(living: Any, file: IO[bytes], tables: Iterable[type[models.Model]]) -> Iterator[Read]:
    known = {model._meta.db_table: model for model in tables}
    table = ""
    try:
        for header, rows in _tables(file):
            if (table := header["table"]) not in known:
                raise Damaged(_("Table %(name)s is unknown here.") % {"name": table})
            by_name = {field.column: field for field in columns_of(known[table])}
            fields = [by_name[name] for name in header["columns"]]
            yield known[table], header["columns"], _values(living, table, fields, rows)
    except UNREADABLE as problem:
        raise Damaged(_("%(name)s is damaged.") % {"name": table or "-"}) from problem


def _values(living: Any, table: str, fields: list[Any], rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    try:
        for row in rows:
            yield [_stored(field, value, living) for field, value in zip(fields, row, strict=True)]
    except UNREADABLE as problem:
        raise Damaged(_("%(name)s is damaged.") % {"name": table}) from problem


def _tables(file: IO[bytes]) -> Iterator[tuple[dict[str, Any], Iterator[list[Any]]]]:
    ahead = _Ahead(file)
    while ahead.line:
        header = json.loads(ahead.line)
        ahead.step()
        yield header, ahead.rows()


class _Ahead:
    """Lines, of which the next is known."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.line = file.readline()

    def step(self) -> None:
        self.line = self._file.readline()

    def rows(self) -> Iterator[list[Any]]:
        while self.line.startswith(b"["):
            yield json.loads(self.line)
            self.step()


def _insert(
    living: Any, model: type[models.Model], names: list[str], rows: Iterator[list[Any]], alive: Callable[[], None]
) -> None:
    quote = living.ops.quote_name
    listed = ", ".join(quote(name) for name in names)
    places = f"({', '.join(['%s'] * len(names))})"
    start = f"INSERT INTO {quote(model._meta.db_table)} ({listed}) VALUES "  # noqa: S608
    at_once = AT_ONCE if living.vendor == "postgresql" else max(1, 900 // len(names))
    with living.cursor() as cursor:
        while block := list(islice(rows, at_once)):
            alive()
            cursor.execute(start + ", ".join([places] * len(block)), [value for row in block for value in row])


def _stored(field: Any, value: Any, living: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.DurationField):
        value = parse_duration(value)
    elif not isinstance(field, models.JSONField | models.ForeignKey):
        value = field.to_python(value)
    elif isinstance(field, models.ForeignKey):
        return _stored(field.target_field, value, living)
    return field.get_db_prep_save(value, living)


def _count_on(living: Any, tables: list[type[models.Model]]) -> None:
    with living.cursor() as cursor:
        for statement in living.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
