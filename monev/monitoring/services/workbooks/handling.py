"""The job behind an uploaded workbook: check it, mark its problems, later take the good rows over. Killable anywhere.

How a row is claimed, and what a worker does that lost it: `core.jobs`. Taking over is safe to run twice: a report that
already holds what the workbook says is left as it is and counts as taken over.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop, override

from core.errors import Conflict, Refused
from core.jobs import Claim, ClaimLost, silent, take
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.selectors.entry import stored_data
from monev.monitoring.selectors.subjects import report_on
from monev.monitoring.selectors.workbooks import Contents, Line, workbook_contents
from monev.monitoring.services.entry import enter, require_open
from monev.monitoring.services.workbooks.checking import check_workbook
from monev.monitoring.services.workbooks.findings import APPLIED, LEFT, CheckedRow, Result, merged, same
from monev.monitoring.services.workbooks.fitting import require_fit
from monev.monitoring.services.workbooks.sending import wake
from monev.monitoring.workbook.marking import Mark, marked
from monev.monitoring.workbook.reading import read_workbook
from monev.monitoring.workbook.sound import require_sound
from organizations import audit
from organizations.models import User
from organizations.roles import Can

logger = logging.getLogger(__name__)
State = WorkbookUpload.State
WORKING = (State.CHECKING, State.APPLYING)
UNFINISHED = (State.QUEUED, *WORKING)
MOST_ATTEMPTS = 5
READ, CHECKED, MARKED = 15, 85, 95
"""Percent of the progress bar once that is done."""
BROKEN = gettext_noop(
    "Checking the workbook failed (%(error)s). Upload it again; if it fails again, tell the administrator."
)
GIVEN_UP = gettext_noop("The check was started %(count)s times and never finished. Upload the workbook again.")
NO_RIGHT = gettext_noop("You may no longer enter reports for this OPD.")


def handle_workbook(upload_id: int) -> WorkbookUpload | None:
    """Do what the row waits for; None when there is nothing to do (finished, or another worker is at it)."""
    claim = _claim(upload_id)
    if claim is None:
        return None
    try:
        return _check(claim) if claim.state == State.CHECKING else _apply(claim)
    except ClaimLost:
        logger.warning("Workbook %s was taken over by another worker", upload_id)
    except Refused as refused:
        return _end(claim, State.REFUSED, str(refused.message))
    except (OperationalError, OSError):
        # The database or the disk was away for a moment: without a sign of life the sweep takes the row up again.
        logger.exception("Workbook %s stopped in attempt %s", upload_id, claim.attempt)
    except Exception as problem:
        logger.exception("Workbook %s failed in attempt %s", upload_id, claim.attempt)
        return _end(claim, State.FAILED, BROKEN, error=type(problem).__name__)
    return None


def take_up_stale_workbooks() -> int:
    """Wake a worker for each upload without a sign of life, give up after too many tries; returns how many woken."""
    woken = 0
    for upload in WorkbookUpload.objects.filter(_stale(), state__in=UNFINISHED, archived_at=None).defer("result"):
        if upload.attempt >= MOST_ATTEMPTS:
            _end(
                Claim(WorkbookUpload, upload.pk, upload.attempt, upload.state),
                State.FAILED,
                GIVEN_UP,
                count=upload.attempt,
            )
        else:
            wake(upload.pk)
            woken += 1
    return woken


def _stale() -> Q:
    return silent(settings.REPORT_STALE_SECONDS)


def _claim(upload_id: int) -> Claim | None:
    """A waiting upload is checked; one whose good rows are wanted is taken over; a silent one goes on as it was."""
    waiting = Q(state=State.QUEUED) | Q(state=State.CHECKING) & _stale()
    wanted = Q(state=State.APPLYING) & (Q(heartbeat_at=None) | _stale())
    for free, state in ((waiting, State.CHECKING), (wanted, State.APPLYING)):
        if claim := take(WorkbookUpload, upload_id, free=free, state=state, most_attempts=MOST_ATTEMPTS, error=""):
            return claim
    return None


def _load(claim: Claim) -> WorkbookUpload:
    rows = WorkbookUpload.objects.select_related("agency", "period__region", "uploaded_by")
    upload: WorkbookUpload = rows.get(pk=claim.row_id)
    return upload


def _contents(upload: WorkbookUpload, person: User) -> Contents:
    """A job reads with the rights of the person who asked, as they are today."""
    if not person.is_active or not WorkbookUpload.objects.allowed(person, Can.ENTER).filter(pk=upload.pk).exists():
        raise Refused(gettext(NO_RIGHT))
    return workbook_contents(upload.agency, upload.period, seen_by=person)


def _check(claim: Claim) -> WorkbookUpload | None:
    upload = _load(claim)
    language = upload.result.get("language", "id")
    with override(language):
        with transaction.atomic():
            require_open(upload.period_id)
        contents = _contents(upload, upload.uploaded_by)
        with upload.file.open("rb") as file:
            require_sound(file, name=upload.file_name, size=upload.file.size, most_bytes=settings.WORKBOOK_MAX_BYTES)
            found = read_workbook(file)
            require_fit(found.about, contents)
            claim.touch(progress=READ)
            result = check_workbook(
                found, contents, alive=lambda done, total: _alive(claim, READ, CHECKED, done, total)
            )
            result.language = language
            claim.touch(progress=CHECKED)
            content = _marked(file, result)
        claim.touch(progress=MARKED)
        return _finish_check(claim, result, content)


def _marked(file: Any, result: Result) -> bytes:
    """The workbook with the problems; nothing where there are none."""
    marks = [Mark(each.sheet, each.cell, each.label, each.value, each.message, each.blocks) for each in result.findings]
    return marked(file, marks) if marks else b""


def _alive(claim: Claim, start: int, end: int, done: int, total: int) -> None:
    claim.touch(progress=start + (end - start) * done // max(total, 1))


@transaction.atomic
def _finish_check(claim: Claim, result: Result, content: bytes) -> WorkbookUpload:
    claim.touch(progress=100)
    upload = WorkbookUpload.objects.select_for_update(of=("self",)).get(pk=claim.row_id)
    if content:
        upload.marked_file.save(f"{upload.uid}-problems.xlsx", ContentFile(content), save=False)
    upload.state, upload.result, upload.error = State.CHECKED, result.as_json(), ""
    upload.store(by=None, reason="checked")
    audit.record(
        None, "workbook.checked", upload, region=upload.period.region,
        good=len(result.good), blocked=len(result.blocked), problems=len(result.findings),
    )  # fmt: skip
    return upload


def _apply(claim: Claim) -> WorkbookUpload | None:
    upload = _load(claim)
    result = Result.from_json(upload.result)
    with override(result.language):
        person = User.objects.get(pk=result.applied_by or 0)
        contents = _contents(upload, person)
        lines = {(line.kind.slug, line.key): line for line in contents.lines}
        good = result.good
        for done, row in enumerate(good, start=1):
            row.outcome, row.note = _take_row(row, lines.get((row.kind, row.key)), contents, person)
            _alive(claim, 0, 99, done, len(good))
        return _finish_apply(claim, result, person)


def _take_row(row: CheckedRow, line: Line | None, contents: Contents, by: User) -> tuple[str, str]:
    """One program, quick win or pledge is one transaction: taken over as a whole, or left with the reason."""
    if line is None:
        return LEFT, gettext("It is not reported in this period any more, or you may no longer enter it.")
    report = report_on(line.subject, contents.period)
    stored = stored_data(report)
    data = merged(stored, row.delta)
    if report is not None and same(data, stored):
        return APPLIED, ""
    try:
        enter(line.subject, contents.period, data, by=by, seen_version=row.stored)
    except Conflict:
        return LEFT, gettext("Somebody saved this report after the workbook was checked. Download the workbook again.")
    except Refused as refused:
        return LEFT, str(refused.message)
    except PermissionDenied:
        return LEFT, gettext("It is not reported in this period any more, or you may no longer enter it.")
    return APPLIED, ""


@transaction.atomic
def _finish_apply(claim: Claim, result: Result, by: User) -> WorkbookUpload:
    claim.touch(progress=100)
    upload = WorkbookUpload.objects.select_for_update(of=("self",)).get(pk=claim.row_id)
    upload.state, upload.result, upload.error = State.APPLIED, result.as_json(), ""
    upload.store(by=by, reason="taken over")
    done = sum(row.outcome == APPLIED for row in result.rows)
    left = sum(row.outcome == LEFT for row in result.rows)
    audit.record(by, "workbook.applied", upload, region=upload.period.region, applied=done, left=left)
    return upload


@transaction.atomic
def _end(claim: Claim, state: str, message: str, **params: object) -> WorkbookUpload | None:
    """Refused or failed, with the reason in the language of the person; nothing when another worker has the row."""
    rows = WorkbookUpload.objects.select_for_update(of=("self",)).filter(
        pk=claim.row_id, attempt=claim.attempt, state__in=UNFINISHED
    )
    upload: WorkbookUpload | None = rows.first()
    if upload is None:
        return None
    with override(upload.result.get("language", "id")):
        upload.error = gettext(message) % params if params else message
    upload.state = state
    upload.store(by=None, reason=str(state))
    audit.record(None, f"workbook.{state}", upload, region=upload.period.region, attempt=claim.attempt)
    return upload
