"""Compiling a report: claim the row, take the snapshot once, write each file once, finish. Killable at any point.

How a row is claimed, and what a worker does that lost it: `core.jobs`. A report that was cancelled is lost too.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from core import storing
from core.canonical import sha256_of
from core.consistency import one_moment
from core.documents import Attachment
from core.errors import Refused
from core.jobs import Claim, ClaimLost, silent, take
from monev.reports import news
from monev.reports.catalogue.base import Report
from monev.reports.catalogue.registry import report_named
from monev.reports.models import CompiledReport, ReportFile, ReportLog, Snapshot
from monev.reports.querysets import UNFINISHED
from monev.reports.services.announcing import announce_ready
from monev.reports.services.frames import frame_of, take_frame
from monev.reports.services.requests import wake
from monev.reports.services.telling import tell_asker
from monev.reports.wishes import wish_of
from monev.reports.writers import Writer, Writing, writers
from organizations import audit
from organizations.roles import Can

logger = logging.getLogger(__name__)
State = CompiledReport.State

MOST_ATTEMPTS = 5
SNAPSHOT_AT, DOCUMENT_AT, FILES_AT, FINISH_AT = 5, 20, 35, 95
"""Progress in percent when a step begins; the files share what lies between by the share of their writers."""
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
    except Refused as problem:
        return _fail(claim, "%(words)s", words=problem.message)
    except (OperationalError, InterfaceError, OSError) as problem:
        # The database or the disk was away for a moment: without a sign of life the sweep takes the report up again.
        logger.exception("Report %s stopped in attempt %s", report_id, claim.attempt)
        _note_interruption(claim, problem)
        return None
    except Exception as problem:
        logger.exception("Report %s failed in attempt %s", report_id, claim.attempt)
        return _fail(claim, BROKEN, error=type(problem).__name__)


def _note_interruption(claim: Claim, problem: Exception) -> None:
    """A line in the log of the report, if the database can be reached: a full disk should be known by its name."""
    said = (problem.strerror if isinstance(problem, OSError) else "") or type(problem).__name__
    try:
        ReportLog.objects.create(
            report_id=claim.row_id, attempt=claim.attempt, code="interrupted", params={"error": said}
        )
    except (DatabaseError, InterfaceError):
        logger.warning("The log of report %s cannot be written now", claim.row_id)


def take_up_stale_reports() -> int:
    """Wake a worker for each report without a sign of life, give up after too many tries; returns how many woken."""
    storing.remove_unfinished(3600)
    woken = 0
    rows = CompiledReport.objects.filter(_stale(), state__in=UNFINISHED, archived_at=None)
    if _long_queue_moves():
        # Hundreds of reports of a national run wait their turn: their messages are there as long as some are taken.
        rows = rows.exclude(queue=CompiledReport.Queue.LONG, state=State.QUEUED)
    for report in rows.order_by("pk"):
        if report.attempt >= MOST_ATTEMPTS:
            _fail(Claim(CompiledReport, report.pk, report.attempt, report.state), GIVEN_UP, count=report.attempt)
        else:
            wake(report)
            woken += 1
    return woken


def _long_queue_moves() -> bool:
    """Whether a worker has taken long work lately."""
    since = timezone.now() - timedelta(seconds=settings.REPORT_STALE_SECONDS)
    return CompiledReport.objects.filter(queue=CompiledReport.Queue.LONG, heartbeat_at__gte=since).exists()


def _stale() -> Q:
    return silent(settings.REPORT_STALE_SECONDS)


def _claim(report_id: int) -> Claim | None:
    free = Q(state=State.QUEUED) | (Q(state=State.RUNNING) & _stale())
    return take(CompiledReport, report_id, free=free, state=State.RUNNING, most_attempts=MOST_ATTEMPTS, error="")


def _at(claim: Claim, step: str, progress: int) -> None:
    """Say where the work is."""
    claim.touch(step=step, progress=progress)
    ReportLog.objects.create(report_id=claim.row_id, attempt=claim.attempt, code=step)


def _compile(claim: Claim) -> CompiledReport:
    report = CompiledReport.objects.select_related(
        "region__province", "period", "agency", "requested_by", "snapshot", "run"
    ).get(pk=claim.row_id)
    kind = report_named(report.kind)
    _require_right(report, kind)
    CompiledReport.objects.filter(pk=report.pk, started_at=None).update(started_at=timezone.now())
    snapshot = _snapshot(report, kind, claim)
    _write_files(report, kind, snapshot, claim)
    _at(claim, "finish", FINISH_AT)
    return _finish(claim)


def _write_files(report: CompiledReport, kind: Report, snapshot: Snapshot, claim: Claim) -> None:
    """Each format that is not there yet, in the order of the writers."""
    wanted = [each for each in writers().values() if each.code in kind.formats]
    kept = set(report.files.values_list("format", flat=True))
    if kept.issuperset(each.code for each in wanted):
        return
    _at(claim, "document", DOCUMENT_AT)
    with override(report.language):
        document = kind.document(snapshot.data, frame_of(report, snapshot), alive=claim.touch)
        attachments = kind.attachments(snapshot.data)
    whole, done, before = sum(each.share for each in wanted), 0, list[str]()
    for each in wanted:
        if each.code not in kept:
            _at(claim, each.code, FILES_AT + (FINISH_AT - FILES_AT) * done // whole)
            with tempfile.TemporaryDirectory(prefix="report-") as folder:
                job = Writing(document, attachments, written_files(report, before), Path(folder), claim.touch)
                _keep(report, each, each.write(job), claim)
        done += each.share
        before.append(each.code)


def written_files(report: CompiledReport, formats: Sequence[str]) -> list[Attachment]:
    """The stored files of these formats, under the names that they get in an archive."""
    return [
        Attachment(f"{each.format}/{each.part}", each.file.name, each.sha256, each.size)
        for each in report.files.all()
        if each.format in formats
    ]


def _require_right(report: CompiledReport, kind: Report) -> None:
    """A job reads with the rights of the person who asked, as they are today; in a run, in the nation."""
    asked_by = report.requested_by
    rows = CompiledReport.objects.filter(pk=report.pk)
    needs = Can.EVALUATE if report.run_id else kind.needs
    if asked_by is None or not asked_by.is_active or not rows.allowed(asked_by, needs).exists():
        raise Unfit(NO_RIGHT)


def _snapshot(report: CompiledReport, kind: Report, claim: Claim) -> Snapshot:
    """The data as they were when they were first taken; taken now if there are none yet."""
    if report.snapshot:
        if sha256_of(report.snapshot.data) != report.snapshot.sha256:
            raise Unfit(TAMPERED)
        return report.snapshot
    _at(claim, "snapshot", SNAPSHOT_AT)
    with one_moment(), override(report.language):
        now = timezone.now()
        data = kind.collect(wish_of(report), taken_at=now)
        frame = take_frame(report)
    with transaction.atomic():
        snapshot = Snapshot.objects.create(
            sha256=sha256_of(data),
            data=data,
            rules=data.get("rules", {}).get("version", ""),
            code_version=settings.VERSION,
            taken_at=now,
        )
        claim.touch(snapshot=snapshot, frame=frame)
    report.snapshot, report.frame = snapshot, frame
    return snapshot


def _keep(report: CompiledReport, writer: Writer, paths: Sequence[Path], claim: Claim) -> None:
    """Store the parts of one format, all or none; a second worker finds them there."""
    stored = [(*storing.store_file_once(path, writer.code), path.stat().st_size) for path in paths]
    with transaction.atomic():
        claim.touch()
        for part, (name, digest, size) in enumerate(stored, start=1):
            ReportFile.objects.get_or_create(
                report=report,
                format=writer.code,
                part=part,
                defaults={"file": name, "sha256": digest, "size": size},
            )


@transaction.atomic
def _finish(claim: Claim) -> CompiledReport:
    claim.touch()
    report = CompiledReport.objects.select_for_update(of=("self",)).get(pk=claim.row_id)
    report.state, report.progress, report.step = State.DONE, 100, ""
    report.finished_at, report.error = timezone.now(), ""
    report.store(by=None, reason="compiled")
    ReportLog.objects.create(report=report, attempt=claim.attempt, code="done")
    hashes = {f"{format_}-{part}": sha for format_, part, sha in report.files.values_list("format", "part", "sha256")}
    audit.record(None, "compiled_report.done", report, region=report.region, attempt=claim.attempt, files=hashes)
    tell_asker(report, news.REPORT_DONE)
    announce_ready(report)
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
    ReportLog.objects.create(report=report, attempt=claim.attempt, code="failed", params={"error": report.error})
    report.store(by=None, reason="failed")
    audit.record(None, "compiled_report.failed", report, region=report.region, attempt=claim.attempt)
    tell_asker(report, news.REPORT_BROKEN)
    return report
