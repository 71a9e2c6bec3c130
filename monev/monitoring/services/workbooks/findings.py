"""What the check of a workbook found, and how it is kept in the row of the upload (JSON)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from monev.monitoring.selectors.entry import ReportData

LISTS = ("spending", "values", "actions", "milestones")
APPLIED, LEFT = "applied", "left"
"""What became of a row when the good ones were taken over."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a cell. `blocks`: its row cannot be taken over; else it must be settled before sending."""

    sheet: str
    cell: str
    label: str
    value: str
    message: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One field that would change, old and new as people read them."""

    sheet: str
    cell: str
    label: str
    old: str
    new: str


@dataclass(slots=True)
class CheckedRow:
    """One program, quick win or pledge of the workbook. `delta` holds the new values by field of `ReportData`."""

    kind: str
    key: str
    code: str
    name: str
    state: str
    seen: int
    stored: int
    changes: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    delta: dict[str, Any] = field(default_factory=dict)
    outcome: str = ""
    note: str = ""

    @property
    def is_blocked(self) -> bool:
        return any(each.blocks for each in self.findings)

    @property
    def is_good(self) -> bool:
        """Something would change, and nothing stands against it."""
        return bool(self.changes) and not self.is_blocked


@dataclass(slots=True)
class Result:
    """Everything that was found. `general` concerns no single row; `notes` are told and hinder nothing."""

    language: str = "id"
    rows: list[CheckedRow] = field(default_factory=list)
    general: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    total: int = 0
    unchanged: int = 0
    absent: int = 0
    applied_by: int | None = None

    @property
    def good(self) -> list[CheckedRow]:
        return [row for row in self.rows if row.is_good]

    @property
    def blocked(self) -> list[CheckedRow]:
        return [row for row in self.rows if row.is_blocked]

    @property
    def findings(self) -> list[Finding]:
        """All of them, in the order of the rows."""
        return [*self.general, *(finding for row in self.rows for finding in row.findings)]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Result:
        """Back from the row of the upload; an upload that was not checked yet has an empty one."""
        rows = [
            CheckedRow(
                **{
                    **row,
                    "changes": [Change(**each) for each in row["changes"]],
                    "findings": [Finding(**each) for each in row["findings"]],
                }
            )
            for row in kept.get("rows", ())
        ]
        general = [Finding(**each) for each in kept.get("general", ())]
        plain = {key: value for key, value in kept.items() if key not in ("rows", "general")}
        return cls(rows=rows, general=general, **plain)


def packed(delta: Mapping[str, Any]) -> dict[str, Any]:
    """New values as JSON: numbers and dates as text, keys of lists as text."""
    return {
        name: {str(key): _text(each) for key, each in value.items()} if name in LISTS else _text(value)
        for name, value in delta.items()
    }


def merged(stored: ReportData, delta: Mapping[str, Any]) -> ReportData:
    """What is stored, with the packed new values in their place."""
    new: dict[str, Any] = {}
    for name, value in delta.items():
        if name in LISTS:
            changed = {int(key): _value(name, each) for key, each in value.items()}
            new[name] = {**getattr(stored, name), **changed}
        else:
            new[name] = _value(name, value)
    return replace(stored, **new)


def same(one: ReportData, other: ReportData) -> bool:
    """Whether both say the same; a figure that is taken away is like one that was never there."""
    return _filled(one) == _filled(other)


def _filled(data: ReportData) -> ReportData:
    lists: dict[str, Any] = {
        name: {key: each for key, each in getattr(data, name).items() if each not in (None, "")} for name in LISTS
    }
    return replace(data, **lists)


def _text(value: Any) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def _value(name: str, text: str | None) -> Any:
    if text is None:
        return None
    if name in ("physical_percent", "spending", "values"):
        return Decimal(text)
    return date.fromisoformat(text) if name == "milestones" else text
