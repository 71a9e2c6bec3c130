"""Asking for a report, and asking again after it failed. The row is the job; the message only wakes a worker."""

from __future__ import annotations

import logging
from functools import partial

from celery import current_app
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from core.errors import Refused
from monev.monitoring.models.periods import Period
from monev.reports.models import CompiledReport
from organizations import audit
from organizations.models import Region, User
from organizations.roles import Can
from organizations.scoping import require_within

logger = logging.getLogger(__name__)
TASK = "monev.reports.tasks.compile_report"
State = CompiledReport.State
UNFINISHED = (State.QUEUED, State.RUNNING)


@transaction.atomic
def request_report(
    region: Region, period: Period, *, by: User, language: str, include_preliminary: bool = False
) -> CompiledReport:
    """Have the quarterly report compiled; the same one under way is returned instead of a second."""
    if period.region_id != region.pk:
        raise Refused(_("This period belongs to another region."), field="period")
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Reports are written in Indonesian or English."), field="language")
    Region.objects.select_for_update().get(pk=region.pk)
    same = CompiledReport.objects.filter(
        region=region,
        period=period,
        kind=CompiledReport.Kind.QUARTERLY,
        language=language,
        include_preliminary=include_preliminary,
        state__in=UNFINISHED,
        archived_at=None,
    ).first()
    if same:
        _require(same, by)
        return same
    report = CompiledReport(
        region=region,
        period=period,
        kind=CompiledReport.Kind.QUARTERLY,
        language=language,
        include_preliminary=include_preliminary,
        requested_by=by,
    )
    report.store(by=by, reason="requested")
    require_within(report, by, Can.COMPILE)
    audit.record(by, "compiled_report.requested", report, region=region)
    wake(report.pk)
    return report


@transaction.atomic
def retry_report(report: CompiledReport, *, by: User) -> CompiledReport:
    """Try a failed report again, from the snapshot it already has."""
    stored = CompiledReport.objects.select_for_update().get(pk=report.pk)
    _require(stored, by)
    if stored.state != State.FAILED:
        raise Refused(_("Only a report that failed can be compiled again."))
    stored.state, stored.attempt, stored.error, stored.heartbeat_at = State.QUEUED, 0, "", None
    stored.requested_by = by
    stored.store(by=by, reason="retried")
    audit.record(by, "compiled_report.retried", stored, region=stored.region)
    wake(stored.pk)
    return stored


def wake(report_id: int) -> None:
    """Send the message after the commit. A broker that is away loses nothing: the sweep finds the row."""
    transaction.on_commit(partial(_send, report_id), robust=True)


def _send(report_id: int) -> None:
    try:
        current_app.signature(TASK, args=(report_id,)).apply_async()
    except OperationalError as problem:
        logger.warning("Report %s waits for the sweep, the broker is away: %s", report_id, problem)


def _require(report: CompiledReport, by: User) -> None:
    if not CompiledReport.objects.allowed(by, Can.COMPILE).filter(pk=report.pk).exists():
        raise PermissionDenied
