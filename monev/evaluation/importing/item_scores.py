"""A file of item scores as rows: code and score; every item of the instrument once, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from masterplan.importing.reading import Cell, as_text, read_tables
from monev.evaluation.importing.cells import (
    NOTHING,
    Problem,
    Unfit,
    UnfitFile,
    columns_of,
    header_of,
    is_blank,
    score_in,
)

CODE, SCORE = "code", "score"
NOT_APPLICABLE = NOTHING | {"n/a", "na", "n.a.", "tt", "t/t", "tidak berlaku"}
MOST_DECIMALS = 20
"""A mean over three assessors may come with many; the mean over the items uses all of them."""


@dataclass(frozen=True, slots=True)
class ItemScores:
    """The score of each item by its code, None where it does not apply; and the headings that were ignored."""

    scores: dict[str, Decimal | None]
    ignored: tuple[str, ...]


def read_item_scores(content: bytes, *, filename: str, items: Mapping[str, str]) -> ItemScores:
    """The scores of the file; `items` are the texts of the instrument's items by code.

    Raises `UnfitFile` with everything that is wrong, by line.
    """
    table = read_tables(content, filename=filename)[0]
    header = header_of(table)
    columns, ignored = columns_of(table, header, (CODE, SCORE))
    problems: list[Problem] = []
    scores: dict[str, Decimal | None] = {}
    lines: dict[str, int] = {}
    for index in range(header + 1, len(table.rows)):
        if is_blank(table, index):
            continue
        line, cell = index + 1, table.filled(index, columns[CODE])
        code = _code(cell, items)
        if code is None:
            problems.append(Problem(line, _unknown(as_text(cell))))
            continue
        if code in lines:
            facts = {"code": code, "line": lines[code]}
            problems.append(Problem(line, _("item %(code)s already stands in line %(line)s") % facts))
            continue
        lines[code] = line
        try:
            scores[code] = _score(table.filled(index, columns[SCORE]))
        except Unfit as unfit:
            problems.append(Problem(line, f"{code}: {unfit}"))
    problems += [
        Problem(len(table.rows), _("item %(code)s is missing: %(text)s") % {"code": code, "text": text[:80]})
        for code, text in items.items()
        if code not in lines
    ]
    if problems:
        raise UnfitFile(problems)
    return ItemScores({code: scores[code] for code in items}, tuple(ignored))


def _code(cell: Cell, items: Mapping[str, str]) -> str | None:
    """The code of an item; a workbook that keeps codes as numbers has cut the zero of 1.10."""
    text = as_text(cell)
    if text in items:
        return text
    padded = f"{text}0" if isinstance(cell, Decimal) and "." in text else f"{text}.00"
    return padded if isinstance(cell, Decimal) and padded in items else None


def _unknown(code: str) -> str:
    if not code:
        return _("the code of the item is missing")
    return _("the instrument has no item %(code)s") % {"code": code[:40]}


def _score(cell: Cell) -> Decimal | None:
    return None if as_text(cell).casefold() in NOT_APPLICABLE else score_in(cell, decimals=MOST_DECIMALS)
