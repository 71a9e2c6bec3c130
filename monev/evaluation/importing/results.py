"""A file of published results as rows: region, the score of each dimension, the final, perhaps the improvement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from masterplan.importing.reading import Table, as_text, read_tables
from monev.evaluation.importing.cells import (
    NOTHING,
    Problem,
    Unfit,
    UnfitFile,
    columns_of,
    header_of,
    is_blank,
    number_in,
    score_in,
)
from monev.evaluation.region_names import Match, Named, RegionNames

REGION, FINAL, IMPROVEMENT = "region", "final", "improvement"
CENT = Decimal("0.01")
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One region as a letter publishes it. `takes_part`: False for a row of zeros (or dashes)."""

    line: int
    region: Named
    dimensions: dict[str, Decimal]
    final: Decimal
    improvement: Decimal | None
    takes_part: bool


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """What a file says; `ignored` are headings that nothing was done with."""

    rows: tuple[PublishedRow, ...]
    ignored: tuple[str, ...]


def read_published(content: bytes, *, filename: str, dimensions: Sequence[str], names: RegionNames) -> PublishedTable:
    """The rows of the file. Raises `UnfitFile` with everything that is wrong in it, by line."""
    table = read_tables(content, filename=filename)[0]
    header = header_of(table)
    columns, ignored = columns_of(table, header, (REGION, *dimensions, FINAL), also=(IMPROVEMENT,))
    problems: list[Problem] = []
    rows: list[PublishedRow] = []
    for index in range(header + 1, len(table.rows)):
        if not is_blank(table, index):
            row = _row(table, index, columns, dimensions, names, problems)
            rows += [row] if row else []
    if not rows and not problems:
        problems.append(Problem(header + 1, _("no line with a result follows")))
    problems += _repeated(rows)
    if problems:
        raise UnfitFile(problems)
    return PublishedTable(tuple(rows), tuple(ignored))


def _row(
    table: Table,
    index: int,
    columns: dict[str, int],
    dimensions: Sequence[str],
    names: RegionNames,
    problems: list[Problem],
) -> PublishedRow | None:
    """One line; what is wrong with it goes to `problems`."""
    line, before = index + 1, len(problems)
    written = table.text(index, columns[REGION])
    match = names.match(written)
    if match.found is None:
        problems.append(Problem(line, unmatched(written, match)))
    scores: dict[str, Decimal] = {}
    absent = all(table.text(index, columns[each]) in NOTHING for each in (*dimensions, FINAL))
    for name in (*dimensions, FINAL):
        try:
            scores[name] = ZERO if absent else score_in(table.filled(index, columns[name])).quantize(CENT)
        except Unfit as unfit:
            problems.append(Problem(line, f"{name}: {unfit}"))
    improvement: Decimal | None = None
    try:
        improvement = _improvement(table, index, columns)
    except Unfit as unfit:
        problems.append(Problem(line, f"{IMPROVEMENT}: {unfit}"))
    if len(problems) > before or match.found is None:
        return None
    final = scores.pop(FINAL)
    takes_part = bool(final) or any(scores.values())
    return PublishedRow(line, match.found, scores, final, improvement if takes_part else None, takes_part)


def _improvement(table: Table, index: int, columns: dict[str, int]) -> Decimal | None:
    """The published improvement; nothing where there is no such column or no year before."""
    if IMPROVEMENT not in columns:
        return None
    cell = table.filled(index, columns[IMPROVEMENT])
    if as_text(cell) in NOTHING or not as_text(cell):
        return None
    value = number_in(cell, decimals=2).quantize(CENT)
    if not -4 <= value <= 4:
        raise Unfit(_("%(number)s does not lie between -4 and 4") % {"number": value})
    return value


def unmatched(written: str, match: Match) -> str:
    """That a text does not mean exactly one region, and which it could mean."""
    if not written:
        return _("the region is missing")
    facts = {
        "text": written[:80],
        "candidates": ", ".join(f"{each.code} {each.name}" for each in match.candidates),
    }
    if match.candidates:
        return _("“%(text)s” does not name exactly one region; it could be: %(candidates)s") % facts
    return _("“%(text)s” is no region that the portal knows") % facts


def _repeated(rows: Sequence[PublishedRow]) -> list[Problem]:
    """A region stands in a file once."""
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        if row.region.code in first:
            facts = {"region": f"{row.region.code} {row.region.name}", "line": first[row.region.code]}
            problems.append(Problem(row.line, _("%(region)s already stands in line %(line)s") % facts))
        first.setdefault(row.region.code, row.line)
    return problems
