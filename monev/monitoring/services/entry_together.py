"""Entering many reports at once: the rules, rows and trail of `entry`, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from core.together import change_all
from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.entry import ReportData
from monev.monitoring.selectors.entry_parts import PARTS
from monev.monitoring.selectors.subjects import Kind, subjects_due
from monev.monitoring.selectors.workbooks import Line
from monev.monitoring.services.completeness import problems
from monev.monitoring.services.drafts import Row, apply_words, changed_rows, new_draft, store_drafts, write_rows
from monev.monitoring.services.entry import require_draft, require_entry
from organizations import audit
from organizations.models import User
from organizations.roles import Can


@dataclass(slots=True)
class Entering:
    """One report to enter: `line` as it was read while the period was held, and everything that it is to hold.

    Afterwards either `report` is there as it is stored, or `refused`: `Conflict`, `PeriodClosed` or another `Refused`,
    or PermissionDenied.
    """

    line: Line
    period: Period
    data: ReportData
    report: Any = None
    refused: Exception | None = None

    @property
    def key(self) -> tuple[int, Any]:
        return self.period.pk, _identity(self.line.subject)


def hold_periods(ids: Iterable[int]) -> dict[int, Period]:
    """Periods by id, with their regions, locked against being closed until the transaction ends; always in one order,
    so that two requests never wait for each other."""
    rows = Period.objects.select_for_update(of=("self",)).select_related("region")
    return {row.pk: row for row in rows.filter(pk__in=set(ids)).order_by("pk")}


@transaction.atomic
def enter_together(entries: Sequence[Entering], *, by: User) -> None:
    """Enter reports as `enter` does one after the other; what is refused says so and keeps none of the others back."""
    held = hold_periods(entry.period.pk for entry in entries)
    for entry in entries:
        entry.period = held[entry.period.pk]
    for kind in {entry.line.kind for entry in entries}:
        _enter_kind(kind, [entry for entry in entries if entry.line.kind is kind], by)


def _enter_kind(kind: Kind, entries: Sequence[Entering], by: User) -> None:
    _judge(kind, entries, by)
    good = [entry for entry in entries if entry.refused is None]
    new = [entry for entry in good if entry.report is None]
    _save([entry for entry in good if entry.report is not None], by)
    _begin(new, by)
    _require_within(kind, good, by)


def _begin(entries: Sequence[Entering], by: User) -> None:
    """Store new reports with what was entered."""
    drafts = [new_draft(entry.line.subject, entry.period, entry.data, by) for entry in entries]
    store_drafts(drafts, by)
    for entry, draft in zip(entries, drafts, strict=True):
        entry.report = draft.report


def _judge(kind: Kind, entries: Sequence[Entering], by: User) -> None:
    """Everything that `enter` asks before it writes."""
    subjects: Any = kind.subject._default_manager.all()  # type: ignore[attr-defined]
    ids = {entry.line.subject.pk for entry in entries}
    own = set(subjects.allowed(by, Can.ENTER).filter(pk__in=ids).values_list("pk", flat=True))
    due: dict[int, set[int]] = {}
    stored = _stored(kind, entries)
    for entry in entries:
        entry.report = stored.get(entry.key)
        try:
            if entry.line.subject.pk not in own:
                raise PermissionDenied
            _require_state(entry, lambda period: _due(kind, period, due))
            _require_figures(entry)
        except (Refused, PermissionDenied) as refused:
            entry.refused = refused


def _require_state(entry: Entering, due: Callable[[Period], Collection[int]]) -> None:
    report, period = entry.report, entry.period
    if report is None or not report.is_correction:
        require_entry(period)
    if report is None:
        if entry.line.subject.pk not in due(period):
            raise Refused(_("Nothing is reported on this in %(period)s.") % {"period": period.label})
        return
    require_draft(report.state)
    if report.version != entry.line.version:
        raise Conflict(report)


def _require_figures(entry: Entering) -> None:
    for problem in problems(entry.line.plan, entry.data):
        raise Refused(problem.message, field=problem.field)


def _due(kind: Kind, period: Period, known: dict[int, set[int]]) -> set[int]:
    if period.pk not in known:
        known[period.pk] = set(subjects_due(kind, period).order_by().values_list("pk", flat=True))
    return known[period.pk]


def _stored(kind: Kind, entries: Sequence[Entering]) -> dict[tuple[int, Any], Any]:
    """By period and subject the newest report with its lists, as it is now that the periods are held."""
    path = f"{kind.field}__lineage" if kind.subject is Program else kind.field
    rows: Any = kind.report._default_manager.filter(  # type: ignore[attr-defined]
        **{f"{path}__in": {entry.key[1] for entry in entries}},
        period__in={entry.period.pk for entry in entries},
        archived_at=None,
    )
    rows = rows.select_related(kind.field).prefetch_related(*(part.related for part in PARTS.get(kind.report, ())))
    subjects = {entry.key: entry for entry in entries}
    found: dict[tuple[int, Any], Any] = {}
    for row in rows.order_by("revision", "-pk"):
        key = (row.period_id, _identity(getattr(row, kind.field)))
        if (entry := subjects.get(key)) is not None:
            row.period = entry.period
            found[key] = row
    return found


def _save(entries: Sequence[Entering], by: User) -> None:
    """Store what differs in reports that are there already, and leave the trail of it."""
    changed: list[Entering] = []
    columns: set[str] = set()
    rows: list[Row] = []
    for entry in entries:
        words = apply_words(entry.report, entry.data, entry.period, by)
        parts = changed_rows(entry.report, entry.data)
        if words or parts:
            changed.append(entry)
            columns.update(words)
            rows += parts
    change_all([entry.report for entry in changed], columns, by=by, reason="entry")
    write_rows(rows, by)
    audit.record_all(by, [("report.saved", entry.report, entry.period.region, {}) for entry in changed])


def _require_within(kind: Kind, entries: Sequence[Entering], by: User) -> None:
    """As `require_within`, for all of them: a report out of reach undoes everything."""
    ids = {entry.report.pk for entry in entries}
    rows: Any = kind.report._default_manager.all()  # type: ignore[attr-defined]
    if rows.allowed(by, Can.ENTER).filter(pk__in=ids).count() != len(ids):
        raise PermissionDenied


def _identity(subject: Any) -> Any:
    """What is the same in all versions of the plan."""
    return subject.lineage if isinstance(subject, Program) else subject.pk
