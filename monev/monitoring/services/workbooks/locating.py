"""Which program, quick win or pledge a row is about, and which indicator, source, step or milestone of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from monev.monitoring.selectors.entry_parts import WinPlan
from monev.monitoring.selectors.workbooks import Contents, Line, programs_elsewhere
from monev.monitoring.workbook.columns import (
    ACTIONS,
    INDICATORS,
    KIND_OF,
    MILESTONES,
    PROGRAMS,
    SPENDING,
)
from monev.monitoring.workbook.reading import Cell, Found, FoundRow, FoundSheet
from monev.monitoring.workbook.rows import pick_label


class Unplaced(Exception):
    """The row belongs nowhere; the argument says why, `key` names the column at which to say it."""

    def __init__(self, message: str, key: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(slots=True)
class Places:
    """Where rows belong in the workbook of one OPD and period."""

    contents: Contents
    by_key: dict[tuple[str, str], Line] = field(default_factory=dict)
    by_code: dict[str, Line] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    foreign_indicators: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, contents: Contents, found: Found) -> Places:
        """With what other OPDs lead, for the rows that are not found here."""
        made = cls(contents, {(line.kind.slug, line.key): line for line in contents.lines})
        programs = contents.of("progress")
        codes = Counter(line.subject.code for line in programs)
        made.by_code = {line.subject.code: line for line in programs if codes[line.subject.code] == 1}
        made.by_code |= {" ".join(pick_label(line).split()): line for line in programs}
        for pk, fund in contents.funds.items():
            made.sources |= dict.fromkeys((fund.code, fund.name_id.casefold(), fund.name_en.casefold()), pk)
        for line in programs:
            for each in line.program_plan.inputs.indicators:
                made.foreign_indicators[str(each.indicator.lineage)] = line.subject.name
        made.elsewhere = programs_elsewhere(made._strangers(found), contents.period.region_id)
        return made

    def _strangers(self, found: Found) -> set[UUID]:
        keys = {
            row.text("program")
            for sheet in found.sheets.values()
            if KIND_OF[sheet.sheet.key] == "progress"
            for row in sheet.rows
        }
        return {made for key in keys if ("progress", key) not in self.by_key and (made := _uuid(key))}

    def line(self, sheet: FoundSheet, row: FoundRow) -> Line:
        """What the row is about. Raises `Unplaced`."""
        slug, subject = KIND_OF[sheet.sheet.key], sheet.sheet.subject.key
        key = row.text(subject)
        if line := self.by_key.get((slug, key)):
            return line
        if slug == "progress" and not key:
            code_key = "code" if sheet.sheet.key == PROGRAMS else "program_code"
            if line := self.by_code.get(row.text(code_key)):
                return line
            raise Unplaced(
                _("The row does not say which program it is about. Choose the program in this column."), code_key
            )
        raise Unplaced(self._unknown(slug, key), "code" if sheet.sheet.key == PROGRAMS else "name")

    def _unknown(self, slug: str, key: str) -> str:
        if owner := self.elsewhere.get(key):
            if owner == self.contents.agency.name:
                return _("This program is not reported in %(period)s.") % {"period": self.contents.period.label}
            return _(
                "This program belongs to another OPD (%(agency)s). Only the programs of “%(own)s” are taken over."
            ) % {
                "agency": owner,
                "own": self.contents.agency.name,
            }
        if slug == "progress":
            return _("This program is unknown. Rows of your own cannot be added here; use the rows of the download.")
        return _("This row is unknown. Rows of your own cannot be added here; use the rows of the download.")

    def slot(self, sheet: FoundSheet, row: FoundRow, line: Line) -> int:
        """The id of the indicator, source, step or milestone of the row. Raises `Unplaced`."""
        return {
            INDICATORS: self._indicator,
            SPENDING: self._source,
            ACTIONS: self._action,
            MILESTONES: self._milestone,
        }[sheet.sheet.key](row, line)

    def _indicator(self, row: FoundRow, line: Line) -> int:
        key, name = row.text("indicator"), row.text("indicator_name")
        for each in line.program_plan.inputs.indicators:
            if key == str(each.indicator.lineage) or (not key and name == " ".join(each.indicator.name.split())):
                return each.indicator.pk
        if owner := self.foreign_indicators.get(key):
            raise Unplaced(
                _("This indicator belongs to another program (%(program)s).") % {"program": owner}, "indicator_name"
            )
        raise Unplaced(_("This indicator does not belong to the program."), "indicator_name")

    def _source(self, row: FoundRow, line: Line) -> int:
        code, name = row.text("source_code"), row.text("source")
        found = self.sources.get(code) if code else self.sources.get(name.casefold())
        if found is None:
            raise Unplaced(
                _("The source of funds “%(source)s” is unknown. Choose one from the list.")
                % {"source": code or name or "?"},
                "source_code" if code else "source",
            )
        return found

    def _action(self, row: FoundRow, line: Line) -> int:
        for slot in line.program_plan.actions:
            if row.text("action_item") == str(slot.action_id):
                return slot.action_id
        raise Unplaced(
            _("This action item does not belong to the program, or does not run in this year."), "action_name"
        )

    def _milestone(self, row: FoundRow, line: Line) -> int:
        plan = line.plan
        for slot in plan.milestones if isinstance(plan, WinPlan) else ():
            if row.text("milestone") == str(slot.milestone_id):
                return slot.milestone_id
        raise Unplaced(_("This milestone does not belong to the quick win."), "milestone_name")


def visible_cell(sheet: FoundSheet, row: FoundRow, key: str) -> Cell:
    """The cell of that column; where the column is gone, the first one that people see."""
    if key in row.cells:
        return row.cells[key]
    shown = [column.key for column in sheet.sheet.columns if not column.is_hidden and column.key in row.cells]
    return row.cells[shown[0]] if shown else next(iter(row.cells.values()))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
