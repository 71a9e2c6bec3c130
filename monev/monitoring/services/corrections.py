"""Correcting what was reported for a locked period: a new revision beside the old one, which stays as it was.

A correction is opened by who may lock periods, entered and sent by the OPD, verified like any report. Once it is
verified it counts instead of the revision before it. See docs/decisions/0005-corrections-are-revisions.md.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.trail import Transition
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.corrections import may_abandon, who_enters
from monev.monitoring.selectors.subjects import Report, evidence_of, kind_of, report_on, subject_of
from monev.monitoring.services.standings import mark_standings
from monev.monitoring.workflow import State
from notices.services.telling import tell
from organizations import audit
from organizations.models import User
from organizations.roles import Can
from organizations.scoping import require_within

OPENED, WITHDRAWN = "correction opened", "correction withdrawn"
NOT_COPIED = (
    "id",
    "uid",
    "created_at",
    "updated_at",
    "version",
    "archived_at",
    "state",
    "revision",
    "correction_reason",
    "return_reason",
    *(f"{step}_{what}" for step in ("submitted", "approved", "verified") for what in ("at", "by")),
)
"""Columns of a report that belong to the row or to its way through the workflow, not to what was reported."""


@transaction.atomic
def open_correction(report: Report, *, by: User, reason: str) -> Any:
    """Give the OPD a copy of a report of a locked period to correct, in the state `returned` with the reason.

    Raises PermissionDenied without the right to lock; `Refused` where the period is not locked, a correction is under
    way, a newer revision exists, or no reason is given (field `reason`).
    """
    period: Period = Period.objects.select_for_update(of=("self",)).select_related("region").get(pk=report.period_id)
    rows: Any = type(report)._default_manager.all()
    if not rows.allowed(by, Can.LOCK).filter(pk=report.pk).exists():
        raise PermissionDenied
    stored = rows.get(pk=report.pk)
    _require_correctable(stored, period)
    said = _said(reason)
    made = _copy(stored, period, said, by)
    require_within(made, by, Can.LOCK)
    mark_standings(period)
    _leave_trail(made, from_state=stored.state, by=by, reason=said)
    audit.record(by, "correction.opened", made, region=period.region, revision=made.revision, reason=said)
    _tell(made, by=by, reason=said)
    return made


@transaction.atomic
def abandon_correction(report: Report, *, by: User, reason: str) -> Any:
    """Withdraw a correction that is not verified; what counted before goes on counting.

    Raises PermissionDenied for others than who opened it and the region's administrator; `Refused` once it is verified,
    or without a reason; `Conflict` when it changed meanwhile.
    """
    period: Period = Period.objects.select_for_update(of=("self",)).select_related("region").get(pk=report.period_id)
    stored: Any = type(report)._default_manager.get(pk=report.pk)
    if not stored.is_correction or stored.is_verified or stored.archived_at is not None:
        raise Refused(_("Only a correction that is under way can be withdrawn."))
    if not may_abandon(stored, user=by):
        raise PermissionDenied
    if stored.version != report.version:
        raise Conflict(stored)
    said = _said(reason)
    stored.archive(by=by, reason=WITHDRAWN)
    mark_standings(period)
    _leave_trail(stored, from_state=stored.state, by=by, reason=said)
    audit.record(by, "correction.withdrawn", stored, region=period.region, revision=stored.revision, reason=said)
    return stored


def _require_correctable(report: Any, period: Period) -> None:
    if not period.is_locked:
        raise Refused(_("The period is not locked: return the report to the OPD instead."))
    newest = report_on(subject_of(report), period)
    if newest is not None and newest.is_correction and not newest.is_verified:
        raise Refused(_("A correction of this report is under way. It has to be verified or withdrawn first."))
    if newest is None or newest.pk != report.pk:
        raise Refused(_("This report was corrected meanwhile. Open the newest correction and correct that one."))


def _said(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise Refused(_("Say why: the reason stands beside the figures in every report that follows."), field="reason")
    return said


def _copy(report: Any, period: Period, reason: str, by: User) -> Any:
    """The next revision with everything that was reported. It goes on from the version of the row it copies, so that a
    page on which somebody has the old row open does not take the new one for it."""
    columns = {field.attname: getattr(report, field.attname) for field in report._meta.concrete_fields}
    kept = {name: value for name, value in columns.items() if name.removesuffix("_id") not in NOT_COPIED}
    family = {name: kept[name] for name in (f"{kind_of(report).field}_id", "period_id")}
    used = type(report)._default_manager.filter(**family).order_by("-revision").values_list("revision", flat=True)
    made = type(report)(**kept, state=State.RETURNED, correction_reason=reason, return_reason=reason)
    made.revision, made.version, made.period = (used.first() or 1) + 1, report.version + 1, period
    made.store(by=by, reason=OPENED, seen_version=None)
    parts = {name: _copy_rows(report, made, name, by) for name in PARTS[kind_of(report).slug]}
    _copy_evidence(report, made, parts, by)
    return made


PARTS = {"progress": ("spending", "indicator_values", "action_items"), "quick-win": ("milestones",), "pledge": ()}
"""Reverse names of what belongs to a report."""


def _copy_rows(report: Any, made: Any, name: str, by: User) -> dict[int, Any]:
    """Copies of the parts of a report, by the id of the part that was copied."""
    found = {}
    for row in getattr(report, name).filter(archived_at=None):
        kept = _kept(row, "report")
        found[row.pk] = type(row)(report=made, **kept)
        found[row.pk].store(by=by, reason=OPENED)
    return found


def _copy_evidence(report: Any, made: Any, parts: dict[str, dict[int, Any]], by: User) -> None:
    """The same proof for the copy, with the verdicts that were given; files are not stored again."""
    own = kind_of(report).use
    for use in evidence_of(report):
        subject: dict[str, Any] = {own: made}
        if use.indicator_value_id:
            subject = {"indicator_value": parts["indicator_values"][use.indicator_value_id]}
        elif use.milestone_id:
            subject = {"milestone": parts["milestones"][use.milestone_id]}
        copied = EvidenceUse(**subject, **_kept(use, own, "indicator_value", "milestone"))
        copied.store(by=by, reason=OPENED)


def _kept(row: Any, *without: str) -> dict[str, Any]:
    left_out = {"id", "uid", "created_at", "updated_at", "version", "archived_at", *without}
    return {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in left_out
    }


def _tell(report: Any, *, by: User, reason: str) -> None:
    """The OPD learns that it has something to correct, and opens the page of entry from there."""
    subject, period = subject_of(report), report.period
    params = {
        "subject": str(subject),
        "period": period.address,
        "agency": str(report.agency),
        "by": by.name,
        "reason": reason,
    }
    people = who_enters(report.agency, today_in(period.region.time_zone))
    address = reverse(f"monitoring:{kind_of(report).slug}-entry", args=[subject.pk, period.pk])
    tell("correction.opened", people, key=str(report.uid), params=params, url=address, region=period.region)


def _leave_trail(report: Any, *, from_state: str, by: User, reason: str) -> None:
    row: dict[str, Any] = {kind_of(report).use: report}
    Transition.objects.create(
        region=report.period.region,
        agency=report.agency,
        from_state=from_state,
        to_state=report.state,
        by=by,
        reason=reason,
        **row,
    )
