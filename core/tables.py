"""A table of a page: what it shows, narrowed and sorted as the address asks, and the same rows as a file.

The address names the table by its id: `?program.urut=-deviasi&program.saring=posyandu&program.hal=2`. Sorting and
narrowing happen here, once, so that the page and its download cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from core.documents import Column, State, Value, shown
from core.words import plain

SORT, FILTER, PAGE = "urut", "saring", "hal"
FORMATS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: typed values by column key, and the addresses that cells lead to."""

    cells: Mapping[str, Value]
    links: Mapping[str, str] = field(default_factory=dict)
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table with an `id` that addresses can name. `choices`: columns that are narrowed by a list of their values.

    `source` says of which date the figures are and whether they are verified; it stands under the table and in files.
    """

    id: str
    title: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    choices: Sequence[str] = ()
    empty: str = ""
    source: str = ""
    per_page: int = 100

    @property
    def has_examples(self) -> bool:
        """Whether a row was made up for the demonstration: then files say so too."""
        return any(line.is_example for line in self.lines)

    def parameter(self, name: str) -> str:
        """The name of one of the table's own parameters in the address."""
        return f"{self.id}.{name}"


@dataclass(frozen=True, slots=True)
class Head:
    """One column head: where a press on it leads, and how it is sorted now (`ascending`, `descending`, or nothing)."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its column, its value and the value as text, and where it leads."""

    column: Column
    value: Value
    text: str
    url: str = ""

    @property
    def is_state(self) -> bool:
        return isinstance(self.value, State)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as cells."""

    cells: Sequence[Cell]
    is_example: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to narrow a column by: the name of its parameter, and (value, words, whether chosen)."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A table as an address asks for it. `lines` are all rows that fit, `rows` those of the page."""

    table: DataTable
    lines: Sequence[Line]
    rows: Sequence[Row]
    heads: Sequence[Head]
    choices: Sequence[Choice]
    words: str
    kept: Sequence[tuple[str, str]]
    page: int
    pages: int
    previous_url: str
    next_url: str
    reset_url: str
    downloads: Sequence[tuple[str, str]]
    is_asked: bool

    @property
    def found(self) -> str:
        """`12 dari 134 baris`."""
        return gettext("%(found)s of %(total)s rows") % {"found": len(self.lines), "total": len(self.table.lines)}


def asked(table: DataTable, query: QueryDict) -> Asked:
    """The table as `query` asks for it; what it does not understand it ignores."""
    own = {key: str(query[key]) for key in query if key.startswith(f"{table.id}.")}
    words = own.get(table.parameter(FILTER), "").replace("\x00", "").strip()[:200]
    order = own.get(table.parameter(SORT), "")
    lines = _sorted(table, _fitting(table, own, words), order)
    pages = max(1, -(-len(lines) // table.per_page))
    page = min(max(_whole(own.get(table.parameter(PAGE), "")), 1), pages)
    shown_lines = lines[(page - 1) * table.per_page : page * table.per_page]
    at = _Address(table, query)
    return Asked(
        table=table,
        lines=lines,
        rows=[_row(table, line) for line in shown_lines],
        heads=[_head(table, each, order, at) for each in table.columns],
        choices=[_choice(table, key, own) for key in table.choices],
        words=words,
        kept=[(key, value) for key in query for value in query.getlist(key) if not _is_narrowing(table, key)],
        page=page,
        pages=pages,
        previous_url=at.to(**{PAGE: str(page - 1)}) if page > 1 else "",
        next_url=at.to(**{PAGE: str(page + 1)}) if page < pages else "",
        reset_url=at.to(**dict.fromkeys((FILTER, PAGE, *table.choices))),
        downloads=[(each.upper(), at.download(each)) for each in FORMATS],
        is_asked=bool(own),
    )


def _is_narrowing(table: DataTable, key: str) -> bool:
    """Parameters that the filter form sends itself."""
    return key in {table.parameter(name) for name in (FILTER, PAGE, *table.choices)}


class _Address:
    """The address of the page with some of the table's own parameters changed."""

    def __init__(self, table: DataTable, query: QueryDict) -> None:
        self.table, self.query = table, query

    def to(self, **changes: str | None) -> str:
        made = self.query.copy()
        for name, value in changes.items():
            key = self.table.parameter(name)
            if value is None:
                made.pop(key, None)
            else:
                made[key] = value
        return f"?{made.urlencode()}#table-{self.table.id}"

    def download(self, extension: str) -> str:
        made = self.query.copy()
        made.pop(self.table.parameter(PAGE), None)
        made["unduh"] = f"{self.table.id}.{extension}"
        return f"?{made.urlencode()}"


def _fitting(table: DataTable, own: Mapping[str, str], words: str) -> list[Line]:
    wanted = {key: own[name] for key in table.choices if own.get(name := table.parameter(key))}
    parts = plain(words).split()
    return [
        line
        for line in table.lines
        if all(_code(line.cells.get(key)) == value for key, value in wanted.items())
        and (not parts or _contains(table, line, parts))
    ]


def _contains(table: DataTable, line: Line, parts: Iterable[str]) -> bool:
    text = plain(" ".join(shown(line.cells.get(each.key), each.kind) for each in table.columns))
    return all(part in text for part in parts)


def _code(value: Value) -> str:
    """How an address names a value: by the code of a state, else by the text itself."""
    if isinstance(value, State):
        return value.code or value.label
    return "" if value is None else str(value)


def _sorted(table: DataTable, lines: list[Line], order: str) -> list[Line]:
    key = order.removeprefix("-")
    column = next((each for each in table.columns if each.key == key), None)
    if column is None:
        return lines
    known = [line for line in lines if line.cells.get(key) not in (None, "")]
    unknown = [line for line in lines if line.cells.get(key) in (None, "")]
    known.sort(key=lambda line: _rank(line.cells[key]), reverse=order.startswith("-"))
    return known + unknown


def _rank(value: Any) -> tuple[int, Any]:
    """Numbers before days before words; words without regard to capitals."""
    if isinstance(value, int | Decimal):
        return 0, value
    if isinstance(value, date):
        return 1, value
    return 2, (value.label if isinstance(value, State) else str(value)).casefold()


def _row(table: DataTable, line: Line) -> Row:
    return Row([_cell(line, each) for each in table.columns], line.is_example)


def _cell(line: Line, column: Column) -> Cell:
    value = line.cells.get(column.key)
    return Cell(column, value, shown(value, column.kind), line.links.get(column.key, ""))


def _head(table: DataTable, column: Column, order: str, at: _Address) -> Head:
    """Numbers begin with the largest, words with A; a second press turns the order round."""
    now = {column.key: "ascending", f"-{column.key}": "descending"}.get(order, "")
    first = f"-{column.key}" if column.is_numeric else column.key
    second = column.key if column.is_numeric else f"-{column.key}"
    return Head(column, at.to(**{SORT: second if order == first else first, PAGE: None}), now)


def _choice(table: DataTable, key: str, own: Mapping[str, str]) -> Choice:
    column = next(each for each in table.columns if each.key == key)
    name = table.parameter(key)
    words = {_code(line.cells.get(key)): shown(line.cells.get(key), column.kind) for line in table.lines}
    options = sorted(((code, text) for code, text in words.items() if code), key=lambda pair: pair[1].casefold())
    return Choice(name, column.label, [(code, text, own.get(name) == code) for code, text in options])


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
