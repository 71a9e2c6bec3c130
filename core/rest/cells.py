"""REST: the cells of a row in CSV and in workbooks: from what the database gave, or from the row as JSON has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core.rest.plain import DAY, DECIMAL, OTHER, TEXT, TRUTH, WHOLE, Column, Row, Shape, writer
from core.tabular import cell, columns_of, plain, read, safe

Computed = Mapping[str, Any]


def csv_maker(shape: Shape) -> Callable[[Row, Computed], list[str]]:
    """From a tuple and the computed fields to the cells of CSV."""
    at = {path: place for place, path in enumerate(shape.paths)}
    makers = [_csv_cell(each, at) for each in shape.columns]
    return lambda row, computed: [make(row, computed) for make in makers]


def _csv_cell(column: Column, at: dict[str, int]) -> Callable[[Row, Computed], str]:
    if column.path is None:
        return lambda _row, computed: cell(read(computed, column.name))
    place, write = at[column.path], writer(column.kind) or _BESIDE.get(column.kind, cell)
    return lambda row, _computed: "" if row[place] is None else write(row[place])


_BESIDE: dict[str, Callable[[Any], str]] = {TEXT: safe, WHOLE: str}
"""How cells are written where JSON takes the value as it is."""


def book_maker(shape: Shape) -> Callable[[Row, Computed], list[Any]]:
    """From a tuple and the computed fields to the cells of a workbook."""
    at = {path: place for place, path in enumerate(shape.paths)}
    makers = [_book_cell(each, at) for each in shape.columns]
    return lambda row, computed: [make(row, computed) for make in makers]


def _book_cell(column: Column, at: dict[str, int]) -> Callable[[Row, Computed], Any]:
    in_book = _IN_BOOK.get(column.kind, _any)
    if column.path is None:
        return lambda _row, computed: in_book(read(computed, column.name))
    place, write = at[column.path], None if column.kind in _IN_BOOK else writer(column.kind)
    if write is None:
        return lambda row, _computed: in_book(row[place])
    return lambda row, _computed: None if row[place] is None else write(row[place])


def _any(value: Any) -> Any:
    """A value whose kind is not known before."""
    return value if value is None or isinstance(value, bool | int | float | Decimal) else plain(value) or None


def _text(value: str | None) -> str | None:
    return value or None


def _decimal(value: Decimal | str | None) -> Any:
    """A number, also where JSON has it as text."""
    try:
        return None if value is None else Decimal(value)
    except InvalidOperation:
        return value


def _day(value: date | str | None) -> Any:
    if not value:
        return None
    return date.fromisoformat(value) if isinstance(value, str) else value


_IN_BOOK: dict[str, Callable[[Any], Any]] = {TEXT: _text, WHOLE: _any, TRUTH: _any, DECIMAL: _decimal, DAY: _day}


class Table:
    """Rows as JSON has them, as a table: the columns of their shape or, without one, those of the first row."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], shape: Shape | None) -> None:
        self.rows = list(rows)
        own = [Column(name, None, OTHER) for name in columns_of(self.rows[0])] if self.rows else []
        self.columns = shape.columns if shape else own

    @property
    def names(self) -> list[str]:
        """The header."""
        return [each.name for each in self.columns]

    def csv(self) -> Iterator[list[str]]:
        """The cells of CSV, row by row."""
        return ([cell(read(row, each.name)) for each in self.columns] for row in self.rows)

    def book(self) -> Iterator[list[Any]]:
        """The cells of a workbook, row by row."""
        makers = [(each.name, _IN_BOOK.get(each.kind, _any)) for each in self.columns]
        return ([make(read(row, name)) for name, make in makers] for row in self.rows)
