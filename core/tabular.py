"""Rows as comma-separated values: nested objects become dotted columns, and no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.documents import State

BOM = "\ufeff"
"""Spreadsheet programs read UTF-8 only when the file begins with it; readers of CSV in code skip it."""
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With them a formula begins, in some languages also with the wide ones; `core.rest.copying` says the same in SQL."""


def safe(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.

    >>> safe("=1+1"), safe("-8.20"), safe("-"), safe("Dinas")
    ("'=1+1", '-8.20', "'-", 'Dinas')
    """
    return f"'{text}" if text.startswith(RISKY) and not NUMBER.fullmatch(text) else text


def cell(value: Any) -> str:
    """One cell: `plain`, and nothing that a spreadsheet would run."""
    return plain(value) if value is None or isinstance(value, bool) else safe(plain(value))


def plain(value: Any) -> str:
    """A value as text. Nothing is empty, truth is `true` or `false`, a list is joined by semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, State):
        return value.label
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {plain(each)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(plain(each) for each in value)
    return str(value)


def read(row: Mapping[str, Any], column: str) -> Any:
    """The value of a dotted column: `agency.code` is the code of the agency, or nothing without one."""
    value: Any = row
    for part in column.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def columns_of(row: Mapping[str, Any]) -> list[str]:
    """The dotted columns of one row, in its own order."""
    found: list[str] = []
    for key, value in row.items():
        found += [f"{key}.{each}" for each in columns_of(value)] if isinstance(value, Mapping) else [key]
    return found


def csv_line(cells: Iterable[str]) -> str:
    """One line; quoted like PostgreSQL does it, on every database the same.

    >>> csv_line(["a", "", "c,d"])
    'a,,"c,d"\\n'
    """
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(text: str) -> str:
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A header and the rows below it."""
    made = io.StringIO()
    made.write(BOM)
    writer = csv.writer(made)
    writer.writerow(columns)
    writer.writerows([cell(read(row, column)) for column in columns] for row in rows)
    return made.getvalue()


def rows_as_csv(columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, Any]]) -> str:
    """Flat rows under headings for people; `columns` are pairs of key and heading.

    >>> rows_as_csv([("name", "Program"), ("actual", "Fisik (%)")], [{"name": "=1+1", "actual": 62}])[1:]
    "Program,Fisik (%)\\r\\n'=1+1,62\\r\\n"
    """
    made = io.StringIO()
    made.write(BOM)
    writer = csv.writer(made)
    writer.writerow([safe(heading) for _key, heading in columns])
    writer.writerows([cell(row.get(key)) for key, _heading in columns] for row in rows)
    return made.getvalue()
