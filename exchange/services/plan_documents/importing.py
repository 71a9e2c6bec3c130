"""The import of a document: all or nothing, and kept with what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from exchange.interchange.problems import Problem
from exchange.interchange.reading import read_document
from exchange.services.plan_documents.examining import Examined, examine
from exchange.services.plan_documents.promises import write_commitments, write_quick_wins
from exchange.services.plan_documents.wishes import Wish
from exchange.services.plan_documents.writing import Writer
from masterplan.models.imports import PlanImport
from masterplan.models.plans import MasterPlan, PlanVersion
from organizations import audit
from organizations.intake import take_in
from organizations.models import Region, User
from organizations.roles import Can
from organizations.scoping import require_within

SUFFIX = ".json"
REASON = "import"


class Unacceptable(Exception):
    """The document has problems; nothing was stored."""

    def __init__(self, found: Examined) -> None:
        super().__init__(f"{found.told.count} problems")
        self.found = found


@dataclass
class Imported:
    """What came of it."""

    found: Examined
    plan: MasterPlan
    versions: list[PlanVersion]
    notes: list[Problem] = field(default_factory=list)


@transaction.atomic
def import_document(
    data: bytes,
    wish: Wish,
    *,
    by: User | None,
    name: str = "",
    upload: PlanImport | None = None,
    dry_run: bool = False,
) -> Imported:
    """Store a plan. Raises `Unacceptable` with every problem; a dry run does all of it and takes it back."""
    Region.objects.select_for_update(of=("self",)).get(pk=wish.region.pk)  # one import of a region at a time
    found = examine(read_document(data, limit=settings.PLAN_MAX_BYTES), wish)
    if found.told or found.catalogues is None:
        raise Unacceptable(found)
    writer = Writer(found, by, found.catalogues)
    writer.write_names()
    plan = writer.write_plan()
    if by is not None:
        require_within(plan, by, Can.PLAN)
    made = Imported(found, plan, list(writer.versions.values()), list(found.notes))
    if found.is_whole:
        made.notes += [*write_commitments(writer), *write_quick_wins(writer)]
    if writer.identity.renewed:
        made.notes.append(Problem("new_identifier", "", {"count": writer.identity.renewed}))
    if dry_run:
        transaction.set_rollback(True)
        return made
    _keep(made, data, name, upload, by)
    return made


def _keep(made: Imported, data: bytes, name: str, upload: PlanImport | None, by: User | None) -> None:
    """Note in the list of imports and in the audit log what came of it."""
    row = upload or new_upload(made.found.wish.region, made.found.reading.content, data, name)
    leading = max(made.versions, key=lambda each: (each.status == PlanVersion.Status.ADOPTED, each.number))
    row.plan_version, row.status, row.title = leading, PlanImport.Status.APPLIED, made.plan.title
    row.uploaded_by = row.uploaded_by or by
    row.result = {"counts": made.found.counts, "notes": notes_as_json(made.notes), "mode": made.found.wish.mode}
    row.store(by=by, reason=REASON)
    audit.record(
        by,
        "plan.document_imported",
        made.plan,
        region=made.plan.region,
        file=row.file_name,
        sha256=made.found.reading.sha256,
        from_region=made.found.reading.content["region"]["code"],
        programs=made.found.counts["programs"],
    )


def new_upload(region: Region, content: dict[str, Any], data: bytes, name: str) -> PlanImport:
    """The file of an import as it was handed in; not stored yet."""
    plan, digest = content["plan"], sha256(data).hexdigest()
    row = PlanImport(
        region=region,
        title=plan["title"],
        start_year=plan["start_year"],
        end_year=plan["end_year"],
        file_name=(name or f"{content['region']['code']}{SUFFIX}")[:250],
        sha256=digest,
    )
    row.file.save(f"{digest[:16]}{SUFFIX}", ContentFile(data), save=False)
    return row


def notes_as_json(notes: list[Problem]) -> list[dict[str, Any]]:
    """For keeping beside the upload."""
    return [{"code": each.code, "pointer": each.pointer, "params": each.params} for each in notes]


def notes_from_json(rows: list[dict[str, Any]]) -> list[Problem]:
    """Notes as they were kept."""
    return [Problem(row["code"], row["pointer"], row["params"]) for row in rows]


@transaction.atomic
def accept_document(region: Region, *, name: str, data: bytes, by: User) -> PlanImport:
    """Keep a document that can be read, to look at it against the region. Raises `Unacceptable`."""
    reading = read_document(data, limit=settings.PLAN_MAX_BYTES)
    if reading.problems:
        raise Unacceptable(Examined(reading, Wish(region), reading.told))
    take_in(data, by=by)
    row = new_upload(region, reading.content, data, name)
    row.uploaded_by = by
    row.store(by=by, reason="upload")
    require_within(row, by, Can.PLAN)
    audit.record(by, "plan_import.uploaded", row, region=region, sha256=row.sha256)
    return row


def content_of(upload: PlanImport) -> bytes:
    """The kept document."""
    with upload.file.open("rb") as file:
        data: bytes = file.read()
    return data


def import_kept(upload: PlanImport, wish: Wish, *, by: User) -> Imported:
    """Import a kept document once."""
    if upload.status != PlanImport.Status.UPLOADED:
        raise Refused(_("This file is imported already. Upload it again to import it in another way."))
    return import_document(content_of(upload), wish, by=by, upload=upload)
