"""A file of external figures for a region: all of it, or nothing; what is entered already is not changed by a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from core.formats import number
from masterplan.importing.reading import Table, as_text, read_tables
from monev.evaluation.importing.cells import Problem, Unfit, UnfitFile, columns_of, header_of, is_blank, number_in
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.services.external import EARLIEST_YEAR, Given, Impossible, Unusual, enter_figure
from organizations.intake import take_in
from organizations.models import Region

CODE, YEAR, VALUE, SOURCE, REASON = "kode", "tahun", "nilai", "sumber", "alasan"
NEEDED = (CODE, YEAR, VALUE, SOURCE)
MOST_DECIMALS = 4
LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file, understood."""

    line: int
    indicator: ExternalIndicator
    year: int
    given: Given


@dataclass(frozen=True, slots=True)
class Imported:
    """How many figures are new, and how many stood there already with the same value."""

    entered: int
    unchanged: int


def import_figures(region: Region, content: bytes, *, filename: str, this_year: int, by: Any) -> Imported:
    """Enter every figure of the file. Raises `UnfitFile` with everything that is wrong, and stores nothing then."""
    if len(content) > LARGEST:
        raise Refused(_("The file is too large; at most 5 MB are read."), field="file")
    take_in(content, by=by)
    rows = read_rows(content, filename=filename, this_year=this_year)
    problems: list[Problem] = []
    entered = unchanged = 0
    with transaction.atomic():
        stored = _stored(region)
        for row in sorted(rows, key=lambda each: each.year):
            before = stored.get((row.indicator.pk, row.year))
            if before is not None and (before.value, before.grade) == (row.given.value, row.given.grade):
                unchanged += 1
                continue
            problem = _entered(region, row, before, by=by)
            problems += [problem] if problem else []
            entered += problem is None
        if problems:
            raise UnfitFile(problems)
    return Imported(entered, unchanged)


def _stored(region: Region) -> Mapping[tuple[int, int], ExternalFigure]:
    rows = ExternalFigure.objects.current().of_region(region)
    return {(each.indicator_id, each.year): each for each in rows}


def _entered(region: Region, row: Row, before: ExternalFigure | None, *, by: Any) -> Problem | None:
    """Enter one line; what speaks against it, or None."""
    name = f"{row.indicator.code} {row.year}"
    if before is not None:
        return Problem(row.line, _("%(name)s is entered already otherwise; change it on its page") % {"name": name})
    try:
        enter_figure(region, row.indicator, row.year, row.given, by=by)
    except Impossible as refused:
        return Problem(row.line, f"{name}: {refused.message}{_meant(refused.meant)}")
    except Unusual as refused:
        meant = next((each.meant for each in refused.findings if each.meant is not None), None)
        return Problem(row.line, f"{name}: {refused.message}{_meant(meant)}")
    except Conflict:
        return Problem(row.line, _("%(name)s stands in the file twice") % {"name": name})
    except Refused as refused:
        return Problem(row.line, f"{name}: {refused.message}")
    return None


def _meant(value: Decimal | None) -> str:
    """What was probably meant, behind a sentence."""
    return "" if value is None else " " + _("Did you mean %(value)s?") % {"value": number(value)}


def read_rows(content: bytes, *, filename: str, this_year: int) -> list[Row]:
    """The lines of the file: code of the figure, year, value or grade, source, perhaps a reason."""
    table = read_tables(content, filename=filename)[0]
    header = header_of(table)
    columns, _ignored = columns_of(table, header, NEEDED, also=(REASON,))
    indicators = {each.code: each for each in ExternalIndicator.objects.current()}
    problems: list[Problem] = []
    rows: list[Row] = []
    for index in range(header + 1, len(table.rows)):
        if not is_blank(table, index):
            try:
                rows.append(_row(table, index, columns, indicators, this_year))
            except Unfit as unfit:
                problems.append(Problem(index + 1, str(unfit)))
    if problems:
        raise UnfitFile(problems)
    return rows


def _row(
    table: Table, index: int, columns: Mapping[str, int], indicators: Mapping[str, ExternalIndicator], this_year: int
) -> Row:
    code, year = (table.text(index, columns[name]) for name in (CODE, YEAR))
    indicator = indicators.get(code)
    if indicator is None:
        raise Unfit(_("there is no external figure with the code “%(code)s”") % {"code": code[:40]})
    if not (year.isascii() and year.isdigit() and EARLIEST_YEAR <= int(year[:6]) <= this_year):
        raise Unfit(_("“%(year)s” is no year that can be asked for") % {"year": year[:20]})
    cell = table.filled(index, columns[VALUE])
    value: Decimal | None = None if indicator.grades else number_in(cell, decimals=MOST_DECIMALS)
    return Row(
        line=index + 1,
        indicator=indicator,
        year=int(year),
        given=Given(
            value=value,
            grade=as_text(cell) if indicator.grades else "",
            source=table.text(index, columns[SOURCE])[:400],
            unusual_reason=table.text(index, columns[REASON])[:1000] if REASON in columns else "",
        ),
    )
