"""All files of a national run as one ZIP, region by region, written while it is sent.

Beside the files: `manifest.csv` (every file with its report, check code and hashes) and `SHA256SUMS`, with which
`sha256sum -c SHA256SUMS` checks the whole archive. The hash of each file is taken anew while it is read: a file that
was damaged in the store is named as damaged, one that is missing as missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from core.tabular import csv_text
from core.zipping import Entry, Names, zipped
from monev.reports.models import ReportFile

PIECE = 64 * 1024
COLUMNS = (
    *("path", "state", "region_code", "region", "title", "subject", "format", "part", "sha256", "size"),
    *("check_code", "edition", "snapshot_sha256", "snapshot_taken_at"),
)
PRESENT, MISSING, DAMAGED = "present", "missing", "damaged"


@dataclass(slots=True)
class _Packing:
    files: QuerySet[ReportFile]
    at: datetime
    names: Names = field(default_factory=Names)
    lines: list[dict[str, Any]] = field(default_factory=list)
    sums: list[str] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        for each in self.files.iterator(chunk_size=200):
            line = self._line(each)
            self.lines.append(line)
            try:
                content = each.file.open("rb")
            except OSError:
                line["state"] = MISSING
                continue
            yield Entry(line["path"], self._read(line, content), self.at)
        manifest = csv_text(list(COLUMNS), iter(self.lines)).encode()
        self.sums.append(f"{hashlib.sha256(manifest).hexdigest()}  manifest.csv")
        yield Entry("manifest.csv", [manifest], self.at)
        yield Entry("SHA256SUMS", ["".join(f"{each}\n" for each in self.sums).encode()], self.at)

    def _line(self, file: ReportFile) -> dict[str, Any]:
        report = file.report
        region, snapshot = report.region, report.snapshot
        code, name = (region.code, region.name) if region else ("", "")
        folder = f"{code}-{slugify(name)}".strip("-")
        ending = f"-{file.part}" if file.part > 1 else ""
        path = self.names.free(f"{folder}/{slugify(report.title)}-{code}{ending}.{file.format}")
        values = (
            *(path, PRESENT, code, name, report.title, report.subject, file.format, file.part, file.sha256, file.size),
            *(report.check_code, report.edition, snapshot and snapshot.sha256, snapshot and snapshot.taken_at),
        )
        return dict(zip(COLUMNS, values, strict=True))

    def _read(self, line: dict[str, Any], content: Any) -> Iterator[bytes]:
        digest = hashlib.sha256()
        with content:
            while piece := content.read(PIECE):
                digest.update(piece)
                yield piece
        if digest.hexdigest() != line["sha256"]:
            line["state"] = DAMAGED
        self.sums.append(f"{digest.hexdigest()}  {line['path']}")


def run_archive(files: QuerySet[ReportFile]) -> Iterator[bytes]:
    """The bytes of the ZIP of `files`, in pieces; memory does not grow with the size of the files."""
    return zipped(_Packing(files, timezone.localtime(timezone.now())).entries())
