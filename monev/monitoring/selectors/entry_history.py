"""A report as somebody saw it: its figures at an earlier version, from the history of the report and of its lists."""

from __future__ import annotations

from typing import Any

from monev.monitoring.selectors.entry import WORDS, ReportData, stored_data
from monev.monitoring.selectors.entry_parts import PARTS, Part
from monev.monitoring.selectors.subjects import Report


def data_at(report: Report, version: int) -> ReportData | None:
    """The figures as they stood at `version`; nothing entered at version 0; None where history does not know it."""
    if version == 0:
        return ReportData()
    if version >= report.version:
        return stored_data(report) if version == report.version else None
    rows: Any = report.history
    then = rows.filter(version=version).order_by("-history_id").first()
    later = rows.filter(version__gt=version).order_by("version", "history_id").first()
    if then is None or later is None:
        return None
    lists: Any = {part.name: _rows_before(part, report, later.history_date) for part in PARTS.get(type(report), ())}
    return ReportData(
        physical_percent=then.physical_percent,
        pledge_state=getattr(then, "pledge_state", ""),
        **{name: getattr(then, name) for name in WORDS},
        **lists,
    )


def _rows_before(part: Part, report: Report, moment: Any) -> dict[int, Any]:
    """The rows of one list as they stood just before `moment`."""
    found: dict[int, Any] = {}
    rows = part.model.history.filter(report_id=report.pk, history_date__lt=moment)
    for row in rows.order_by("history_date", "history_id"):
        key = getattr(row, part.key)
        if row.history_type == "-":
            found.pop(key, None)
        else:
            found[key] = getattr(row, part.column)
    return found
