"""One row of a plan matrix as its fields, and what kind of row it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from masterplan.importing.codes import Code, program_depth, read_code
from masterplan.importing.figures import is_nothing
from masterplan.importing.mapping import Column, Mapping
from masterplan.importing.reading import Cell, Table, as_text
from masterplan.importing.vocabulary import Role, plain

_FOOTER = re.compile(r"^(grand )?(jumlah|total|sub ?total|jml)\b", re.IGNORECASE)
_HEADING = re.compile(
    r"^(urusan|bidang|unsur|non.?urusan|misi|tujuan|sasaran|strategi|dimensi|pilar|kelompok|sekretariat d)"
    r"|^smart (governance|branding|economy|living|society|environment|mobility)\W*$",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What a row is."""

    BLANK = "blank"
    HEADER = "header"
    NUMBERS = "numbers"
    AGENCY_ONLY = "agency_only"
    FOOTER = "footer"
    NOTE = "note"
    HEADING = "heading"
    PROGRAM = "program"
    CONTINUATION = "continuation"
    ACTIVITY = "activity"
    ORPHAN = "orphan"


@dataclass
class Row:
    """The fields of one row; `number` counts as a spreadsheet does."""

    number: int
    code: Code | None
    name: str
    indicator: str
    agency: str
    support: str
    activity: str
    group: str
    texts: dict[Role, str]
    cells: dict[int, Cell]
    has_targets: bool
    has_amounts: bool
    merged_into_above: bool = False
    kind: Kind = Kind.BLANK
    single_text: str = ""
    first_text: str = ""

    @property
    def has_figures(self) -> bool:
        """Whether anything but texts stands in the row."""
        return self.has_targets or self.has_amounts


@dataclass
class Layout:
    """What was learned about the whole file before single rows are judged."""

    depth: int
    coded: bool
    official: bool = True
    prefixes: frozenset[str] = field(default_factory=frozenset)


def read_rows(table: Table, mapping: Mapping) -> tuple[list[Row], Layout]:
    """All rows below the header with their kind."""
    rows = [_row(table, mapping, index) for index in range(mapping.body, len(table.rows))]
    coded = [row for row in rows if row.code]
    depth = program_depth((row.code, row.name, bool(row.indicator)) for row in coded if row.code)
    figures = [row for row in rows if row.has_figures and row.name]
    layout = Layout(depth, len(coded) * 2 >= max(1, len(figures)), prefixes=_prefixes(coded))
    repeats = _header_texts(table, mapping)
    for row in rows:
        row.kind = _kind(row, layout, repeats)
    return rows, layout


def _prefixes(rows: list[Row]) -> frozenset[str]:
    """Codes that have longer codes below them."""
    found = set()
    for row in rows:
        parts = row.code.text.split(".") if row.code else []
        found |= {".".join(parts[:length]) for length in range(1, len(parts))}
    return frozenset(found)


def _row(table: Table, mapping: Mapping, index: int) -> Row:
    """The fields of one row. Texts of merged cells count for every row they cover, figures only once."""

    def text(role: Role, *, raw: bool = False) -> str:
        found = [table.filled(index, c.index) for c in mapping.of(role)]
        parts = [str(cell).strip() if raw and isinstance(cell, str) else as_text(cell) for cell in found]
        return "\n".join(part for part in parts if not is_nothing(part))

    cells = {c.index: table.cell(index, c.index) for c in mapping.columns}
    names = mapping.of(Role.NAME) + mapping.of(Role.CODE)
    merged = any(table.merged.get((index, c.index), (index, 0))[0] < index for c in names)
    texts = {
        role: text(role)
        for role in (
            Role.FUND,
            Role.PILLAR,
            Role.SUB_DIMENSION,
            Role.OUTPUT,
            Role.OUTCOME,
            Role.LINK,
            Role.YEAR,
            Role.UNIT,
        )
    }
    filled = [table.text(index, c) for c in range(table.width) if not is_nothing(table.filled(index, c))]
    return Row(
        index + 1,
        read_code([table.filled(index, c.index) for c in mapping.of(Role.CODE)]),
        text(Role.NAME),
        text(Role.INDICATOR),
        text(Role.AGENCY, raw=True),
        text(Role.SUPPORT, raw=True),
        text(Role.ACTIVITY),
        text(Role.GROUP),
        texts,
        cells,
        _filled(cells, mapping, lambda c: c.role in (Role.TARGET, Role.END_TARGET, Role.ACTIVE)),
        _filled(cells, mapping, lambda c: c.role in (Role.BUDGET, Role.END_BUDGET)),
        merged_into_above=merged,
        single_text=filled[0] if len(set(filled)) == 1 else "",
        first_text=filled[0] if filled else "",
    )


def _filled(cells: dict[int, Cell], mapping: Mapping, wanted: Callable[[Column], bool]) -> bool:
    return any(not is_nothing(cells[c.index]) for c in mapping.columns if wanted(c))


def _header_texts(table: Table, mapping: Mapping) -> set[str]:
    """The texts of the header, to know them again below a page break."""
    found = {plain(table.text(row, c)) for row in range(mapping.header, mapping.body) for c in range(table.width)}
    return found - {""}


def _kind(row: Row, layout: Layout, header: set[str]) -> Kind:
    """What this row is; the order of questions matters."""
    values = [as_text(cell) for cell in row.cells.values() if not is_nothing(cell)]
    if not values and not row.single_text and not (row.merged_into_above and row.has_figures):
        return Kind.BLANK
    if len(values) > 1 and sum(plain(value) in header for value in values) >= max(2, len(values) * 0.7):
        return Kind.HEADER
    if _is_numbering(values):
        return Kind.NUMBERS
    if row.agency and not (row.code or row.name or row.indicator or row.has_figures):
        return Kind.AGENCY_ONLY
    label = row.first_text if row.first_text not in (row.indicator, row.agency) else row.name
    closes = _FOOTER.match(label) or _FOOTER.match(row.name)
    if closes and not row.agency and not row.indicator and not row.has_targets:
        return Kind.FOOTER
    return _kind_by_code(row, layout)


def _is_numbering(values: list[str]) -> bool:
    """The row of column numbers under a header: 1 2 3 ... or (1) (2) (3) ..."""
    digits = [int(found[1]) for value in values if (found := re.fullmatch(r"\(?(\d{1,3})\)?(?:\s*=.*)?", value))]
    return (
        len(values) >= 3
        and len(digits) == len(values)
        and digits == sorted(set(digits))
        and digits[0] in (1, 2)
        and (digits[-1] - digits[0] + 1 <= len(digits) + 3)
    )


def _kind_by_code(row: Row, layout: Layout) -> Kind:
    """Heading, program, activity or continuation."""
    code = row.code
    if code is None:
        return _kind_without_code(row, layout)
    if code.depth > layout.depth and not code.odd:
        return Kind.ACTIVITY
    if code.depth == layout.depth:
        return Kind.PROGRAM
    if code.depth == 0 or code.text in layout.prefixes:
        return Kind.HEADING if row.name or row.has_figures or row.group else Kind.NOTE
    return Kind.PROGRAM if row.indicator and row.has_targets else Kind.HEADING


def _kind_without_code(row: Row, layout: Layout) -> Kind:
    """A row without a code: a program in files without codes, else a heading, a continuation or a note."""
    if not row.name:
        if row.indicator or row.has_figures or (row.activity and not row.single_text):
            return Kind.CONTINUATION
        return Kind.NOTE
    if row.indicator or row.has_targets or row.agency:
        return Kind.PROGRAM
    if row.single_text and not row.has_figures:
        return Kind.HEADING if _looks_heading(row.name) and len(row.name) < 160 else Kind.NOTE
    if layout.coded or _looks_heading(row.name):
        return Kind.HEADING
    return Kind.PROGRAM if row.has_amounts else Kind.HEADING


def _looks_heading(name: str) -> bool:
    return bool(_HEADING.match(name)) or (name.isupper() and not name.lower().startswith("program"))
