"""Entering what an OPD reports for a period: drafts are opened and saved here, and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import formats
from core.errors import Conflict, Refused
from core.together import change_all, create_all
from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import (
    IndicatorValue,
    MilestoneProgress,
    PledgeReport,
    ProgressReport,
    QuickWinReport,
)
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.entry import WORDS, ReportData, plan_for
from monev.monitoring.selectors.entry_parts import PARTS
from monev.monitoring.selectors.subjects import Subject, column_of, kind_of, report_on, subject_of, subjects_due
from monev.monitoring.services.completeness import problems
from monev.monitoring.workflow import EDITABLE, State
from organizations import audit
from organizations.models import User
from organizations.roles import Can
from organizations.scoping import require_within
from quickwins.models import QuickWin

Row = tuple[Any, str, Any]
"""A row of a list of a report, its column and the new figure."""


class PeriodClosed(Refused):
    """Nothing can be entered: the period is locked or not open yet, or the report has left the OPD."""


def open_report(program: Program, period: Period, *, by: User) -> ProgressReport:
    """The report of a program for a period; a new draft where there is none."""
    return _open(program, period, by)


def start_quick_win_report(quick_win: QuickWin, period: Period, *, by: User) -> QuickWinReport:
    """The report of a quick win for a period; a new draft where there is none."""
    return _open(quick_win, period, by)


def start_pledge_report(pledge: Pledge, period: Period, *, by: User) -> PledgeReport:
    """The report of a pledge for a period; a new draft where there is none."""
    return _open(pledge, period, by)


def open_on(subject: Subject, period: Period, *, by: User) -> Any:
    """The report of a subject of any kind for a period; a new draft where there is none."""
    return _open(subject, period, by)


@transaction.atomic
def enter(subject: Subject, period: Period, data: ReportData, *, by: User, seen_version: int) -> Any:
    """Save what was entered, opening the report first where the person saw none (`seen_version` 0)."""
    report = report_on(subject, period)
    if report is None:
        # Somebody may be opening it at this moment: once the period is held, what they entered can be seen.
        held = require_open(period.pk)
        report = report_on(subject, period)
        if report is None:
            return _enter_first(subject, held, data, by)
    return save_draft(report, data, by=by, seen_version=seen_version)


def _enter_first(subject: Subject, period: Period, data: ReportData, by: User) -> Any:
    """Open the report and store the entry in it, while the period is held."""
    if not _may(subject, by):
        raise PermissionDenied
    report, is_new = _open_new(subject, period, by)
    if not is_new:
        return save_draft(report, data, by=by, seen_version=report.version)
    return _save(report, subject, period, data, by, seen_version=report.version, is_new=True)


@transaction.atomic
def save_draft(report: Any, data: ReportData, *, by: User, seen_version: int) -> Any:
    """Store a whole entry in one transaction.

    Raises `Conflict` when somebody saved a newer one, `PeriodClosed`, and `Refused` at a field.
    """
    period = require_editable(report, by=by)
    stored = type(report)._default_manager.get(pk=report.pk)
    return _save(stored, subject_of(report), period, data, by, seen_version=seen_version)


def _save(
    stored: Any,
    subject: Subject,
    period: Period,
    data: ReportData,
    by: User,
    *,
    seen_version: int,
    is_new: bool = False,
) -> Any:
    """Store the entry in a report that may be edited, while its period is held; a new one has no rows yet."""
    plan = plan_for(subject, period)
    for problem in problems(plan, data):
        raise Refused(problem.message, field=problem.field)
    if stored.version != seen_version:
        raise Conflict(stored)
    setattr(stored, kind_of(stored).field, subject)
    stored.period = period
    changed = apply_words(stored, data, period, by)
    rows = changed_rows(stored, data, is_new=is_new)
    if changed or rows:
        stored.store(by=by, reason="entry", seen_version=seen_version)
        write_rows(rows, by)
        require_within(stored, by, Can.ENTER)
        audit.record(by, "report.saved", stored, region=period.region)
    return stored


def require_editable(report: Any, *, by: User) -> Period:
    """The period, held until the transaction ends; refuses foreign, locked, unopened and submitted reports."""
    if not _may(subject_of(report), by):
        raise PermissionDenied
    period = require_open(report.period_id, correction=report.is_correction)
    require_draft(*type(report)._default_manager.values_list("state", "archived_at").get(pk=report.pk))
    return period


def require_draft(state: str, archived_at: Any = None) -> None:
    """Refuse a report that has left the OPD, and a correction that was withdrawn."""
    if archived_at is not None:
        raise PeriodClosed(_("This correction was withdrawn: nothing more can be saved in it."))
    if state not in EDITABLE:
        raise PeriodClosed(
            _(
                "This report is already in the state “%(state)s” and cannot be changed. Withdraw it first, or ask the "
                "verifier to return it."
            )
            % {"state": State(state).label}
        )


def require_open(period_id: int, *, correction: bool = False) -> Period:
    """The period, locked against being closed meanwhile; `PeriodClosed` where nothing can be entered.

    A correction is entered although its period is locked.
    """
    rows = Period.objects.select_for_update(of=("self",)).select_related("region")
    period: Period = rows.get(pk=period_id)
    if not correction:
        require_entry(period)
    return period


def require_entry(period: Period) -> None:
    """Refuse a period, already held, that is locked or not open yet."""
    if period.is_locked:
        raise PeriodClosed(
            _(
                "%(period)s was locked on %(date)s: nothing more can be saved. What you typed is still shown here; "
                "copy what you need, and ask the verifier how a correction is made."
            )
            % {"period": period.label, "date": formats.longdate(period.locked_at)}
        )
    if not period.is_open(today_in(period.region.time_zone)):
        raise PeriodClosed(
            _("%(period)s opens on %(date)s. Come back then.")
            % {"period": period.label, "date": formats.longdate(period.opens_on)}
        )


@transaction.atomic
def _open(subject: Subject, period: Period, by: User) -> Any:
    if not _may(subject, by):
        raise PermissionDenied
    if found := report_on(subject, period):
        return found
    return _open_new(subject, require_open(period.pk), by)[0]


def _open_new(subject: Subject, current: Period, by: User) -> tuple[Any, bool]:
    """The report while its period is held, and whether it was opened now."""
    kind = kind_of(subject)
    if not subjects_due(kind, current).filter(pk=subject.pk).exists():
        raise Refused(_("Nothing is reported on this in %(period)s.") % {"period": current.label})
    report = new_report(subject, current, by)
    try:
        with transaction.atomic():
            report.store(by=by, reason="opened")
    except IntegrityError:
        return kind.report._default_manager.get(**{kind.field: subject}, period=current), False
    require_within(report, by, Can.ENTER)
    audit.record(by, "report.opened", report, region=current.region)
    return report, True


def new_report(subject: Subject, period: Period, by: User) -> Any:
    """A draft that holds nothing yet; not stored."""
    kind = kind_of(subject)
    report: Any = kind.report(**{kind.field: subject}, period=period, entered_by=by)
    report.is_example = subject.is_example
    report.is_late = period.is_late(today_in(period.region.time_zone))
    return report


def _may(subject: Subject, by: User) -> bool:
    rows: Any = type(subject)._default_manager.all()
    return bool(rows.allowed(by, Can.ENTER).filter(pk=subject.pk).exists())


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
