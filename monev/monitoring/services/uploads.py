"""Taking in a file piece by piece: it goes on after a break, and becomes evidence once, when all has arrived."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import storing
from core.errors import Refused
from core.uploads import refuse_by_name
from masterplan.models.plans import Program
from monev.monitoring.models.evidence import PartialUpload
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.subjects import KINDS, Kind, Subject, kind_of, report_on
from monev.monitoring.services.entry import (
    open_report,
    require_editable,
    start_pledge_report,
    start_quick_win_report,
)
from monev.monitoring.services.evidence import attach_file
from organizations.models import User
from quickwins.models import QuickWin

MOST_OPEN = 30
"""Files of one person that are under way at the same time."""
UNFINISHED_DAYS, FINISHED_DAYS = 7, 30
"""How long a file that stopped arriving waits for the rest; how long the answer for a finished one is repeated."""


class TooMany(Refused):
    """The person has too many files under way; later there is room again."""


class Misplaced(Refused):
    """A piece that does not begin where the last one ended: `received` says where to go on."""

    def __init__(self, received: int) -> None:
        super().__init__(_("This piece does not follow the last one."))
        self.received = received


@transaction.atomic
def start_upload(
    subject: Subject, period: Period, *, uid: UUID, name: str, size: int, words: Mapping[str, Any], by: User
) -> PartialUpload:
    """Make room for a file of `size` bytes; the same `uid` again answers what has arrived.

    Raises `Refused` at `evidence_file` for what would not be accepted in the end, `TooMany`, and `PermissionDenied`
    for the `uid` of somebody else.
    """
    known = PartialUpload.objects.filter(uid=uid).first()
    if known is None:
        refuse_by_name(name, size, max_bytes=settings.EVIDENCE_MAX_BYTES)
        report = report_on(subject, period)
        if report is not None:
            require_editable(report, by=by)
        if PartialUpload.objects.of(by).filter(use=None, refusal="").count() >= MOST_OPEN:
            raise TooMany(_("Too many files are under way at once. The others follow when these have arrived."))
        known = _new_upload(
            uid=uid,
            user=by,
            period=period,
            kind=kind_of(subject).slug,
            subject_id=subject.pk,
            name=name,
            size=size,
            words=dict(words),
        )
    if known.user_id != by.pk:
        raise PermissionDenied
    return known


@transaction.atomic
def receive(upload: PartialUpload, piece: bytes, *, offset: int, by: User) -> PartialUpload:
    """Add a piece that begins at `offset`; with the last one the file is attached to its report, once.

    A piece that was taken already is not taken again. Raises `Misplaced` for a gap; a refusal of the whole file is
    kept in `refusal`, and its bytes are removed.
    """
    row: PartialUpload = PartialUpload.objects.select_for_update().of(by).get(pk=upload.pk)
    if is_done(row):
        return row
    if offset != row.received or offset + len(piece) > row.size:
        raise Misplaced(row.received)
    _write(row, piece)
    row.received += len(piece)
    row.save(update_fields=["part", "received", "updated_at"])
    if row.received == row.size:
        _finish(row, by)
    return row


@transaction.atomic
def cancel_upload(upload: PartialUpload, *, by: User) -> None:
    """Forget a file that is under way; what became evidence stays."""
    row = PartialUpload.objects.select_for_update().of(by).filter(pk=upload.pk, use=None).first()
    if row is not None:
        _remove_part(row)
        row.delete()


def sweep_uploads(now: datetime) -> int:
    """Remove files that stopped arriving, and the answers for finished ones that nobody asks for any more."""
    unfinished = Q(use=None, refusal="", updated_at__lt=now - timedelta(days=UNFINISHED_DAYS))
    finished = ~Q(use=None, refusal="") & Q(updated_at__lt=now - timedelta(days=FINISHED_DAYS))
    rows = list(PartialUpload.objects.filter(unfinished | finished))
    for row in rows:
        _remove_part(row)
        row.delete()
    return len(rows)


def is_done(upload: PartialUpload) -> bool:
    """Whether nothing more is taken: it is evidence, it was refused, or the evidence was taken away again."""
    return upload.use_id is not None or bool(upload.refusal) or upload.received == upload.size


def _new_upload(**values: Any) -> PartialUpload:
    """Two requests may begin the same upload at once: the second finds the first."""
    try:
        with transaction.atomic():
            return PartialUpload.objects.create(**values)
    except IntegrityError:
        return PartialUpload.objects.get(uid=values["uid"])


def _write(row: PartialUpload, piece: bytes) -> None:
    """At the place that the row names: bytes of an attempt that was undone are written over."""
    if not row.part:
        row.part.save(f"{row.uid}.part", ContentFile(b""), save=False)
    storing.write_from(row.part.storage, str(row.part.name), row.received, piece)


def _finish(row: PartialUpload, by: User) -> None:
    try:
        with transaction.atomic(), row.part.open("rb") as content:
            row.use = attach_file(_report_for(row, by), File(content, name=row.name), by=by, **_words(row.words)).use
    except Refused as refused:
        row.refusal = str(refused.message)
    _remove_part(row)
    row.save(update_fields=["use", "refusal", "part", "updated_at"])


def _report_for(row: PartialUpload, by: User) -> Any:
    """The report that the file belongs to; a draft is opened where there is none yet."""
    subject: Any = _kind(row).subject._default_manager.get(pk=row.subject_id)
    report = report_on(subject, row.period)
    if report is not None:
        return report
    if isinstance(subject, Program):
        return open_report(subject, row.period, by=by)
    start = start_quick_win_report if isinstance(subject, QuickWin) else start_pledge_report
    return start(subject, row.period, by=by)


def _kind(row: PartialUpload) -> Kind:
    return next(kind for kind in KINDS if kind.slug == row.kind)


def _words(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What was said about the file, as `attach_file` takes it."""
    words: dict[str, Any] = {name: stored[name] for name in ("kind", "title", "proves") if name in stored}
    words |= {name: date.fromisoformat(stored[name]) for name in ("dated_on", "expires_on") if name in stored}
    if place := stored.get("place"):
        words["place"] = (Decimal(place[0]), Decimal(place[1]))
    return words


def _remove_part(row: PartialUpload) -> None:
    """The pieces go when the transaction has held, so that an undone one finds them again."""
    if name := row.part.name:
        storage = row.part.storage
        transaction.on_commit(lambda: storage.delete(name))
        row.part.name = ""
