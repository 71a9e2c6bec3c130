"""Workbooks that an OPD sends back, and the wish to take the good rows over. The row is the job that does both."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import jobs
from core.errors import Refused
from core.uploads import clean_name
from monev.monitoring.models.periods import Period
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.services.entry import require_open
from monev.monitoring.services.workbooks.findings import Result
from monev.monitoring.workbook.sound import require_sound
from organizations import audit
from organizations.intake import take_in
from organizations.models import Agency, User
from organizations.roles import Can
from organizations.scoping import require_within

TASK = "monev.monitoring.tasks.handle_workbook"
State = WorkbookUpload.State


@transaction.atomic
def send_workbook(agency: Agency, period: Period, file: Any, *, by: User) -> WorkbookUpload:
    """Keep an uploaded workbook and have it checked. Raises `Refused` for what cannot be opened or came too late."""
    name = clean_name(file.name or "")
    if agency.region_id != period.region_id or not Agency.objects.allowed(by, Can.ENTER).filter(pk=agency.pk).exists():
        raise PermissionDenied
    require_open(period.pk)
    require_sound(file, name=name, size=file.size or 0, most_bytes=settings.WORKBOOK_MAX_BYTES)
    take_in(file, by=by)
    file.seek(0)
    upload = WorkbookUpload(
        agency=agency,
        period=period,
        uploaded_by=by,
        file_name=name,
        sha256=hashlib.file_digest(file, "sha256").hexdigest(),
        result=Result(language=get_language() or "id").as_json(),
        is_example=agency.is_example,
    )
    file.seek(0)
    upload.file.save(f"{upload.uid}.xlsx", file, save=False)
    upload.store(by=by, reason="uploaded")
    require_within(upload, by, Can.ENTER)
    audit.record(by, "workbook.uploaded", upload, region=period.region, sha256=upload.sha256)
    wake(upload.pk)
    return upload


@transaction.atomic
def take_over(upload: WorkbookUpload, *, by: User) -> WorkbookUpload:
    """Have the good rows taken over. A second wish while it is done, or after it, changes nothing."""
    if not WorkbookUpload.objects.allowed(by, Can.ENTER).filter(pk=upload.pk).exists():
        raise PermissionDenied
    stored: WorkbookUpload = WorkbookUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if stored.state in (State.APPLYING, State.APPLIED):
        return stored
    if stored.state != State.CHECKED:
        raise Refused(_("This workbook is not checked yet, or was refused: there is nothing to take over."))
    require_open(stored.period_id)
    result = Result.from_json(stored.result)
    if not result.good:
        raise Refused(_("No row of this workbook can be taken over. Correct the problems and upload it again."))
    result.applied_by = by.pk
    stored.result = result.as_json()
    stored.state, stored.progress, stored.attempt, stored.heartbeat_at = State.APPLYING, 0, 0, None
    stored.store(by=by, reason="take over")
    audit.record(by, "workbook.take_over", stored, region=stored.period.region, rows=len(result.good))
    wake(stored.pk)
    return stored


def wake(upload_id: int) -> None:
    """Have a worker look at it."""
    jobs.wake(TASK, upload_id)
