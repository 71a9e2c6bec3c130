"""Cells of score files: headers as people write them, scores with a comma or a point, and what is wrong by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import Refused
from masterplan.importing.reading import Cell, Table, as_text
from monev.evaluation.scoring import HIGHEST, LOWEST

NUMBER = re.compile(r"[+-]?\d{1,6}(?:[.,]\d{1,30})?")
NOTHING = frozenset(["-", "--", "\u2013", "\u2014"])
SPREADSHEET_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one line of a file (1: the header)."""

    line: int
    text: str

    def __str__(self) -> str:
        return _("line %(line)s: %(text)s") % {"line": self.line, "text": self.text}


class UnfitFile(Refused):
    """A file of which nothing is stored, with everything that is wrong in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: each.line))
        super().__init__("\n".join(str(each) for each in self.problems), field="file")


class Unfit(ValueError):
    """A cell that does not hold what it must; the message is for people."""


def column_name(text: str) -> str:
    """A heading as it is compared: `Quick Win`, `quick-win` and `quick_win` are one.

    >>> column_name("  Quick-Win "), column_name("KAB/KOTA")
    ('quick_win', 'kab_kota')
    """
    return "_".join(re.findall(r"[a-z0-9]+", text.casefold()))


def header_of(table: Table) -> int:
    """The first row that holds anything."""
    return next(row for row in range(len(table.rows)) if any(table.text(row, each) for each in range(table.width)))


def columns_of(
    table: Table, header: int, wanted: Iterable[str], *, also: Iterable[str] = ()
) -> tuple[dict[str, int], list[str]]:
    """Where the wanted columns stand, and the headings of those that nobody asked for.

    `also`: taken where they stand, not missed. Raises `UnfitFile` for a column that is missing or stands there twice.
    """
    found: dict[str, int] = {}
    unknown: list[str] = []
    problems: list[Problem] = []
    needed = list(wanted)
    known = {column_name(each): each for each in (*needed, *also)}
    for index in range(table.width):
        heading = table.text(header, index)
        name = known.get(column_name(heading))
        if name is None:
            unknown += [heading] if heading else []
        elif name in found:
            problems.append(Problem(header + 1, _("the column %(name)s stands there twice") % {"name": name}))
        else:
            found[name] = index
    missing = [each for each in needed if each not in found]
    if missing:
        problems.append(Problem(header + 1, _("these columns are missing: %(names)s") % {"names": ", ".join(missing)}))
    if problems:
        raise UnfitFile(problems)
    return found, unknown


def number_in(cell: Cell, *, decimals: int) -> Decimal:
    """The number of a cell, with a decimal comma or point. Raises `Unfit` for anything else and for more decimals.

    >>> number_in("2,55", decimals=2), number_in("2", decimals=2), number_in(Decimal("1.4"), decimals=2)
    (Decimal('2.55'), Decimal('2'), Decimal('1.4'))
    """
    if isinstance(cell, Decimal):
        value = Decimal(f"{float(cell):.{SPREADSHEET_DIGITS}g}")  # what a spreadsheet shows of a stored number
    else:
        text = as_text(cell).replace(" ", "")
        if not text:
            raise Unfit(_("the number is missing"))
        if not NUMBER.fullmatch(text):
            raise Unfit(_("“%(text)s” is not a number") % {"text": as_text(cell)[:40]})
        value = Decimal(text.replace(",", "."))
    if value != round(value, decimals):
        raise Unfit(
            _("%(number)s has more than %(count)s decimals") % {"number": format(value, "f")[:24], "count": decimals}
        )
    return value


def score_in(cell: Cell, *, decimals: int = 2) -> Decimal:
    """A score on the scale from 0 to 4."""
    value = number_in(cell, decimals=decimals)
    if not LOWEST <= value <= HIGHEST:
        raise Unfit(_("%(number)s does not lie between 0 and 4") % {"number": format(value, "f")[:24]})
    return value


def is_blank(table: Table, row: int) -> bool:
    """A row without anything in it."""
    return not any(table.text(row, each) for each in range(table.width))
