"""Handing in proof for a report: a file, kept once by its SHA-256, or a link; taking it back while it is a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import antivirus
from core.errors import Refused
from core.uploads import Kept, Upload, inspect, kept
from monev.monitoring.models.evidence import Evidence, EvidenceUse, StoredFile
from monev.monitoring.selectors.subjects import column_of, evidence_of, kind_of, proven, report_of, used_elsewhere
from monev.monitoring.services.entry import require_editable
from monev.monitoring.services.file_limits import require_room_in_region, require_room_in_report
from organizations import audit
from organizations.intake import require_room_today
from organizations.models import Agency, User
from organizations.roles import Can
from organizations.scoping import require_within

_is_url = URLValidator(schemes=["http", "https"])
LONGEST_LINK = 500

Place = tuple[Decimal, Decimal]
"""Latitude and longitude in degrees."""
Words = Mapping[str, Any]
"""What was said about a piece of evidence: kind, title, dated_on, expires_on, place."""


@dataclass(frozen=True, slots=True)
class Attached:
    """What was handed in, and where in the region the same file is shown as proof too."""

    use: EvidenceUse
    also_used_by: tuple[str, ...] = ()


@transaction.atomic
def attach_file(
    report: Any,
    uploaded: File[bytes],
    *,
    by: User,
    kind: str = Evidence.Kind.OTHER,
    title: str = "",
    dated_on: date | None = None,
    expires_on: date | None = None,
    place: Place | None = None,
    proves: str = "",
) -> Attached:
    """Hand in a file for `report`. The same file elsewhere is allowed, and said. `Refused` at `evidence_file`.

    `proves` names what it proves: nothing for the whole report, `value_<indicator>` or `milestone_<milestone>` as the
    inputs of the page are named; `Refused` at `evidence_proves` while nothing is entered there.
    """
    require_editable(report, by=by)
    words = {"kind": kind, "title": title, "dated_on": dated_on, "expires_on": expires_on, "place": place}
    return take_file(report, proven_row(report, proves), uploaded, words, by=by)


def take_file(report: Any, subject: Any, uploaded: File[bytes], words: Words, *, by: User) -> Attached:
    """Keep the file and say that it proves `subject` of `report`; who calls has checked that `by` may hand it in."""
    evidence = keep_file(report.agency, uploaded, words, by=by, is_example=report.is_example)
    if _is_used(report, subject, evidence):
        raise Refused(_("This file is already attached to this report."), field="evidence_file")
    use = _use(report, subject, evidence, by)
    return Attached(use, tuple(used_elsewhere([use], seen_by=by)[evidence.pk]))


def pretend_kept(uploaded: File[bytes]) -> None:
    """In a trial that is undone: the file counts as kept, and its bytes are written nowhere. What `keep_file` would
    refuse is left for it to say."""
    try:
        upload = inspect(uploaded, max_bytes=settings.EVIDENCE_MAX_BYTES, may_wait=True)
        made = kept(uploaded, upload)
    except Refused:
        return
    if _known(upload.sha256) is None:
        values = {"size": made.size, "content_type": upload.content_type, "received_sha256": upload.sha256}
        StoredFile.objects.get_or_create(sha256=made.sha256, defaults=values)


def keep_file(agency: Agency, uploaded: File[bytes], words: Words, *, by: User, is_example: bool = False) -> Evidence:
    """The evidence of an OPD that this file is: the same file of the same OPD is kept once. `Refused` at
    `evidence_file`. Who calls has checked that `by` may hand it in, says what it proves, and works in a transaction."""
    try:
        upload = inspect(uploaded, max_bytes=settings.EVIDENCE_MAX_BYTES, may_wait=True)
        require_room_today(by, upload.size)
        stored, place = _stored_file(uploaded, upload, agency)
    except Refused as refused:
        raise Refused(refused.message, field="evidence_file") from refused
    stored = _held(stored)
    evidence = Evidence.objects.filter(agency=agency, stored_file=stored).first()
    if evidence is None:
        title = PurePosixPath(upload.name).stem
        if words["kind"] == Evidence.Kind.PHOTO and not words["place"]:
            words = {**words, "place": place}
        evidence = _new_evidence(agency, by, words, default_title=title, is_example=is_example)
        evidence.stored_file, evidence.file_name = stored, upload.name
        evidence.store(by=by, reason="handed in")
    return evidence


def keep_link(agency: Agency, link: str, words: Words, *, by: User, is_example: bool = False) -> Evidence:
    """A link as evidence of an OPD; http and https only. `Refused` at `evidence_link`; else as `keep_file`."""
    address = clean_link(link)
    evidence = _new_evidence(agency, by, words, default_title=urlsplit(address).netloc, is_example=is_example)
    evidence.link = address
    evidence.store(by=by, reason="handed in")
    return evidence


@transaction.atomic
def attach_link(
    report: Any,
    link: str,
    *,
    by: User,
    kind: str = Evidence.Kind.OTHER,
    title: str = "",
    dated_on: date | None = None,
    expires_on: date | None = None,
    place: Place | None = None,
    proves: str = "",
) -> Attached:
    """Hand in a link for `report`; http and https only. `Refused` at `evidence_link`; `proves` as in `attach_file`."""
    require_editable(report, by=by)
    words = {"kind": kind, "title": title, "dated_on": dated_on, "expires_on": expires_on, "place": place}
    return take_link(report, proven_row(report, proves), link, words, by=by)


def take_link(report: Any, subject: Any, link: str, words: Words, *, by: User) -> Attached:
    """Keep the link and say that it proves `subject` of `report`; who calls has checked that `by` may hand it in."""
    address = clean_link(link)
    known = next((use.evidence for use in evidence_of(report) if use.evidence.link == address), None)
    if known is not None and _is_used(report, subject, known):
        raise Refused(_("This link is already attached to this report."), field="evidence_link")
    evidence = known or keep_link(report.agency, address, words, by=by, is_example=report.is_example)
    return Attached(_use(report, subject, evidence, by))


@transaction.atomic
def detach(use: EvidenceUse, *, by: User) -> None:
    """Take a piece of evidence out of its report. The evidence and the file stay; history keeps that it was shown."""
    if use.directive_answer_id is not None:
        raise Refused(_("What was answered to a directive stays as it was; answer again to say more."))
    report = report_of(use)
    period = require_editable(report, by=by)
    audit.record(by, "evidence.detached", use.evidence, region=period.region, report=str(report))
    use._history_user = by
    use.delete()


def proven_row(report: Any, name: str) -> Any:
    """What `name` stands for: the report itself, the value of one indicator, or one milestone that was reached.

    `name` is empty, `value_<indicator>` or `milestone_<milestone>`. `Refused` at `evidence_proves` for what is not
    entered yet: evidence proves what is there.
    """
    if not name:
        return report
    prefix, _mark, number = name.partition("_")
    rows = _ROWS.get((prefix, kind_of(report).slug))
    found = rows(report, int(number)) if rows is not None and number.isdecimal() else None
    if found is None:
        raise Refused(
            _("Nothing is entered yet that this could prove. Enter it first, or choose the whole report."),
            field="evidence_proves",
        )
    return found


_ROWS: dict[tuple[str, str], Any] = {
    ("value", "progress"): lambda report, key: report.indicator_values.filter(indicator=key).first(),
    ("milestone", "quick-win"): lambda report, key: report.milestones.filter(milestone=key).first(),
}


def clean_link(link: str) -> str:
    """The address if it is one on the web, without user names and passwords in it."""
    address = link.strip()
    if address and "://" not in address and not address.lower().startswith(("javascript:", "data:", "file:")):
        address = f"https://{address}"
    try:
        _is_url(address)
        parts = urlsplit(address)
    except (ValidationError, ValueError) as error:
        raise Refused(
            _("“%(link)s” is not an address on the web. Copy the whole address, beginning with https://.")
            % {"link": link.strip()[:80]},
            field="evidence_link",
        ) from error
    if parts.username or parts.password:
        raise Refused(_("The address holds a user name or password. Share it without."), field="evidence_link")
    if len(address) > LONGEST_LINK:
        raise Refused(_("This address is too long. Use the share button of the drive."), field="evidence_link")
    return address


def _stored_file(uploaded: File[bytes], upload: Upload, agency: Agency) -> tuple[StoredFile, Place | None]:
    """The bytes, written only when nobody handed them in before; where the camera says that it was."""
    found = _known(upload.sha256)
    if found is not None:
        return found, None
    made = kept(uploaded, upload)
    found = StoredFile.objects.filter(sha256=made.sha256).first()
    return found or _written(made, upload, agency), made.place


def _known(sha256: str) -> StoredFile | None:
    """The file that was received, or is handed out, with this SHA-256."""
    return StoredFile.objects.filter(Q(sha256=sha256) | Q(received_sha256=sha256)).order_by("pk").first()


def _written(made: Kept, upload: Upload, agency: Agency) -> StoredFile:
    require_room_in_region(agency.region, made.size)
    taken_at = made.taken_at and made.taken_at.replace(tzinfo=ZoneInfo(agency.region.time_zone))
    found = StoredFile(
        sha256=made.sha256,
        received_sha256=upload.sha256,
        size=made.size,
        content_type=upload.content_type,
        taken_at=taken_at,
        scanned_at=timezone.now() if antivirus.is_used() and upload.is_scanned else None,
    )
    made.content.seek(0)
    found.file.save(f"{made.sha256}.{upload.extension}", made.content, save=False)
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:  # somebody handed the same file in at this moment
        found.file.delete(save=False)
        found = StoredFile.objects.get(sha256=made.sha256)
    return found


def _new_evidence(agency: Agency, by: User, words: Words, *, default_title: str, is_example: bool) -> Evidence:
    kind = words["kind"] if words["kind"] in Evidence.Kind.values else Evidence.Kind.OTHER
    return Evidence(
        region=agency.region,
        agency=agency,
        kind=kind,
        title=(words["title"].strip() or default_title or str(_("evidence")))[:200],
        dated_on=words["dated_on"] or timezone.localdate(),
        expires_on=words["expires_on"],
        latitude=words["place"][0] if words["place"] else None,
        longitude=words["place"][1] if words["place"] else None,
        uploaded_by=by,
        is_example=is_example,
    )


def _is_used(report: Any, subject: Any, evidence: Evidence) -> bool:
    """Whether it already proves the same thing; what proves the whole report may prove one value too."""
    return any(use.evidence_id == evidence.pk and proven(use) == subject for use in evidence_of(report))


def _held(stored: StoredFile) -> StoredFile:
    """The file until the transaction ends: an OPD that hands it in for two periods at once waits for itself."""
    return StoredFile.objects.select_for_update().get(pk=stored.pk)


def _use(report: Any, subject: Any, evidence: Evidence, by: User) -> EvidenceUse:
    """Say that `evidence` proves `subject`."""
    require_room_in_report(report)
    use = EvidenceUse(evidence=evidence, is_example=report.is_example, **{column_of(subject): subject})
    use.store(by=by, reason="attached")
    require_within(use, by, Can.ENTER)
    audit.record(by, "evidence.attached", evidence, region=evidence.region, report=str(report))
    return use
