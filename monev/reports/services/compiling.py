"""Compiling a report: claim the row, take the snapshot once, write each file once, finish. Killable at any point.

How a row is claimed, and what a worker does that lost it: `core.jobs`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from core import storing
from core.canonical import sha256_of
from core.consistency import one_moment
from core.documents import Document
from core.jobs import Claim, ClaimLost, silent, take
from core.spreadsheets import xlsx
from core.typesetting import pdf
from monev.monitoring import news
from monev.reports.models import CompiledReport, ReportFile, Snapshot
from monev.reports.quarterly.document import quarterly_document
from monev.reports.selectors.contents import quarterly_contents
from monev.reports.services.requests import UNFINISHED, wake
from monev.reports.services.telling import tell_asker
from organizations import audit
from organizations.roles import Can

logger = logging.getLogger(__name__)
State = CompiledReport.State
Format = ReportFile.Format

MOST_ATTEMPTS = 5
WRITERS: dict[str, Callable[[Document], bytes]] = {Format.PDF: pdf, Format.XLSX: xlsx}
STEPS = {
    "snapshot": (5, gettext_noop("Taking the snapshot of the data")),
    "document": (25, gettext_noop("Calculating tables and charts")),
    "pdf": (55, gettext_noop("Writing the PDF")),
    "xlsx": (80, gettext_noop("Writing the workbook")),
    "finish": (95, gettext_noop("Finishing")),
}
GIVEN_UP = gettext_noop(
    "The report was started %(count)s times and never finished. Ask for it again; if it fails again, tell the "
    "administrator of the portal."
)
BROKEN = gettext_noop("Compiling failed (%(error)s). Ask for it again; if it fails again, tell the administrator.")
NO_RIGHT = gettext_noop("The person who asked for this report may no longer have reports compiled for this region.")
TAMPERED = gettext_noop("The stored snapshot does not match its SHA-256. Ask for a new report.")


class Unfit(Exception):
    """The report cannot be compiled and trying again does not help. The argument is the message, untranslated."""


def fill_report(report_id: int) -> CompiledReport | None:
    """Compile the report; None when there is nothing to do (finished, or another worker is at it)."""
    claim = _claim(report_id)
    if claim is None:
        return None
    try:
        return _compile(claim)
    except ClaimLost:
        logger.warning("Report %s was taken over by another worker", report_id)
        return None
    except Unfit as problem:
        return _fail(claim, str(problem))
    except (OperationalError, OSError):
        # The database or the disk was away for a moment: without a sign of life the sweep takes the report up again.
        logger.exception("Report %s stopped in attempt %s", report_id, claim.attempt)
        return None
    except Exception as problem:
        logger.exception("Report %s failed in attempt %s", report_id, claim.attempt)
        return _fail(claim, BROKEN, error=type(problem).__name__)


def take_up_stale_reports() -> int:
    """Wake a worker for each report without a sign of life, give up after too many tries; returns how many woken."""
    storing.remove_unfinished(3600)
    woken = 0
    for report in CompiledReport.objects.filter(_stale(), state__in=UNFINISHED, archived_at=None).order_by("pk"):
        if report.attempt >= MOST_ATTEMPTS:
            _fail(Claim(CompiledReport, report.pk, report.attempt, report.state), GIVEN_UP, count=report.attempt)
        else:
            wake(report.pk)
            woken += 1
    return woken


def _stale() -> Q:
    return silent(settings.REPORT_STALE_SECONDS)


def _claim(report_id: int) -> Claim | None:
    free = Q(state=State.QUEUED) | (Q(state=State.RUNNING) & _stale())
    return take(CompiledReport, report_id, free=free, state=State.RUNNING, most_attempts=MOST_ATTEMPTS, error="")


def _at(claim: Claim, step: str) -> None:
    """Say where the work is."""
    claim.touch(step=step, progress=STEPS[step][0])


def _compile(claim: Claim) -> CompiledReport:
    report = CompiledReport.objects.select_related("region__province", "period", "requested_by", "snapshot").get(
        pk=claim.row_id
    )
    _require_right(report)
    _at(claim, "snapshot")
    snapshot = _snapshot(report, claim)
    missing = [each for each in WRITERS if not report.files.filter(format=each).exists()]
    if missing:
        _at(claim, "document")
        document = quarterly_document(snapshot.data, sha256=snapshot.sha256, alive=claim.touch)
        for each in missing:
            _at(claim, each)
            _keep(report, each, WRITERS[each](document), claim)
    _at(claim, "finish")
    return _finish(claim)


def _require_right(report: CompiledReport) -> None:
    """A job reads with the rights of the person who asked, as they are today."""
    asked_by = report.requested_by
    rows = CompiledReport.objects.filter(pk=report.pk)
    if asked_by is None or not asked_by.is_active or not rows.allowed(asked_by, Can.COMPILE).exists():
        raise Unfit(NO_RIGHT)


def _snapshot(report: CompiledReport, claim: Claim) -> Snapshot:
    """The data as they were when they were first taken; taken now if there are none yet."""
    if report.snapshot:
        if sha256_of(report.snapshot.data) != report.snapshot.sha256:
            raise Unfit(TAMPERED)
        return report.snapshot
    with one_moment():
        now = timezone.now()
        data = quarterly_contents(
            report.region,
            report.period,
            language=report.language,
            preliminary=report.include_preliminary,
            taken_at=now,
        )
    with transaction.atomic():
        snapshot = Snapshot.objects.create(
            sha256=sha256_of(data),
            data=data,
            rules=data["rules"]["version"],
            code_version=data["code_version"],
            taken_at=now,
        )
        claim.touch()
        CompiledReport.objects.filter(pk=report.pk).update(snapshot=snapshot)
    return snapshot


def _keep(report: CompiledReport, format_: str, content: bytes, claim: Claim) -> None:
    """Store one file; a second worker finds it there."""
    name, digest = storing.store_once(content, format_)
    with transaction.atomic():
        claim.touch()
        ReportFile.objects.get_or_create(
            report=report, format=format_, defaults={"file": name, "sha256": digest, "size": len(content)}
        )


@transaction.atomic
def _finish(claim: Claim) -> CompiledReport:
    claim.touch()
    report = CompiledReport.objects.select_for_update(of=("self",)).get(pk=claim.row_id)
    report.state, report.progress, report.step = State.DONE, 100, ""
    report.finished_at, report.error = timezone.now(), ""
    report.store(by=None, reason="compiled")
    hashes = dict(report.files.values_list("format", "sha256"))
    audit.record(None, "compiled_report.done", report, region=report.region, attempt=claim.attempt, files=hashes)
    tell_asker(report, news.REPORT_READY)
    return report


@transaction.atomic
def _fail(claim: Claim, message: str, **params: object) -> CompiledReport | None:
    """Say why, in the language of the report; nothing when another worker has it or it is finished."""
    own = CompiledReport.objects.select_for_update(of=("self",)).filter(
        pk=claim.row_id, attempt=claim.attempt, state__in=UNFINISHED
    )
    report = own.first()
    if report is None:
        return None
    with override(report.language):
        report.error = gettext(message) % params
    report.state, report.finished_at = State.FAILED, timezone.now()
    report.store(by=None, reason="failed")
    audit.record(None, "compiled_report.failed", report, region=report.region, attempt=claim.attempt)
    tell_asker(report, news.REPORT_FAILED)
    return report
