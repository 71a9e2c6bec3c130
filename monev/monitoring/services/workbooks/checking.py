"""Checks a workbook against what is stored now: every change, every problem at its cell, and which rows are good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import formats
from monev.monitoring.selectors.entry_parts import ALL_PARTS, WinPlan
from monev.monitoring.selectors.workbooks import Contents, Line
from monev.monitoring.services.completeness import missing, problems
from monev.monitoring.services.workbooks.cells import Unreadable, Value, read_cell, shown
from monev.monitoring.services.workbooks.findings import Change, CheckedRow, Finding, Result, merged, packed
from monev.monitoring.services.workbooks.locating import Places, Unplaced, visible_cell
from monev.monitoring.workbook.choices import CHOICES
from monev.monitoring.workbook.columns import (
    BY_KEY,
    PART_COLUMNS,
    SUBJECT_SHEETS,
    Column,
    Kind,
)
from monev.monitoring.workbook.reading import Cell, Found, FoundRow, FoundSheet
from monev.monitoring.workbook.rows import state_label

Alive = Callable[[int, int], None]
"""Called with what is done and what there is to do."""
PART_OF = {sheet: (name, column) for name, (sheet, column) in PART_COLUMNS.items()}
PREFIXES = {part.name: part.prefix for part in ALL_PARTS}
EVERY = 50
"""Rows between two signs of life."""


@dataclass(slots=True)
class _Draft:
    """One program, quick win or pledge while its rows are read: cells by the names of the inputs of the page."""

    line: Line
    row: CheckedRow
    cells: dict[str, tuple[FoundSheet, Cell, Column]] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)
    anchor: tuple[FoundSheet, Cell] | None = None


def check_workbook(found: Found, contents: Contents, *, alive: Alive) -> Result:
    """Everything that the workbook would change, and everything that stands against it."""
    result = Result(total=len(contents.lines))
    result.general += _missing_parts(found)
    result.notes += _notes(found)
    drafts = _read(found, contents, result, alive)
    for draft in drafts.values():
        _judge(draft)
        if draft.row.changes or draft.row.findings:
            result.rows.append(draft.row)
    _judge_versions(result, found, contents)
    result.unchanged = sum(not draft.row.changes and not draft.row.findings for draft in drafts.values())
    result.absent = len(contents.lines) - len(drafts)
    return result


def _missing_parts(found: Found) -> Iterator[Finding]:
    for key in found.about.sheets:
        if key in BY_KEY and key not in found.sheets:
            yield Finding(
                "", "", str(BY_KEY[key].title), "",
                _("The sheet “%(sheet)s” is missing: nothing of it was read. What is stored stays as it is.")
                % {"sheet": BY_KEY[key].title},
            )  # fmt: skip
    for sheet in found.sheets.values():
        for key in sheet.missing:
            column = sheet.sheet.column(key)
            yield Finding(
                sheet.name, f"A{sheet.head_row + 1}", column.heading, "",
                _("The column “%(column)s” is missing: nothing of it was read. What is stored stays as it is.")
                % {"column": column.heading},
            )  # fmt: skip


def _notes(found: Found) -> Iterator[str]:
    """What was seen and left alone. The sheets that the portal adds itself are not told."""
    for sheet in found.sheets.values():
        if sheet.unknown:
            yield _("Sheet “%(sheet)s”: the columns %(columns)s are not of this workbook and were ignored.") % {
                "sheet": sheet.name,
                "columns": ", ".join(f"“{name}”" for name in sheet.unknown[:10]),
            }
        if hidden := sum(row.is_hidden for row in sheet.rows):
            yield ngettext(
                "Sheet “%(sheet)s”: %(count)s hidden row was read, too.",
                "Sheet “%(sheet)s”: %(count)s hidden rows were read, too.",
                hidden,
            ) % {"sheet": sheet.name, "count": hidden}


def _read(found: Found, contents: Contents, result: Result, alive: Alive) -> dict[str, _Draft]:
    """Sort the rows of all sheets by what they are about, and read their cells."""
    places = Places.of(contents, found)
    drafts: dict[str, _Draft] = {}
    total, done = sum(len(sheet.rows) for sheet in found.sheets.values()), 0
    for key in BY_KEY:
        if (sheet := found.sheets.get(key)) is None:
            continue
        for row in sheet.rows:
            done += 1
            if done % EVERY == 0:
                alive(done, total)
            _place(sheet, row, places, drafts, result)
    return drafts


def _place(sheet: FoundSheet, row: FoundRow, places: Places, drafts: dict[str, _Draft], result: Result) -> None:
    """A row that belongs nowhere is told and left; one that belongs to no part of its program spoils the program."""
    try:
        line = places.line(sheet, row)
    except Unplaced as problem:
        result.general.append(_finding(sheet, row, problem))
        return
    draft = drafts.setdefault(f"{line.kind.slug} {line.key}", _Draft(line, _checked(line)))
    try:
        if sheet.sheet.key in SUBJECT_SHEETS.values():
            _read_subject(sheet, row, draft)
        else:
            _read_part(sheet, row, draft, places.slot(sheet, row, line))
    except Unplaced as problem:
        draft.row.findings.append(_finding(sheet, row, problem))


def _finding(sheet: FoundSheet, row: FoundRow, problem: Unplaced) -> Finding:
    cell = visible_cell(sheet, row, problem.key)
    return Finding(sheet.name, cell.place, sheet.sheet.column(problem.key).heading, shown(cell), str(problem))


def _checked(line: Line) -> CheckedRow:
    code, name = getattr(line.subject, "code", ""), str(line.subject)
    return CheckedRow(line.kind.slug, line.key, code, name, state_label(line), 0, line.version)


def _read_subject(sheet: FoundSheet, row: FoundRow, draft: _Draft) -> None:
    if draft.anchor is not None:
        raise Unplaced(_twice(draft.anchor[1]), "name")
    draft.anchor = (sheet, visible_cell(sheet, row, "name"))
    for column in sheet.sheet.inputs:
        if column.key in row.cells:
            stored = getattr(draft.line.stored, column.key)
            for value in _taken(sheet, row.cells[column.key], column, draft, column.key, stored):
                draft.new[column.key] = value


def _read_part(sheet: FoundSheet, row: FoundRow, draft: _Draft, slot: int) -> None:
    name, key = PART_OF[sheet.sheet.key]
    field_name, column = f"{PREFIXES[name]}{slot}", sheet.sheet.column(key)
    if field_name in draft.cells:
        raise Unplaced(_twice(draft.cells[field_name][1]), key)
    if key not in row.cells or _told_before(draft.line, name, slot):
        return
    stored = getattr(draft.line.stored, name).get(slot)
    for value in _taken(sheet, row.cells[key], column, draft, field_name, stored):
        draft.new.setdefault(name, {})[slot] = value


def _told_before(line: Line, name: str, slot: int) -> bool:
    """A milestone that an earlier report told is shown, and nothing is entered for it."""
    plan = line.plan
    return name == "milestones" and isinstance(plan, WinPlan) and slot not in {s.milestone_id for s in plan.to_enter}


def _twice(first: Cell) -> str:
    return _("This row stands twice (see %(cell)s). Delete one of them.") % {"cell": first.place}


def _taken(sheet: FoundSheet, cell: Cell, column: Column, draft: _Draft, name: str, stored: Value) -> Iterator[Value]:
    """Read one cell; the new value where it differs from what is stored, else nothing."""
    draft.cells[name] = (sheet, cell, column)
    try:
        value = read_cell(column, cell, stored)
    except Unreadable as problem:
        draft.row.findings.append(Finding(sheet.name, cell.place, column.heading, shown(cell), str(problem)))
        return
    if _comparable(value) == _comparable(stored):
        return
    label = column.heading if sheet.sheet.key in SUBJECT_SHEETS.values() else _label(draft.line, column, name)
    draft.row.changes.append(Change(sheet.name, cell.place, label, _text(column, stored), _text(column, value)))
    yield value


def _comparable(value: Value) -> Value:
    """An empty text and nothing are the same; zero is a figure."""
    return None if value == "" else value


def _label(line: Line, column: Column, name: str) -> str:
    """Which indicator, source, step or milestone a change is about."""
    slot = int(name.rsplit("_", 1)[-1])
    plan = line.plan
    if isinstance(plan, WinPlan):
        return next(each.name for each in plan.milestones if each.milestone_id == slot)
    whole = line.program_plan
    names = {f"value_{each.indicator_id}": each.name for each in whole.indicators}
    names |= {f"spending_{key}": source for key, source in whole.allowed_sources.items()}
    names |= {f"action_{each.action_id}": each.name for each in whole.actions}
    return names.get(name, column.heading)


def _judge(draft: _Draft) -> None:
    """The rules of the page over the whole entry; then whether the report can be changed at all."""
    row, line = draft.row, draft.line
    row.delta = packed(draft.new)
    if not row.changes:
        return
    data = merged(line.stored, row.delta)
    found = {finding.cell for finding in row.findings}
    for problem in problems(line.plan, data):
        if (finding := _at(draft, problem.field, str(problem.message))).cell not in found:
            row.findings.append(finding)
    gaps = missing(line.plan, data, pledge=line.kind.slug == "pledge")
    for problem in [each for each in gaps if each.field == "nil_reason"][:1]:
        row.findings.append(_at(draft, problem.field, str(problem.message), blocks=False))
    if not line.is_open:
        row.findings.append(_at(draft, "", _sent(line)))


def _sent(line: Line) -> str:
    return _(
        "The report is already in the state “%(state)s”: nothing of it is taken over. Withdraw it on its page, or ask "
        "the verifier to return it; then download the workbook again."
    ) % {"state": state_label(line)}


def _judge_versions(result: Result, found: Found, contents: Contents) -> None:
    """Refuse the rows whose report somebody saved after the workbook was made; both versions are told."""
    lines = {(line.kind.slug, line.key): line for line in contents.lines}
    cells = {(row.kind, row.key): row for row in result.rows}
    for key, row in cells.items():
        line = lines[key]
        row.seen = found.about.seen.get(key, 0)
        if row.changes and row.seen != line.version and line.is_open:
            row.findings.insert(0, Finding(*_where(found, line), _older(row, line)))


def _where(found: Found, line: Line) -> tuple[str, str, str, str]:
    sheet = found.sheets.get(SUBJECT_SHEETS[line.kind.slug])
    title = str(BY_KEY[SUBJECT_SHEETS[line.kind.slug]].column("name").label)
    if sheet is not None:
        for row in sheet.rows:
            if row.text(sheet.sheet.subject.key) == line.key:
                return sheet.name, visible_cell(sheet, row, "name").place, title, str(line.subject)
    return "", "", title, str(line.subject)


def _older(row: CheckedRow, line: Line) -> str:
    if line.report is None:
        return _("The report that this row was filled in on does not exist any more. Download the workbook again.")
    who = line.report.entered_by or formats.NOTHING
    return _(
        "This row was filled in on an older version of the report (%(seen)s); version %(stored)s was saved on %(when)s "
        "by %(who)s. Both are shown here: download the workbook again, or enter the difference on the page."
    ) % {"seen": row.seen, "stored": line.version, "when": formats.longdate(line.report.updated_at), "who": who}


def _at(draft: _Draft, name: str, message: str, *, blocks: bool = True) -> Finding:
    """A problem at the cell of its input; without one at the row, without a row nowhere."""
    if name in draft.cells:
        sheet, cell, column = draft.cells[name]
        return Finding(sheet.name, cell.place, column.heading, shown(cell), message, blocks)
    if draft.anchor is not None:
        sheet, cell = draft.anchor
        return Finding(sheet.name, cell.place, str(sheet.sheet.column("name").label), shown(cell), message, blocks)
    return Finding("", "", draft.row.name, "", message, blocks)


def _text(column: Column, value: Value) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, Decimal):
        return {Kind.PERCENT: lambda v: formats.percent(v, 2), Kind.RUPIAH: formats.rupiah}.get(
            column.kind, formats.number
        )(value)
    if isinstance(value, date):
        return formats.longdate(value)
    if column.key in CHOICES:
        return str(CHOICES[column.key](value).label)
    return value
