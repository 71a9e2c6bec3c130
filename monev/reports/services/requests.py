"""Asking for a report, cancelling it, and asking again after it failed. The row is the job; the message only wakes a
worker."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import jobs
from core.errors import Refused
from monev.reports.catalogue.base import Report
from monev.reports.catalogue.registry import report_named
from monev.reports.models import CompiledReport, ReportLog
from monev.reports.parameters import Parameter
from monev.reports.querysets import UNFINISHED
from monev.reports.services.limits import require_room
from monev.reports.wishes import Wish
from organizations import audit
from organizations.models import Region, User
from organizations.roles import Can
from organizations.scoping import require_within

TASK = "monev.reports.tasks.compile_report"
State = CompiledReport.State


@transaction.atomic
def request_report(
    kind: str, wish: Wish, *, by: User, number: str = "", dated_on: date | None = None, **origin: Any
) -> CompiledReport:
    """Have a report compiled; the same one under way is returned instead of a second.

    `origin` says what asked for it besides a person: `run` with the `queue` of its reports, or `schedule` and `due_on`.
    A report of a national run and the same one asked for by the region are two editions. Raises `Refused` at the
    parameter that does not fit, PermissionDenied without the right.
    """
    report = report_named(kind)
    _require_fit(report, wish)
    series = wish.series(kind)
    if wish.region:
        Region.objects.select_for_update().get(pk=wish.region.pk)
    editions = CompiledReport.objects.filter(series=series)
    same = editions.unfinished().filter(run=origin.get("run")).first()
    if same:
        _require(same, report, by)
        return same
    last = editions.order_by("-edition").first()
    made = _made(report, wish, series, by) | {
        "edition": last.edition + 1 if last else 1,
        "number": number,
        "dated_on": dated_on,
        **origin,
    }
    row = CompiledReport(**made)
    row.store(by=by, reason="requested")
    if row.run_id is None:
        require_within(row, by, report.needs)
        require_room(report, wish, by=by)
    ReportLog.objects.create(report=row, code="requested", params={"by": by.name})
    audit.record(by, "compiled_report.requested", row, region=wish.region, kind=kind)
    wake(row)
    return row


def _made(report: Report, wish: Wish, series: str, by: User) -> dict[str, Any]:
    with override(wish.language):
        title, subject = str(report.title), report.subject(wish)
    return {
        "region": wish.region,
        "kind": report.code,
        "title": title[:200],
        "subject": subject[:400],
        "params": wish.params,
        "period": wish.period,
        "agency": wish.agency,
        "language": wish.language,
        "include_preliminary": wish.include_preliminary,
        "series": series,
        "queue": report.queue_of(wish),
        "requested_by": by,
    }


def _require_fit(report: Report, wish: Wish) -> None:
    """The parameters that the report needs are there, others are not, and the rows are of the region."""
    if (wish.region is None) != report.is_national:
        raise Refused(_("This report is not made for this region."), field="kind")
    if wish.language not in dict(settings.LANGUAGES):
        raise Refused(_("Reports are written in Indonesian or English."), field="language")
    _require_parameters(report, wish)
    if wish.period and wish.period.region_id != (wish.region and wish.region.pk):
        raise Refused(_("This period belongs to another region."), field="period")
    if wish.agency and wish.agency.region_id != (wish.region and wish.region.pk):
        raise Refused(_("This OPD belongs to another region."), field="agency")


def _require_parameters(report: Report, wish: Wish) -> None:
    """Every parameter that the report needs, and no other."""
    known = {*report.parameters, *report.optional}
    for name in wish.params:
        if name not in known:
            raise Refused(_("This report has no parameter “%(name)s”.") % {"name": name}, field=name)
    for each in set(report.parameters) - {*report.optional, Parameter.PRELIMINARY}:
        if each not in wish.params:
            raise Refused(_("Choose what the report is about."), field=str(each))


@transaction.atomic
def retry_report(report: CompiledReport, *, by: User) -> CompiledReport:
    """Try a report again that failed or was cancelled, from the snapshot it already has."""
    stored = _locked(report, by)
    if stored.state not in (State.FAILED, State.CANCELLED):
        raise Refused(_("Only a report that failed or was cancelled can be compiled again."))
    if CompiledReport.objects.filter(series=stored.series).unfinished().exists():
        raise Refused(_("The same report is being compiled already."))
    stored.state, stored.attempt, stored.error, stored.heartbeat_at = State.QUEUED, 0, "", None
    stored.progress, stored.step, stored.started_at, stored.finished_at = 0, "", None, None
    stored.requested_by = by
    stored.store(by=by, reason="retried")
    ReportLog.objects.create(report=stored, code="retried", params={"by": by.name})
    audit.record(by, "compiled_report.retried", stored, region=stored.region)
    wake(stored)
    return stored


@transaction.atomic
def cancel_report(report: CompiledReport, *, by: User) -> CompiledReport:
    """Stop it: a worker that is at it notices at its next sign of life, and writes nothing more.

    Who asked for it may, and who has reports compiled for the region (`may_cancel`).
    """
    stored = _locked(report, by)
    if not may_cancel(stored, by):
        raise PermissionDenied
    if stored.state not in UNFINISHED:
        raise Refused(_("Only a report that is not finished can be cancelled."))
    stored.state, stored.finished_at = State.CANCELLED, timezone.now()
    stored.store(by=by, reason="cancelled")
    ReportLog.objects.create(report=stored, attempt=stored.attempt, code="cancelled", params={"by": by.name})
    audit.record(by, "compiled_report.cancelled", stored, region=stored.region)
    return stored


def may_cancel(report: CompiledReport, by: User) -> bool:
    """Whether the person asked for it, or has reports compiled for the region (runs the evaluation, for the nation)."""
    can = Can.COMPILE if report.region_id else Can.EVALUATE
    return report.requested_by_id == by.pk or by.access.reach(can).covers(region_id=report.region_id)


def wake(report: CompiledReport) -> None:
    """Have a worker compile it."""
    jobs.wake(TASK, report.pk, queue=report.queue)


def _locked(report: CompiledReport, by: User) -> CompiledReport:
    stored: CompiledReport = CompiledReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    _require(stored, report_named(stored.kind), by)
    return stored


def _require(row: CompiledReport, report: Report, by: User) -> None:
    needs = Can.EVALUATE if row.run_id else report.needs
    if not CompiledReport.objects.allowed(by, needs).filter(pk=row.pk).exists():
        raise PermissionDenied
