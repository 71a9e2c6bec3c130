"""Files of a stage: a draft is written each time it is asked for, an issued one once and then kept as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import storing
from core.canonical import plain, sha256_of
from core.documents import Document
from core.errors import Refused
from core.spreadsheets import xlsx
from core.typesetting import pdf
from monev.evaluation.letters.head import basis_of, head_of
from monev.evaluation.letters.national_table import national_table, table_data
from monev.evaluation.letters.result_letter import result_letter
from monev.evaluation.models.closing import ResultLetter
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import StageResult
from monev.evaluation.selectors.stage_results import stage_table

Format = ResultLetter.Format
WRITERS: dict[str, Callable[[Document], bytes]] = {Format.PDF: pdf, Format.XLSX: xlsx}


@dataclass(frozen=True, slots=True)
class File:
    """The bytes of a file and their SHA-256; `is_draft`: not issued."""

    content: bytes
    sha256: str
    is_draft: bool


def region_letter(result: StageResult, extension: str) -> File:
    """The result letter of one region. Raises `Refused` when the frozen data are not what was frozen."""
    frozen = result.frozen
    if sha256_of(frozen.data) != frozen.sha256:
        raise Refused(_("The frozen data of this result do not match their SHA-256. Tell the administrator."))
    head = head_of(result.stage)
    basis = basis_of(head, frozen=frozen.sha256)

    def document() -> Document:
        return result_letter(frozen.data, head, sha256=frozen.sha256)

    return _file(result.stage, result.assessment_id, extension, basis, document)


def stage_file(stage: RoundStage, extension: str) -> File:
    """The national table of a stage."""
    table, head = stage_table(stage), head_of(stage)
    data = table_data(table)
    basis = basis_of(head, table=sha256_of(data))

    def document() -> Document:
        return national_table(table, head, sha256=sha256_of(data))

    return _file(stage, None, extension, basis, document)


def _file(
    stage: RoundStage,
    assessment: int | None,
    extension: str,
    basis: dict[str, object],
    document: Callable[[], Document],
) -> File:
    """What was issued is read back; a draft is written and not kept."""
    named = {"stage": stage, "assessment_id": assessment, "format": extension, "basis": sha256_of(plain(basis))}
    if not stage.is_published:
        content = WRITERS[extension](document())
        return File(content, hashlib.sha256(content).hexdigest(), is_draft=True)
    issued = ResultLetter.objects.filter(**named).first()
    if issued is not None and default_storage.exists(issued.file.name):
        with issued.file.open("rb") as kept:
            return File(kept.read(), issued.sha256, is_draft=False)
    content = WRITERS[extension](document())
    name, digest = storing.store_once(content, extension, folder=storing.LETTERS)
    with transaction.atomic():
        ResultLetter.objects.get_or_create(**named, defaults={"file": name, "sha256": digest, "size": len(content)})
    return File(content, digest, is_draft=False)
