"""Example evidence: small files marked CONTOH, stored once by their SHA-256, and links."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

from django.core.files.base import ContentFile

from masterplan.models.plans import Program
from monev.monitoring.models.evidence import Evidence, EvidenceUse, StoredFile
from monev.monitoring.models.progress import ProgressReport
from organizations.models import Agency, User
from portal.demo import papers
from portal.demo.quarters import Quarter
from portal.demo.store import examples

DISCLAIMER = "Berkas contoh untuk demonstrasi portal. Bukan dokumen resmi."
PDF, PNG = "application/pdf", "image/png"
SHARED_TITLE = "Foto kegiatan bersama"


@dataclass
class Drawer:
    """Files and uses collected while the reports are made; `close` writes them."""

    files: dict[str, StoredFile] = field(default_factory=dict)
    rows: list[Evidence] = field(default_factory=list)
    uses: list[tuple[Evidence, ProgressReport]] = field(default_factory=list)

    def own(self, report: ProgressReport, quarter: Quarter, by: User, on: date) -> None:
        """A document, a picture or a link of the program's own, in turns over the quarters."""
        program = report.program
        title = f"Bukti dukung {program.code} TW {quarter.number} {quarter.year}"
        row = _row(program.lead_agency, title, by, on)
        if quarter.number == 3:
            row.kind = Evidence.Kind.OTHER
            row.link = f"https://berbagi.ksb.example/{program.code.lower()}/{quarter.year}-{quarter.number}"
        elif quarter.number % 2:
            row.kind, row.file_name = Evidence.Kind.HANDOVER, f"{program.code}-{quarter.year}-{quarter.number}.pdf"
            row.stored_file = self._stored(papers.document([title, program.name[:80], DISCLAIMER]), PDF, "pdf")
        else:
            row.kind, row.file_name = Evidence.Kind.PHOTO, f"{program.code}-{quarter.year}-{quarter.number}.png"
            row.stored_file = self._stored(papers.picture(_color(program), title), PNG, "png")
        self._put(row, report)

    def shared(self, report: ProgressReport, by: User, on: date) -> None:
        """A picture that more than one program shows."""
        row = _row(report.program.lead_agency, SHARED_TITLE, by, on)
        row.kind, row.file_name = Evidence.Kind.PHOTO, "foto-kegiatan-bersama.png"
        row.stored_file = self._stored(papers.picture("#444444", SHARED_TITLE), PNG, "png")
        self._put(row, report)

    def close(self) -> None:
        """Write the evidence and what it proves."""
        examples(self.rows)
        examples(EvidenceUse(evidence=row, progress_report=report) for row, report in self.uses)

    def _put(self, row: Evidence, report: ProgressReport) -> None:
        self.rows.append(row)
        self.uses.append((row, report))

    def _stored(self, content: bytes, content_type: str, ending: str) -> StoredFile:
        digest = hashlib.sha256(content).hexdigest()
        if digest not in self.files:
            self.files[digest] = store(content, digest, content_type, ending)
        return self.files[digest]


def store(content: bytes, digest: str, content_type: str, ending: str) -> StoredFile:
    """The file of these bytes, written only when no record has it yet."""
    found = StoredFile.objects.filter(sha256=digest).first()
    if found:
        return found
    row = StoredFile(sha256=digest, size=len(content), content_type=content_type)
    name = f"evidence/{digest}.{ending}"
    if row.file.storage.exists(name):
        row.file.name = name
        row.save()
    else:
        row.file.save(f"{digest}.{ending}", ContentFile(content), save=True)
    return row


def _row(agency: Agency, title: str, by: User, on: date) -> Evidence:
    return Evidence(
        region=agency.region, agency=agency, title=f"Contoh: {title}", dated_on=on, uploaded_by=by, note=DISCLAIMER
    )


def _color(program: Program) -> str:
    return program.sub_dimension.pillar.color if program.sub_dimension else "#444444"
