"""Entering what an OPD reports for a period: drafts are opened and saved here, and nowhere else."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import formats
from core.errors import Conflict, Refused
from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.entry import ReportData
from monev.monitoring.selectors.subjects import Subject, kind_of, report_on, subject_of, subjects_due
from monev.monitoring.services.completeness import require_allowed
from monev.monitoring.services.drafts import apply_words, changed_rows, new_draft, store_drafts, write_rows
from monev.monitoring.workflow import EDITABLE, State
from organizations import audit
from organizations.models import User
from organizations.roles import Can
from organizations.scoping import require_within
from quickwins.models import QuickWin


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
    # Somebody may be opening it at this moment: once the period is held, what they entered can be seen.
    held = hold_period(period.pk)
    report = report_on(subject, held)
    if report is None:
        require_entry(held)
        report, is_new = _begin(subject, held, data, by)
        if is_new:
            return report
    _require_own(subject_of(report), by)
    _require_changeable(report, held)
    return _save(report, held, data, by, seen_version)


@transaction.atomic
def save_draft(report: Any, data: ReportData, *, by: User, seen_version: int) -> Any:
    """Store a whole entry in one transaction.

    Raises `Conflict` when somebody saved a newer one, `PeriodClosed`, and `Refused` at a field.
    """
    period = require_editable(report, by=by)
    stored = type(report)._default_manager.get(pk=report.pk)
    setattr(stored, kind_of(stored).field, subject_of(report))
    return _save(stored, period, data, by, seen_version)


def _save(stored: Any, period: Period, data: ReportData, by: User, seen_version: int) -> Any:
    """Store the entry in a report that may be edited, read while its period is held."""
    require_allowed(subject_of(stored), period, data)
    if stored.version != seen_version:
        raise Conflict(stored)
    stored.period = period
    changed = apply_words(stored, data, period, by)
    rows = changed_rows(stored, data)
    if changed or rows:
        stored.store(by=by, reason="entry", seen_version=seen_version)
        write_rows(rows, by)
        require_within(stored, by, Can.ENTER)
        audit.record(by, "report.saved", stored, region=period.region)
    return stored


def require_editable(report: Any, *, by: User) -> Period:
    """The period, held until the transaction ends; refuses foreign, locked, unopened and submitted reports."""
    _require_own(subject_of(report), by)
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
    period = hold_period(period_id)
    if not correction:
        require_entry(period)
    return period


def hold_period(period_id: int) -> Period:
    """The period with its region, locked against being closed until the transaction ends."""
    rows = Period.objects.select_for_update(of=("self",)).select_related("region")
    period: Period = rows.get(pk=period_id)
    return period


def _require_changeable(report: Any, period: Period) -> None:
    """Refuse a report, read while its period is held, in which nothing can be entered now."""
    if not report.is_correction:
        require_entry(period)
    require_draft(report.state, report.archived_at)


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
    _require_own(subject, by)
    if found := report_on(subject, period):
        return found
    return _begin(subject, require_open(period.pk), ReportData(), by)[0]


def _begin(subject: Subject, period: Period, data: ReportData, by: User) -> tuple[Any, bool]:
    """The first report, with what was entered, while its period is held; and whether it was opened now."""
    _require_due(subject, period, by)
    require_allowed(subject, period, data)
    draft = new_draft(subject, period, data, by)
    try:
        with transaction.atomic():
            store_drafts([draft], by)
    except IntegrityError:
        same = {kind_of(subject).field: subject, "period": period, "revision": draft.report.revision}
        if (found := type(draft.report)._default_manager.filter(**same).first()) is None:
            raise
        return found, False
    require_within(draft.report, by, Can.ENTER)
    return draft.report, True


def _require_due(subject: Subject, period: Period, by: User) -> None:
    """Refuse what the person may not enter, and what is not reported on in this period; both in one question."""
    due = subjects_due(kind_of(subject), period).filter(pk=subject.pk)
    if not due.allowed(by, Can.ENTER).exists():
        _require_own(subject, by)
        raise Refused(_("Nothing is reported on this in %(period)s.") % {"period": period.label})


def _require_own(subject: Subject, by: User) -> None:
    rows: Any = type(subject)._default_manager.all()
    if not rows.allowed(by, Can.ENTER).filter(pk=subject.pk).exists():
        raise PermissionDenied
