"""Evidence of the closed periods, many rows at a time; the files are kept once by their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus

from django.core.files.base import ContentFile

from core.outbound import Answer
from monev.monitoring.links import FAILURES
from monev.monitoring.models.evidence import Evidence, EvidenceUse, StoredFile
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.services.links import record_answer
from organizations.models import User
from portal.demo.periods import moment
from portal.demo.proofs import DISCLAIMER, ENDINGS, Proof, verdict_of
from portal.demo.store import examples


@dataclass
class Drawer:
    """Files and uses collected while the reports are made; `close` writes them."""

    files: dict[str, StoredFile] = field(default_factory=dict)
    rows: list[Evidence] = field(default_factory=list)
    uses: list[EvidenceUse] = field(default_factory=list)

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
            self.uses.append(_use(row, report, verdict_of(proof)))

    def close(self) -> None:
        """Write the evidence and what it proves; the newest link does not open any more."""
        examples(self.rows)
        examples(self.uses)
        for row in [row for row in self.rows if row.link][-1:]:
            _die(row)

    def _stored(self, proof: Proof) -> StoredFile:
        digest = hashlib.sha256(proof.content).hexdigest()
        if digest not in self.files:
            self.files[digest] = _store(proof, digest)
        return self.files[digest]


def keep(proof: Proof) -> StoredFile:
    """The file of one proof, kept once."""
    return _store(proof, hashlib.sha256(proof.content).hexdigest())


def _die(row: Evidence) -> None:
    """The nightly looks at a link that is gone, as they are recorded."""
    for night in range(1, FAILURES + 1):
        moment_of_look = moment(row.region, row.dated_on + timedelta(days=night), 2)
        record_answer(row.link, Answer(status=HTTPStatus.NOT_FOUND), now=moment_of_look)


def _use(row: Evidence, report: ProgressReport, verdict: str) -> EvidenceUse:
    """What the evidence proves; judged with the report, when that is verified."""
    made = EvidenceUse(evidence=row, progress_report=report)
    if verdict and report.verified_at:
        made.verdict, made.judged_at, made.judged_by = verdict, report.verified_at, report.verified_by
    return made


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
