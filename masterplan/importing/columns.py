"""Finds the header of a plan matrix and says what each column holds."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from masterplan.importing.figures import amount_like, is_nothing, shown
from masterplan.importing.mapping import Column, Mapping
from masterplan.importing.messages import Message, say
from masterplan.importing.reading import Table, as_text
from masterplan.importing.vocabulary import (
    YEARLY,
    Role,
    factor_of,
    is_baseline,
    is_end,
    is_ordinal,
    is_revised,
    role_of,
    speaks_of_money,
    year_of,
)

SEARCHED_ROWS = 40
TALLEST_HEADER = 4
_AT_END = {Role.TARGET: Role.END_TARGET, Role.BUDGET: Role.END_BUDGET, Role.UNIT: Role.END_UNIT}
_MARKS = {"v", "x", "√", "✓", "✔", "ya", "●", "•", "■", "1"}


class NoHeader(Refused):
    """No row of the table looks like the header of a plan matrix."""


def labels(table: Table, header: int, body: int) -> list[list[str]]:
    """Per column the texts of the header rows, lowest first; a year above several columns counts for each of them."""
    found: list[list[str]] = []
    for column in range(table.width):
        texts: list[str] = []
        for row in range(body - 1, header - 1, -1):
            text = table.text(row, column)
            if not text and texts:  # a group title to the left spans this column
                left = column
                while left > 0 and not table.text(row, left):
                    left -= 1
                text = table.text(row, left)
            if text and text not in texts:
                texts.append(text)
        found.append(texts)
    return found


def column_of(index: int, texts: Sequence[str], start: int | None, factor: Decimal = Decimal(1)) -> Column:
    """What one column holds, by the texts of its header, lowest first."""
    header = " / ".join(reversed(texts))
    if texts and is_ordinal(texts[0]):
        return Column(index, header, Role.IGNORE)
    role = next((found for found in map(role_of, texts) if found), None)
    year = next((found for found in (year_of(text, start) for text in texts) if found), None)
    if any(map(is_baseline, texts)) and role in (None, Role.TARGET, Role.IGNORE):
        return Column(index, header, Role.BASELINE, year)
    plain = Column(index, header, role or Role.IGNORE)
    if any(map(is_end, texts)) and role in (None, *_AT_END) and not year_of(texts[0], start):
        role = _AT_END.get(role or Role.IGNORE, Role.END_TARGET)
        plain = Column(index, header, role, guessed=not any(map(role_of, texts)))
    elif role in YEARLY or (role is None and year):
        plain = Column(index, header, role or Role.TARGET, year, guessed=role is None)
    if plain.role in (Role.BUDGET, Role.END_BUDGET) or plain.guessed:
        own = next((found for found in map(factor_of, texts) if found), None)
        plain = replace(plain, factor=own or factor, revised=any(map(is_revised, texts)))
    return plain


def recognise(tables: Sequence[Table], *, start: int | None = None) -> tuple[Mapping, list[Message]]:
    """The best reading of the file: which sheet, which header, which columns; and what was guessed.

    Raises `NoHeader` when no sheet has a header with a program or indicator column.
    """
    found = [(score, table, header, body) for table in tables for score, header, body in [_best_header(table, start)]]
    score, table, header, body = max(found, key=lambda item: item[0])
    if score <= 0:
        raise NoHeader(
            _("No header row was found. The table needs at least a column for the program and one for its figures."),
            field="file",
        )
    messages = []
    if len(tables) > 1:
        messages.append(say("sheet_chosen", count=len(tables), name=table.name))
        messages += [
            say("sheet_also", name=other.name)
            for points, other, *_rest in found
            if other is not table and points >= score * 0.7
        ]
    if table.encoding == "cp1252":
        messages.append(say("encoding_guessed"))
    mapping = read_header(table, header, body, start=start)
    return mapping, messages


def read_header(table: Table, header: int, body: int, *, start: int | None = None) -> Mapping:
    """The columns under a known header."""
    titles = [" ".join(dict.fromkeys(table.text(row, c) for c in range(table.width))) for row in range(header)]
    factor = next((f for f in (factor_of(t) for t in titles if speaks_of_money(t)) if f), Decimal(1))
    columns = [column_of(i, texts, start, factor) for i, texts in enumerate(labels(table, header, body))]
    columns = _join_code(table, body, columns)
    columns = [_by_figures(table, body, column) for column in columns]
    columns = _one_name(columns)
    year = next((y for y in (year_of(t, None) for t in titles) if y), None)
    mapping = Mapping(table.name, header, body, tuple(_without_doubles(columns)), year=year)
    return _settle_yearless(mapping)


def notes_on(mapping: Mapping, *, start: int, end: int) -> list[Message]:
    """What a person should know about the columns before the rows are read."""
    told: list[Message] = []
    for column in mapping.columns:
        if column.role is Role.IGNORE:
            if column.header:
                kind = "column_double" if column.guessed else "column_unused"
                told.append(say(kind, column=column.header, header=column.header))
        elif column.role is Role.ACTIVITY:
            told.append(say("column_activity", column=column.header, header=column.header))
        elif column.guessed:
            told.append(say("column_guessed", column=column.header, header=column.header, role=column.role.label))
        if column.year and column.role in YEARLY and not start <= column.year <= end:
            told.append(
                say("year_outside", column=column.header, header=column.header, year=column.year, start=start, end=end)
            )
    factors = {
        c.factor: c.header for c in mapping.columns if c.role in (Role.BUDGET, Role.END_BUDGET) and c.factor != 1
    }
    told += [say("factor", column=header, factor=shown(factor)) for factor, header in factors.items()]
    return told


def _best_header(table: Table, start: int | None) -> tuple[float, int, int]:
    """The rows that look most like a header: (points, first row, first row below)."""
    best = (0.0, 0, 1)
    for header in range(min(SEARCHED_ROWS, len(table.rows))):
        if not any(table.rows[header]):
            continue
        for height in range(1, TALLEST_HEADER + 1):
            if header + height > len(table.rows):
                break
            points = _points(table, header, header + height, start)
            if points > best[0]:
                best = (points, header, header + height)
    return best


def _points(table: Table, header: int, body: int, start: int | None) -> float:
    """How much these rows look like a header: one point per distinct thing recognised, less for every odd text."""
    for row in range(header, body):
        cells = [table.cell(row, c) for c in range(table.width)]
        if any(amount_like(cell) and not year_of(as_text(cell), start) for cell in cells):  # 'Rp 2022' is a header
            return 0.0
        if len({table.text(row, c) for c in range(table.width)} - {""}) < 2:  # a title, not a header
            return 0.0
    columns = [column_of(i, texts, start) for i, texts in enumerate(labels(table, header, body))]
    roles = {(c.role, c.year) for c in columns if c.role is not Role.IGNORE}
    kinds = {role for role, _year in roles}
    if not kinds & {Role.NAME, Role.ACTIVITY} or len(kinds) < 2:
        return 0.0
    wide = len({c.header for c in columns if c.role is not Role.IGNORE})
    odd = sum(
        1
        for row in range(header, body)
        for c in range(table.width)
        if len(table.text(row, c)) > 3 and not _known(table.text(row, c), start)
    )
    return len(roles) + min(wide, len(roles)) * 0.1 - odd * 0.8 - (body - header) * 0.4


def _known(text: str, start: int | None) -> bool:
    """Whether a header text says anything."""
    return bool(role_of(text) or year_of(text, start) or is_end(text) or is_baseline(text) or is_ordinal(text))


def _join_code(table: Table, body: int, columns: list[Column]) -> list[Column]:
    """A code spread over several narrow columns under one header 'Kode' is one code."""
    joined = list(columns)
    for left, column in enumerate(columns):
        if column.role is not Role.CODE:
            continue
        for right in range(left + 1, len(columns)):
            texts = [table.text(row, right) for row in range(body, min(body + 60, len(table.rows)))]
            short = [text for text in texts if text]
            if columns[right].header not in ("", column.header) or any(len(text) > 4 for text in short) or not short:
                break
            joined[right] = replace(columns[right], role=Role.CODE, header=columns[right].header or column.header)
    return joined


def _by_figures(table: Table, body: int, column: Column) -> Column:
    """A column whose header is only a year: amounts, marks or targets, by what stands in it."""
    if not column.guessed:
        return column
    cells = [table.cell(row, column.index) for row in range(body, len(table.rows))]
    filled = [cell for cell in cells if not is_nothing(cell)]
    at_end = column.role in (Role.END_TARGET, Role.END_BUDGET)
    if any(amount_like(cell) for cell in filled):
        return replace(column, role=Role.END_BUDGET if at_end else Role.BUDGET)
    if not at_end and filled and all(str(cell).strip().lower() in _MARKS for cell in filled):
        return replace(column, role=Role.ACTIVE)
    if column.factor != 1 and filled and "target" not in column.header.lower():
        return replace(column, role=Role.END_BUDGET if at_end else Role.BUDGET)
    return column


def _one_name(columns: list[Column]) -> list[Column]:
    """Without a program column the activity is the program; a second name column is not used."""
    names = [c for c in columns if c.role is Role.NAME]
    if not names:
        first = next((c.index for c in columns if c.role is Role.ACTIVITY), None)
        return [replace(c, role=Role.NAME) if c.index == first else c for c in columns]
    best = next((c for c in names if "program" in c.header.lower()), names[0])
    return [replace(c, role=Role.GROUP) if c.role is Role.NAME and c is not best else c for c in columns]


def _without_doubles(columns: list[Column]) -> list[Column]:
    """Two columns for the same figures of one year: the first counts."""
    seen: set[tuple[Role, int | None, bool]] = set()
    kept = []
    for column in columns:
        key = (column.role, column.year, column.revised)
        if column.role in (Role.TARGET, Role.BUDGET, Role.END_TARGET, Role.END_BUDGET) and key in seen:
            column = replace(column, role=Role.IGNORE, year=column.year, guessed=True)
        seen.add(key)
        kept.append(column)
    return kept


def _settle_yearless(mapping: Mapping) -> Mapping:
    """Figures without a year beside figures with years belong to the end of the plan."""
    if mapping.of(Role.YEAR) or not any(c.year for c in mapping.columns if c.role in (Role.TARGET, Role.BUDGET)):
        return mapping
    taken = {c.role for c in mapping.columns}
    dated = {c.role for c in mapping.columns if c.year}

    def settled(column: Column) -> Column:
        end = _AT_END.get(column.role)
        if column.year or column.role is Role.UNIT or end is None or end in taken:
            return column
        return replace(column, role=end, guessed=True) if column.role in dated or column.role is Role.TARGET else column

    return replace(mapping, columns=tuple(settled(column) for column in mapping.columns))
