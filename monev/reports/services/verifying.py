"""Whether compiled reports are still what they say: snapshots and files against their SHA-256, and each file made again
from its snapshot, byte for byte. Nothing is changed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils.translation import override

from core.canonical import sha256_of
from core.documents import Attachment, Document
from monev.reports.catalogue.base import Report
from monev.reports.catalogue.registry import report_named
from monev.reports.models import CompiledReport, ReportFile, Snapshot
from monev.reports.services.compiling import written_files
from monev.reports.services.frames import frame_of
from monev.reports.writers import Writer, Writing, writers

Verdict = Literal["same", "snapshot", "missing", "tampered", "differs", "broken"]
GOOD: Verdict = "same"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one file, or (`format` empty) about the snapshot; `detail` says more where there is more."""

    verdict: Verdict
    format: str = ""
    part: int = 1
    detail: str = ""

    @property
    def is_good(self) -> bool:
        return self.verdict == GOOD


def verify_report(report: CompiledReport) -> list[Finding]:
    """What is found about a report that is ready."""
    snapshot = report.snapshot
    if snapshot is None:
        return [Finding("snapshot")]
    if sha256_of(snapshot.data) != snapshot.sha256:
        return [Finding("snapshot", detail=snapshot.sha256)]
    rows = list(report.files.all())
    stored = [found for each in rows if (found := _stored(each))]
    try:
        made = _made_again(report, snapshot)
    except Exception as problem:  # noqa: BLE001
        # Whatever goes wrong: the person who verifies is told, and the next report is looked at.
        return [*stored, Finding("broken", detail=f"{type(problem).__name__}: {problem}")]
    wrong = {(each.format, each.part) for each in stored}
    again = [_again(each, made) for each in rows if (each.format, each.part) not in wrong]
    return [Finding(GOOD), *stored, *again]


def other_version(report: CompiledReport) -> str:
    """The version of the software that compiled it, where it is not this one."""
    made_with = report.snapshot.code_version if report.snapshot else ""
    return made_with if made_with != settings.VERSION else ""


def _stored(row: ReportFile) -> Finding | None:
    """What is wrong with the stored file, if anything."""
    name = str(row.file.name)
    if not row.file.storage.exists(name):
        return Finding("missing", row.format, row.part, name)
    with row.file.storage.open(name) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return None if digest == row.sha256 else Finding("tampered", row.format, row.part, digest)


def _again(row: ReportFile, made: dict[tuple[str, int], str]) -> Finding:
    digest = made.get((row.format, row.part))
    if digest == row.sha256:
        return Finding(GOOD, row.format, row.part)
    return Finding("differs", row.format, row.part, digest or "")


def _made_again(report: CompiledReport, snapshot: Snapshot) -> dict[tuple[str, int], str]:
    """The SHA-256 of each file that the snapshot gives now, by format and part."""
    kind = report_named(report.kind)
    with override(report.language):
        document = kind.document(snapshot.data, frame_of(report, snapshot), alive=lambda: None)
        attachments = list(kind.attachments(snapshot.data))
    found: dict[tuple[str, int], str] = {}
    before: list[str] = []
    for writer in _writers(report, kind):
        for part, digest in _digests(writer, document, attachments, written_files(report, before)):
            found[writer.code, part] = digest
        before.append(writer.code)
    return found


def _writers(report: CompiledReport, kind: Report) -> list[Writer]:
    """Those of the formats that the report has, in their order."""
    kept = {each.format for each in report.files.all()}
    return [each for each in writers().values() if each.code in kind.formats and each.code in kept]


def _digests(
    writer: Writer, document: Document, attachments: list[Attachment], written: list[Attachment]
) -> Iterator[tuple[int, str]]:
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        job = Writing(document, attachments, written, Path(folder), lambda: None)
        for part, path in enumerate(writer.write(job), start=1):
            with path.open("rb") as file:
                yield part, hashlib.file_digest(file, "sha256").hexdigest()
