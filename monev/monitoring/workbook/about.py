"""The hidden sheet that says what a workbook is: format, region, OPD, period, and the versions of reports seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monev.monitoring.selectors.workbooks import Contents
from monev.monitoring.workbook.columns import FORMAT
from monev.monitoring.workbook.instructions import Made

HEAD = ("format", "region", "agency", "period", "made_at", "language", "sheets")
REPORT = "report"


@dataclass(frozen=True, slots=True)
class About:
    """What the hidden sheet of a workbook says. `seen`: versions of reports by (kind, identifier); 0: none yet."""

    format: str = ""
    region: str = ""
    agency: str = ""
    period: str = ""
    made_at: str = ""
    language: str = ""
    sheets: tuple[str, ...] = ()
    seen: Mapping[tuple[str, str], int] = field(default_factory=dict)


def about_rows(contents: Contents, made: Made, sheets: Iterable[str]) -> list[tuple[str, ...]]:
    """The rows to write: name and value; then for each report kind, identifier, identifier of the report, version."""
    head = {
        "format": FORMAT,
        "region": contents.period.region.code,
        "agency": str(contents.agency.uid),
        "period": contents.period.address,
        "made_at": made.at.isoformat(timespec="seconds"),
        "language": made.language,
        "sheets": ",".join(sheets),
    }
    rows: list[tuple[str, ...]] = [(name, head[name]) for name in HEAD]
    for line in contents.lines:
        uid = str(line.report.uid) if line.report else ""
        rows.append((REPORT, line.kind.slug, line.key, uid, str(line.version)))
    return rows


def read_about(rows: Iterable[Sequence[object]]) -> About:
    """The same back from the cells; what is missing or unreadable stays empty, and is then refused."""
    head: dict[str, str] = {}
    seen: dict[tuple[str, str], int] = {}
    for cells in rows:
        name, *rest = [_text(cell) for cell in cells] or [""]
        if name in HEAD and rest:
            head[name] = rest[0]
        elif name == REPORT and len(rest) >= 4 and rest[3].isdecimal():
            seen[rest[0], rest[1]] = int(rest[3])
    sheets = tuple(key for key in head.pop("sheets", "").split(",") if key)
    return About(**head, sheets=sheets, seen=seen)


def _text(cell: object) -> str:
    """A spreadsheet may have turned `1` into a number."""
    return f"{cell:.0f}" if isinstance(cell, float) else str(cell).strip()
