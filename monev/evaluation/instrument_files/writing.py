"""An instrument as rows of text, and the rows as CSV and XLSX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO

from core.row_files import csv_pieces, xlsx_file
from core.tabular import RISKY
from monev.evaluation.instrument_content import MEASURED, STEPS, Content, DimensionContent, Head, ItemContent
from monev.evaluation.instrument_files.columns import ASSESSOR, COLUMNS, FALSE, SEPARATOR, SURVEY, TRUE
from monev.evaluation.item_rules import write_parameters

Row = Mapping[str, str]
NUMBERS = frozenset({"weight_percent", *(f"threshold_{step}" for step in MEASURED)})
"""Columns that hold numbers: a minus in front is no formula."""


def rows(content: Content, code: str) -> list[dict[str, str]]:
    """One row an item, in order; a heading without items, and a dimension without headings, have a row of their own."""
    found: list[dict[str, str]] = []
    for dimension in content.dimensions:
        found += _rows_of(dimension)
    head = _head(content.head, code)
    return [found[0] | head, *found[1:]] if found else [head]


def as_csv(content: Content, code: str) -> bytes:
    """The instrument as CSV."""
    lines = [[escaped(row.get(each, ""), each) for each in COLUMNS] for row in rows(content, code)]
    return b"".join(csv_pieces(COLUMNS, lines))


def as_xlsx(content: Content, code: str) -> IO[bytes]:
    """The instrument as a workbook of one sheet; all cells are texts, so that the code 1.10 stays 1.10."""
    return xlsx_file(code, COLUMNS, [[row.get(each, "") for each in COLUMNS] for row in rows(content, code)])


def escaped(text: str, column: str = "") -> str:
    """A cell that no spreadsheet takes for a formula; `instrument_files.reading.unescaped` undoes it.

    >>> escaped("=1+1"), escaped("'-1"), escaped("Dinas"), escaped("-5", "threshold_1")
    ("'=1+1", "''-1", 'Dinas', '-5')
    """
    return f"'{text}" if column not in NUMBERS and text.lstrip("'").startswith(RISKY) else text


def _rows_of(dimension: DimensionContent) -> Iterator[dict[str, str]]:
    own = {
        "dimension": dimension.code,
        "weight_percent": f"{dimension.weight.normalize():f}",
        "dimension_name_id": dimension.name_id,
        "dimension_name_en": dimension.name_en,
    }
    if not dimension.indicators:
        yield own
    for indicator in dimension.indicators:
        heading = own | {"indicator": indicator.name}
        yield from ([heading | _item(item) for item in indicator.items] or [heading])


def _item(item: ItemContent) -> dict[str, str]:
    return {
        "answered_by": SURVEY if item.is_survey else ASSESSOR,
        "code": item.code,
        "item": item.text,
        "guidance": item.guidance,
        "pillar": item.pillar,
        "sub_dimension": item.sub_dimension,
        "rule": item.rule,
        "parameters": write_parameters(item.parameters),
        "lower_is_better": _truth(item.lower_is_better),
        "is_assumed": _truth(item.is_assumed),
        **{f"threshold_{step}": item.thresholds.get(step, "") for step in MEASURED},
        **{f"step_{step}": item.steps.get(step, "") for step in STEPS},
    }


def _head(head: Head, code: str) -> dict[str, str]:
    return {
        "instrument": code,
        "year": str(head.year),
        "name_id": head.name_id,
        "name_en": head.name_en,
        "rounding": head.rounding,
        "cohorts": SEPARATOR.join(head.cohorts),
        "note": head.note,
        "source": head.source,
        **{f"scale_{step}": head.steps.get(step, "") for step in STEPS},
    }


def _truth(value: bool) -> str:
    return TRUE if value else FALSE
