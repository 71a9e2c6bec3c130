"""Evidence of the closed periods, many rows at a time; the files are kept once by their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.files.base import ContentFile

from monev.monitoring.models.evidence import Evidence, EvidenceUse, StoredFile
from monev.monitoring.models.progress import ProgressReport
from organizations.models import User
from portal.demo.proofs import DISCLAIMER, ENDINGS, Proof
from portal.demo.store import examples


@dataclass
class Drawer:
    """Files and uses collected while the reports are made; `close` writes them."""

    files: dict[str, StoredFile] = field(default_factory=dict)
    rows: list[Evidence] = field(default_factory=list)
    uses: list[tuple[Evidence, ProgressReport]] = field(default_factory=list)

    def put(self, report: ProgressReport, proofs: Iterable[Proof], by: User, on: date) -> None:
        """Hand in these proofs for a report."""
        agency = report.program.lead_agency
        for proof in proofs:
            row = Evidence(
                region=agency.region,
                agency=agency,
                kind=proof.kind,
                title=proof.title,
                link=proof.link,
                file_name=proof.file_name,
                stored_file=None if proof.link else self._stored(proof),
                dated_on=on,
                uploaded_by=by,
                note=DISCLAIMER,
            )
            self.rows.append(row)
            self.uses.append((row, report))

    def close(self) -> None:
        """Write the evidence and what it proves."""
        examples(self.rows)
        examples(EvidenceUse(evidence=row, progress_report=report) for row, report in self.uses)

    def _stored(self, proof: Proof) -> StoredFile:
        digest = hashlib.sha256(proof.content).hexdigest()
        if digest not in self.files:
            self.files[digest] = _store(proof, digest)
        return self.files[digest]


def _store(proof: Proof, digest: str) -> StoredFile:
    """The file of these bytes, written only when no record has it and it does not lie there already."""
    found = StoredFile.objects.filter(sha256=digest).first()
    if found:
        return found
    row = StoredFile(sha256=digest, size=len(proof.content), content_type=proof.content_type)
    name = f"{digest}.{ENDINGS[proof.content_type]}"
    if row.file.storage.exists(f"evidence/{name}"):
        row.file.name = f"evidence/{name}"
        row.save()
    else:
        row.file.save(name, ContentFile(proof.content), save=True)
    return row
