"""A file as an instrument: every row is read, every fault is named with its row, and nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.tabular import RISKY
from masterplan.importing.reading import Table, as_text, read_tables
from monev.evaluation.instrument_content import (
    MEASURED,
    STEPS,
    Content,
    DimensionContent,
    Head,
    IndicatorContent,
    ItemContent,
    Known,
    faults,
    item_faults,
)
from monev.evaluation.instrument_files.columns import COLUMNS, HEAD, LONGEST, NEEDED, NO, YES
from monev.evaluation.item_rules import read_parameters

NUMBER = re.compile(r"-?\d{1,9}([.,]\d{1,6})?")
CODE = re.compile(r"[-a-zA-Z0-9_]+")
ALLOWED_LATER = frozenset({"no_dimensions", "weights", "empty_dimension", "empty_indicator"})
"""Faults that a draft may have: they keep it from being published, not from being read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the file; `row` as the spreadsheet counts, 0 for the file as a whole."""

    row: int
    column: str
    text: str


@dataclass(slots=True)
class Read:
    """What a file says: the content, or the problems for which it cannot be taken."""

    content: Content
    problems: list[Problem] = field(default_factory=list)


def read_file(content: bytes, *, filename: str, head: Head, known: Known, roundings: Iterable[str]) -> Read:
    """Read CSV or XLSX. `head` holds where the file says nothing. Raises `UnreadableFile` for what is no table."""
    table = read_tables(content, filename=filename)[0]
    return _Reader(table, head, known, frozenset(roundings)).read()


def unescaped(text: str) -> str:
    """What `writing.escaped` made harmless, as it was.

    >>> unescaped("'=1+1"), unescaped("''-1"), unescaped("'nuff"), unescaped("-5")
    ('=1+1', "'-1", "'nuff", '-5')
    """
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(RISKY) else text


def cleaned(text: str) -> str:
    """Text as it is stored: one kind of line break, no control characters, nothing around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(each for each in lines if each == "\n" or unicodedata.category(each) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept).strip()


class _Reader:
    """Reads one table; keeps what it found wrong."""

    def __init__(self, table: Table, head: Head, known: Known, roundings: frozenset[str]) -> None:
        self.table, self.head, self.known, self.roundings = table, head, known, roundings
        self.problems: list[Problem] = []
        self.at: dict[str, int] = {}
        self.row = 0
        self.dimensions: dict[str, DimensionContent] = {}
        self.indicators: dict[str, dict[str, list[ItemContent]]] = {}
        self.rows_of_items: dict[str, int] = {}

    def read(self) -> Read:
        self._columns()
        if self.problems:
            return Read(Content(self.head), self.problems)
        for number in range(1, len(self.table.rows)):
            self.row = number + 1
            if any(self.text(name) for name in self.at):
                self._read_row(is_first=number == 1)
        content = Content(self.head, tuple(self._dimension(each) for each in self.dimensions.values()))
        self._whole(content)
        return Read(content, self.problems)

    def _columns(self) -> None:
        """Which column stands where; unknown, doubled and missing ones are problems."""
        names = [as_text(cell).strip().lower() for cell in self.table.rows[0]]
        self.row = 1
        for number, name in enumerate(names):
            if name in self.at:
                self.wrong(name, _("The column “%(name)s” stands there twice.") % {"name": name})
            elif name in COLUMNS:
                self.at[name] = number
            elif name:
                self.wrong(name, _("The column “%(name)s” is not known.") % {"name": name})
        for name in NEEDED:
            if name not in self.at:
                self.wrong(name, _("The column “%(name)s” is missing.") % {"name": name})

    def _read_row(self, *, is_first: bool) -> None:
        if is_first:
            self._head()
        else:
            self._no_head()
        code = self.text("dimension")
        if not code:
            if any(self.text(name) for name in ("indicator", "code", "item")):
                self.wrong("dimension", _("Say to which dimension the row belongs."))
            return
        self._read_dimension(code)
        heading = self.text("indicator")
        if heading:
            items = self.indicators[code].setdefault(heading, [])
            if self.text("code") or self.text("item"):
                items.append(self._item())
        elif self.text("code") or self.text("item"):
            self.wrong("indicator", _("Say to which indicator the item belongs."))

    def _read_dimension(self, code: str) -> None:
        """Its columns stand in every row, or in its first one only."""
        weight = self.number("weight_percent")
        found = DimensionContent(
            code=code,
            name_id=self.text("dimension_name_id") or code,
            name_en=self.text("dimension_name_en") or code,
            weight=weight or Decimal(0),
        )
        if code not in self.dimensions:
            if not CODE.fullmatch(code):
                self.wrong("dimension", _("A code has only letters, digits, hyphens and underscores."))
            readable = weight is not None or not self.text("weight_percent")
            if readable and (not 0 < found.weight <= 100 or found.weight != round(found.weight, 2)):
                self.wrong("weight_percent", _("A weight lies above 0 and at most at 100, with two decimals at most."))
            self.dimensions[code] = found
            self.indicators[code] = {}
            return
        before = self.dimensions[code]
        for column, name in (
            ("weight_percent", "weight"),
            ("dimension_name_id", "name_id"),
            ("dimension_name_en", "name_en"),
        ):
            if self.text(column) and getattr(found, name) != getattr(before, name):
                self.wrong(
                    column, _("An earlier row says something else about the dimension “%(code)s”.") % {"code": code}
                )

    def _item(self) -> ItemContent:
        rule = self.text("rule")
        item = ItemContent(
            code=self._item_code(),
            text=self.text("item"),
            guidance=self.text("guidance"),
            pillar=self.text("pillar"),
            sub_dimension=self.text("sub_dimension"),
            is_survey="survey" in self.text("answered_by").lower(),
            rule=rule,
            parameters=read_parameters(rule, self.text("parameters")),
            thresholds=self._thresholds(),
            lower_is_better=self.truth("lower_is_better"),
            steps={step: text for step in STEPS if (text := self.text(f"step_{step}"))},
            is_assumed=self.truth("is_assumed"),
        )
        for fault in item_faults(item, self.known):
            self.wrong(_COLUMNS_OF_FAULTS.get(fault.code, "code"), fault.text)
        return item

    def _item_code(self) -> str:
        number = self.at["code"]
        if number < len(self.table.rows[self.row - 1]) and isinstance(self.table.rows[self.row - 1][number], Decimal):
            self.wrong(
                "code",
                _("The code is stored as a number, so 1.10 and 1.1 cannot be told apart. Format the column as text."),
            )
        code = self.text("code")
        if before := self.rows_of_items.get(code):
            self.wrong("code", _("The code “%(code)s” stands in row %(row)s already.") % {"code": code, "row": before})
        self.rows_of_items.setdefault(code, self.row)
        return code

    def _thresholds(self) -> dict[str, str]:
        found = {step: self.number(f"threshold_{step}") for step in MEASURED}
        return {step: f"{value:f}" for step, value in found.items() if value is not None}

    def _head(self) -> None:
        """What the first row says about the whole."""
        said: dict[str, Any] = {
            name: self.text(name) for name in ("name_id", "name_en", "note", "source") if name in self.at
        }
        if year := self.text("year"):
            if re.fullmatch(r"20\d\d", year):
                said["year"] = int(year)
            else:
                self.wrong("year", _("Write the year with four digits."))
        if rounding := self.text("rounding"):
            if rounding in self.roundings:
                said["rounding"] = rounding
            else:
                self.wrong(
                    "rounding", _("The rounding is one of: %(names)s.") % {"names": ", ".join(sorted(self.roundings))}
                )
        if "cohorts" in self.at:
            said["cohorts"] = tuple(sorted(each.strip() for each in self.text("cohorts").split(";") if each.strip()))
        if any(f"scale_{step}" in self.at for step in STEPS):
            said["steps"] = {step: text for step in STEPS if (text := self.text(f"scale_{step}"))}
        kept = {name: value for name, value in said.items() if value or name not in ("name_id", "name_en")}
        self.head = replace(self.head, **kept)

    def _no_head(self) -> None:
        for name in HEAD:
            if name in self.at and self.text(name):
                self.wrong(name, _("What holds for the whole instrument stands in the first row only."))

    def _dimension(self, found: DimensionContent) -> DimensionContent:
        headings = self.indicators[found.code].items()
        return replace(found, indicators=tuple(IndicatorContent(name, tuple(items)) for name, items in headings))

    def _whole(self, content: Content) -> None:
        """What only shows when all rows are read; each fault once."""
        self.row = 0
        if not content.dimensions:
            self.wrong("dimension", _("The file has no row with a dimension."))
        known_rows = {"item_twice", *_COLUMNS_OF_FAULTS, "item_without_words", "weight"}
        for fault in faults(content, self.known):
            if fault.code not in ALLOWED_LATER and fault.code not in known_rows:
                self.wrong(_COLUMNS_OF_WHOLE.get(fault.code, ""), fault.text)

    def text(self, column: str) -> str:
        """A cell of the row at hand as it is stored; "" where the column is not there."""
        number = self.at.get(column)
        cells = self.table.rows[self.row - 1]
        if number is None or number >= len(cells):
            return ""
        cell = cells[number]
        text = as_text(cell) if isinstance(cell, Decimal) else cleaned(cell)
        text = unescaped(text) if self.table.encoding else text
        if len(text) > LONGEST.get(column, 32_000):
            self.wrong(column, _("At most %(most)s characters fit here.") % {"most": LONGEST.get(column, 32_000)})
            return text[: LONGEST.get(column, 32_000)]
        return text

    def number(self, column: str) -> Decimal | None:
        """A number; None for nothing."""
        text = self.text(column).removesuffix("%").strip()
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            self.wrong(column, _("“%(text)s” is no number.") % {"text": text[:40]})
            return None
        return Decimal(text.replace(",", "."))

    def truth(self, column: str) -> bool:
        """Yes or no; nothing is no."""
        text = self.text(column).lower()
        if text not in YES | NO:
            self.wrong(column, _("Write true or false."))
        return text in YES

    def wrong(self, column: str, text: str) -> None:
        """Keep a problem of the row at hand, once."""
        problem = Problem(self.row, column, text)
        if problem not in self.problems:
            self.problems.append(problem)


_COLUMNS_OF_FAULTS = {
    "unknown_pillar": "pillar",
    "pillar_missing": "pillar",
    "unknown_sub_dimension": "sub_dimension",
    "sub_dimension_elsewhere": "sub_dimension",
    "unknown_rule": "rule",
    "unknown_parameter": "parameters",
    "missing_parameter": "parameters",
    "unknown_value": "parameters",
    "thresholds": "threshold_1",
}
_COLUMNS_OF_WHOLE = {"unknown_cohort": "cohorts"}
