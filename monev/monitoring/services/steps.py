"""Taking a report from one state to the next: nothing else changes `state`. Moves and rights: `workflow.MOVES`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport, QuickWinReport
from monev.monitoring.models.trail import Transition
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.authors import has_entered
from monev.monitoring.selectors.subjects import Report, kind_of
from monev.monitoring.services.announcing import announce_report
from monev.monitoring.services.completeness import require_complete
from monev.monitoring.services.flags import accept_flags, refresh_flags
from monev.monitoring.services.milestones import carry_milestones
from monev.monitoring.services.remarks import settle_remarks
from monev.monitoring.services.standings import mark_standings
from monev.monitoring.services.telling import tell_returned
from monev.monitoring.workflow import MOVES, IllegalStep, Move, State, Step, find_move
from organizations import audit
from organizations.models import User
from organizations.roles import Can

RIGHTS: dict[str, Can] = {each.step: each.can for each in MOVES}


@transaction.atomic
def take_step(report: Report, step: str, *, by: User, reason: str = "", seen_version: int | None = None) -> Any:
    """Take one step with a report of any kind and return it as it stands then.

    Raises PermissionDenied without the right; `Conflict` when the report changed since `seen_version` (default: as
    `report` was loaded); `IllegalStep` from a wrong state or in a locked period; `Refused` with a field where
    something is missing (`reason`, or an input of the entry page).
    """
    period: Period = Period.objects.select_for_update(of=("self",)).select_related("region").get(pk=report.period_id)
    stored: Any = _stored(report)
    stored.period = period
    _require_right(stored, step, by)
    seen = report.version if seen_version is None else seen_version
    found = require_move(stored, step, seen)
    said = _required_reason(found, reason)
    _require_rules(stored, found, period, by)
    apply_move(stored, found, period, by, said)
    stored.store(by=by, reason=str(found.step), seen_version=seen)
    mark_standings(period)
    _leave_trail(stored, found, period, by, said)
    return stored


def require_move(stored: Any, step: str, seen: int) -> Move:
    """The move that a report, as it is stored now, makes with the step, for who saw the version `seen`."""
    if stored.version != seen:
        raise Conflict(stored)
    if stored.archived_at is not None:
        raise IllegalStep(_("This correction was withdrawn: it takes no more steps."))
    asks = stored.period.region.head_approves
    return find_move(stored.state, step, approval_needed=asks, locked=stored.is_frozen)


def _stored(report: Report) -> Any:
    rows: Any = type(report)._default_manager.select_related(*PATHS[kind_of(report).slug])
    return rows.get(pk=report.pk)


PATHS = {
    "progress": ("program__lead_agency",),
    "quick-win": ("quick_win__agency",),
    "pledge": ("pledge__commitment__agency",),
}


def _require_right(report: Any, step: str, by: User) -> None:
    rows: Any = type(report)._default_manager.all()
    if not rows.allowed(by, RIGHTS[step]).filter(pk=report.pk).exists():
        raise PermissionDenied


def _required_reason(found: Move, reason: str) -> str:
    said = reason.strip()
    if found.needs_reason and not said:
        raise Refused(_("Say why, so that the OPD knows what to correct."), field="reason")
    return said


def _require_rules(report: Any, found: Move, period: Period, by: User) -> None:
    """What only one step asks for: a whole report to submit, another person to verify."""
    if found.step == Step.SUBMIT:
        require_begun(report, period)
        require_complete(report)
    if found.step == Step.VERIFY and has_entered(report, by):
        raise Refused(_("You entered or submitted this report yourself. Another verifier has to verify it."))


def require_begun(report: Any, period: Period) -> None:
    """Nothing is sent before its period is open."""
    if not report.is_correction and not period.is_open(today_in(period.region.time_zone)):
        raise Refused(_("%(period)s is not open yet.") % {"period": period.label})


def apply_move(report: Any, found: Move, period: Period, by: User, reason: str) -> None:
    """Set the columns that belong to the new state."""
    report.state = found.target
    now = timezone.now()
    if found.step == Step.SUBMIT:
        if report.submitted_at is None and not report.is_correction:
            report.is_late = period.is_late(today_in(period.region.time_zone))
        report.submitted_at, report.submitted_by = now, by
    elif found.step == Step.APPROVE:
        report.approved_at, report.approved_by = now, by
    elif found.step == Step.VERIFY:
        report.verified_at, report.verified_by = now, by
    else:
        _reopen(report, found, reason)


def _reopen(report: Any, found: Move, reason: str) -> None:
    """Back to the OPD. What it withdraws by itself before anybody returned it was never handed in on time."""
    report.approved_at = report.approved_by = report.verified_at = report.verified_by = None
    if found.step != Step.WITHDRAW:
        report.return_reason = reason
    elif not _trail(report).filter(to_state=State.RETURNED).exists():
        report.submitted_at = report.submitted_by = None


def _leave_trail(report: Any, found: Move, period: Period, by: User, reason: str) -> None:
    """The transition, the data-quality flags, what a pledge's state becomes, the audit."""
    transition_of(report, found, by, reason).save(force_insert=True)
    if found.step in (Step.SUBMIT, Step.VERIFY):
        refresh_flags(report, by=by)
    if found.step == Step.VERIFY:
        accept_flags(report, by=by)
        settle_remarks(report, by=by)
    if State.VERIFIED in (found.source, found.target):
        _carry(report, by)
    if found.target == State.RETURNED:
        tell_returned(report, period, by=by, reason=reason)
    announce_report(report, period, before=found.source)
    audit.record(
        by,
        f"report.{found.step}",
        report,
        region=period.region,
        from_state=str(found.source),
        to_state=str(found.target),
        reason=reason,
    )


def transition_of(report: Any, found: Move, by: User, reason: str = "") -> Transition:
    """The step as a row of the trail; not stored."""
    row: dict[str, Any] = {kind_of(report).use: report}
    return Transition(
        region=report.period.region,
        agency=report.agency,
        from_state=found.source,
        to_state=found.target,
        by=by,
        reason=reason,
        **row,
    )


def _carry(report: Any, by: User) -> None:
    """What a verified report says about its subject itself."""
    if isinstance(report, PledgeReport):
        _carry_pledge_state(report, by)
    elif isinstance(report, QuickWinReport):
        carry_milestones(report.quick_win, by=by)


def _carry_pledge_state(report: PledgeReport, by: User) -> None:
    """A pledge stands where its newest verified report says."""
    verified = PledgeReport.objects.filter(pledge=report.pledge_id, archived_at=None).verified()
    newest = verified.exclude(pledge_state="").order_by("-period__opens_on", "-revision").first()
    if newest is not None and newest.pledge_state != report.pledge.state:
        report.pledge.state = newest.pledge_state
        report.pledge.store(by=by, reason="report verified")


def _trail(report: Any) -> Any:
    return Transition.objects.filter(**{kind_of(report).use: report})
