"""What other systems are told of reports and periods (`webhooks`): identifiers, codes and addresses, no figures."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.subjects import kind_of, subject_of
from monev.monitoring.workflow import State
from webhooks.kinds import Kind
from webhooks.services.emitting import emit

KINDS = {
    State.SUBMITTED: Kind.REPORT_SUBMITTED,
    State.VERIFIED: Kind.REPORT_VERIFIED,
    State.RETURNED: Kind.REPORT_RETURNED,
}


def announce_report(report: Any, period: Period, *, before: str) -> None:
    """That a report was submitted, verified or returned; other states are nobody else's business."""
    kind = KINDS.get(report.state)
    if kind is not None:
        emit(kind, region=period.region, subject=report.uid, payload=lambda: report_content(report, period, before))


def report_content(report: Any, period: Period, before: str) -> dict[str, Any]:
    """The report as it stands now, and from where it came."""
    kind, subject = kind_of(report), subject_of(report)
    table, of = report._meta.model_name, subject._meta.model_name
    return {
        "record": record_of(report, table),
        "subject": record_of(subject, of) | {"kind": kind.slug, "code": getattr(subject, "code", "")},
        "agency": {"code": report.agency.code, "name": report.agency.name},
        "period": period_content(period),
        "state": str(report.state),
        "previous_state": str(before),
        "revision": report.revision,
        "version": report.version,
    }


def announce_lock(period: Period) -> None:
    """That a period was locked: from now on its figures are final."""
    content = {"record": record_of(period, "period"), "period": period_content(period)}
    emit(Kind.PERIOD_LOCKED, region=period.region, subject=period.uid, payload=lambda: content)


def period_content(period: Period) -> dict[str, Any]:
    """The period as REST names it."""
    return {"uid": period.uid, "kind": period.kind, "year": period.year, "number": period.number}


def record_of(row: Any, table: str) -> dict[str, Any]:
    """Where the row is found through REST."""
    return {"uid": row.uid, "id": row.pk, "url": reverse(f"api:{table}-detail", args=[row.pk])}
