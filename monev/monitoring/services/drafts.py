"""What an entry changes in a report: its words, the rows of its lists, and the first storing of a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

from core.together import change_all, create_all, create_begun
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import IndicatorValue, MilestoneProgress, PledgeReport
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.entry import WORDS, ReportData
from monev.monitoring.selectors.entry_parts import PARTS
from monev.monitoring.selectors.subjects import Subject, column_of, kind_of
from organizations import audit
from organizations.models import User

Row = tuple[Any, str, Any]
"""A row of a list of a report, its column and the new figure."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A new report that is not stored yet: as it is when it is opened, and with what was entered."""

    opened: Any
    report: Any
    rows: list[Row]
    is_entered: bool

    @property
    def verbs(self) -> tuple[str, ...]:
        """What happened to it."""
        return ("report.opened", "report.saved") if self.is_entered else ("report.opened",)


def new_draft(subject: Subject, period: Period, data: ReportData, by: User) -> Draft:
    """A report of `subject` with what was entered; nothing is stored."""
    report = new_report(subject, period, by)
    opened = copy(report)
    words = apply_words(report, data, period, by)
    rows = changed_rows(report, data, is_new=True)
    return Draft(opened, report, rows, bool(words or rows))


def store_drafts(drafts: Collection[Draft], by: User) -> None:
    """Store new reports of one kind with their rows; history and audit tell that each was opened, then entered."""
    entered = [draft for draft in drafts if draft.is_entered]
    create_all([draft.report for draft in drafts if not draft.is_entered], by=by, reason="opened")
    create_begun(
        [draft.opened for draft in entered], [draft.report for draft in entered], by=by, reasons=("opened", "entry")
    )
    write_rows([row for draft in entered for row in draft.rows], by)
    acts = [(verb, draft.report) for draft in drafts for verb in draft.verbs]
    audit.record_all(by, [(verb, report, report.period.region, {}) for verb, report in acts])


def new_report(subject: Subject, period: Period, by: User) -> Any:
    """A draft that holds nothing yet; not stored."""
    kind = kind_of(subject)
    report: Any = kind.report(**{kind.field: subject}, period=period, entered_by=by)
    report.is_example = subject.is_example
    report.is_late = period.is_late(today_in(period.region.time_zone))
    return report


def apply_words(report: Any, data: ReportData, period: Period, by: User) -> tuple[str, ...]:
    """Set the columns; the names of those that changed. What was submitted in time stays so when it is corrected."""
    new: dict[str, Any] = {name: getattr(data, name).strip() for name in WORDS}
    new["physical_percent"] = data.physical_percent
    if isinstance(report, PledgeReport):
        new["pledge_state"] = data.pledge_state
    if report.submitted_at is None and not report.is_correction:
        new["is_late"] = period.is_late(today_in(period.region.time_zone))
    changed = {name: value for name, value in new.items() if getattr(report, name) != value}
    for name, value in changed.items():
        setattr(report, name, value)
    if changed:
        report.entered_by = by
    return (*changed, "entered_by") if changed else ()


def changed_rows(report: Any, data: ReportData, *, is_new: bool = False) -> list[Row]:
    """Rows of the report's lists that differ from what is stored, each with its column and new figure."""
    found: list[Row] = []
    for part in PARTS.get(type(report), ()):
        rows = () if is_new else getattr(report, part.related).all()
        stored = {getattr(row, part.key): row for row in rows}
        for key, entered in getattr(data, part.name).items():
            row, figure = stored.get(key), None if entered == "" else entered
            if figure != (getattr(row, part.column) if row else None):
                found.append((row or part.model(report=report, **{part.key: key}), part.column, figure))
    return found


def write_rows(rows: Iterable[Row], by: User) -> None:
    """Store figures of lists, those of a table together; a figure that is None is taken back alone, with its proof."""
    new: dict[type, list[Any]] = defaultdict(list)
    changed: dict[tuple[type, str], list[Any]] = defaultdict(list)
    for row, column, figure in rows:
        if figure is None:
            _take_back(row, by)
            continue
        setattr(row, column, figure)
        row.is_example = row.report.is_example
        (new[type(row)] if row.pk is None else changed[type(row), column]).append(row)
    for made in new.values():
        create_all(made, by=by, reason="entry")
    for (_model, column), same in changed.items():
        change_all(same, {column, "is_example"}, by=by, reason="entry")


def _take_back(row: Any, by: User) -> None:
    """Take a row away; what proved it proves the report from now on."""
    _keep_proof(row, by)
    row._history_user = by
    row.delete()


def _keep_proof(row: Any, by: User) -> None:
    if not isinstance(row, (IndicatorValue, MilestoneProgress)):
        return
    report = kind_of(row.report).use
    kept = set(EvidenceUse.objects.filter(**{report: row.report}).values_list("evidence_id", flat=True))
    for use in row.evidence_uses.exclude(evidence__in=kept):
        setattr(use, column_of(row), None)
        setattr(use, report, row.report)
        use.store(by=by, reason="figure taken back")
