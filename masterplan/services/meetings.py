"""Meetings of the Dewan, Tim Pelaksana and Forum: planning one, who came, what was decided, what was written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from core.uploads import Upload, inspect, kept
from masterplan.models.preparation import Attendance, CouncilMember, Decision, Meeting
from organizations import audit
from organizations.intake import require_room_today
from organizations.models import User
from organizations.roles import Can
from organizations.scoping import require_within

MINUTES = ("pdf", "docx", "jpg", "jpeg", "png", "webp")
"""Endings of a file of minutes: a document, or a photo of the signed page."""


def check_minutes(uploaded: File[Any]) -> Upload:
    """What a file of minutes is. Raises `Refused` at `minutes_file` for what is not accepted."""
    ending = PurePosixPath(uploaded.name or "").suffix.lstrip(".").lower()
    if ending not in MINUTES:
        raise Refused(_("Minutes are accepted as PDF, Word (DOCX) or photo."), field="minutes_file")
    try:
        return inspect(uploaded, max_bytes=settings.EVIDENCE_MAX_BYTES)
    except Refused as refused:
        raise Refused(refused.message, field="minutes_file") from refused


def _keep_minutes(meeting: Meeting, uploaded: File[Any], by: User) -> None:
    upload = check_minutes(uploaded)
    require_room_today(by, upload.size, field="minutes_file")
    try:
        meeting.minutes_file.save(upload.name, kept(uploaded, upload).content, save=False)
    except Refused as refused:
        raise Refused(refused.message, field="minutes_file") from refused


@transaction.atomic
def save_meeting(
    meeting: Meeting, *, by: User, seen_version: int | None = None, minutes: File[Any] | None = None
) -> Meeting:
    """Store a new meeting, or what was changed in one. Raises PermissionDenied, `Conflict`, `Refused` at a field."""
    is_new = meeting.pk is None
    if not is_new:
        require_within(meeting, by, Can.DIRECT)
    if minutes is not None:
        _keep_minutes(meeting, minutes, by)
    meeting.store(by=by, reason="meeting planned" if is_new else "meeting changed", seen_version=seen_version)
    require_within(meeting, by, Can.DIRECT)
    audit.record(by, "meeting.planned" if is_new else "meeting.changed", meeting, region=meeting.region)
    return meeting


@dataclass(frozen=True, slots=True)
class Came:
    """How a member took part; `by` names who stood in."""

    kind: str
    by: str = ""


@transaction.atomic
def record_attendance(meeting: Meeting, came: Mapping[int, Came], *, by: User, seen_version: int) -> None:
    """Write down who came, by member. Raises PermissionDenied, `Conflict`; `Refused` for somebody of another body, or
    when a stand-in has no name."""
    held = hold_meeting(meeting, by=by, seen_version=seen_version)
    members = {each.pk: each for each in CouncilMember.objects.filter(council=held.council_id, archived_at=None)}
    known = {each.member_id: each for each in held.attendance.select_for_update()}
    for key, value in came.items():
        if key not in members:
            raise Refused(_("This member belongs to another body."))
        if value.kind == Attendance.Kind.REPRESENTED and not value.by.strip():
            raise Refused(
                _("Say who represented %(member)s.") % {"member": members[key]}, field=f"represented_by_{key}"
            )
        _record(held, members[key], known.get(key), value, by)
    _touch(held, by, "attendance recorded")


def _record(meeting: Meeting, member: CouncilMember, row: Attendance | None, came: Came, by: User) -> None:
    present = came.kind == Attendance.Kind.PRESENT
    stand_in = came.by.strip()[:150] if came.kind == Attendance.Kind.REPRESENTED else ""
    row = row or Attendance(meeting=meeting, member=member, is_example=meeting.is_example)
    if row.pk is None or (row.present, row.represented_by) != (present, stand_in):
        row.present, row.represented_by = present, stand_in
        row.store(by=by, reason="attendance recorded")


@transaction.atomic
def record_decisions(
    meeting: Meeting, decisions: Sequence[tuple[int | None, str]], *, by: User, seen_version: int
) -> None:
    """Write down what was decided, in order: the row (None: a new one) and its text; a text that was emptied takes the
    decision away, unless a directive rests on it. Raises PermissionDenied, `Conflict`, `Refused`."""
    held = hold_meeting(meeting, by=by, seen_version=seen_version)
    rows = {each.pk: each for each in held.decisions.filter(archived_at=None)}
    position = 0
    for key, text in decisions:
        row, said = (rows.get(key) if key else None), text.strip()
        if not said:
            if row is not None:
                _take_away(row, by)
            continue
        position += 1
        row = row or Decision(meeting=held, is_example=held.is_example)
        if (row.text, row.position) != (said, position) or row.pk is None:
            row.text, row.position = said, position
            row.store(by=by, reason="decision recorded")
    _touch(held, by, "decisions recorded")


def _take_away(row: Decision, by: User) -> None:
    if row.directives.filter(archived_at=None).exists():
        raise Refused(_("A directive rests on this decision; it cannot be taken away: “%(text)s”") % {"text": row})
    row.archive(by=by, reason="decision taken away")


def hold_meeting(meeting: Meeting, *, by: User, seen_version: int | None = None) -> Meeting:
    """The row until the transaction ends. Raises PermissionDenied; `Conflict` for who saw an older version."""
    rows = Meeting.objects.select_related("council__region").select_for_update(of=("self",))
    held: Meeting = rows.get(pk=meeting.pk)
    if not Meeting.objects.allowed(by, Can.DIRECT).filter(pk=held.pk).exists():
        raise PermissionDenied
    if seen_version is not None and held.version != seen_version:
        raise Conflict(held)
    return held


def _touch(meeting: Meeting, by: User, reason: str) -> None:
    """Count the version of the meeting on: who has the page open sees that it changed."""
    meeting.store(by=by, reason=reason)
    audit.record(by, "meeting.changed", meeting, region=meeting.region, note=reason)
