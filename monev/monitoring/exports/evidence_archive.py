"""A region's evidence of one period as a ZIP: the files by OPD and program, and what each of them is and proves.

Beside the files: `manifest.csv` and `manifest.json` (every piece of evidence, also links and files that are missing in
the store), and `SHA256SUMS`, with which `sha256sum -c SHA256SUMS` checks the whole archive. The hash of each file is
taken anew while it is read, so that a file that was damaged in the store is named as damaged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from core.tabular import csv_text
from core.uploads import clean_folder, clean_name
from core.zipping import Entry, Names, zipped
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.ledger import Proven, proven_line

CHUNK = 64 * 1024
PRESENT, LINK, ABSENT, DAMAGED = "present", "link", "missing", "damaged"


@dataclass(slots=True)
class Line:
    """One piece of evidence in the manifest. `state`: present, link, missing (in the store) or damaged."""

    path: str
    state: str
    sha256: str
    size: int
    content_type: str
    kind: str
    title: str
    dated_on: str
    expires_on: str
    agency: str
    handed_in_by: str
    link: str
    link_state: str
    proves: list[str]
    verdicts: list[str]


@dataclass(slots=True)
class Archive:
    """Everything that goes into the archive, in words of the reader's language; nothing of the files is read yet."""

    name: str
    region: str
    code: str
    period: str
    made_at: datetime
    lines: list[Line]
    stored: list[Any]
    headings: dict[str, str]
    sums: list[tuple[str, str]] = field(default_factory=list)

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the ZIP, in pieces."""
        return zipped(self._entries())

    def _entries(self) -> Iterator[Entry]:
        for line, stored in zip(self.lines, self.stored, strict=True):
            content = _opened(stored) if stored is not None else None
            if content is not None:
                yield Entry(line.path, self._read(line, content), self.made_at)
            elif line.state == PRESENT:
                line.state, line.path = ABSENT, ""
        for path, text in (("manifest.json", self._json()), ("manifest.csv", self._csv())):
            self.sums.append((hashlib.sha256(text).hexdigest(), path))
            yield Entry(path, [text], self.made_at)
        sums = "".join(f"{digest}  {path}\n" for digest, path in self.sums)
        yield Entry("SHA256SUMS", [sums.encode()], self.made_at)

    def _read(self, line: Line, content: Any) -> Iterator[bytes]:
        """The content of one file in pieces; what was read is what the manifest tells about it."""
        digest, size = hashlib.sha256(), 0
        with content:
            while True:
                try:
                    piece = content.read(CHUNK)
                except OSError:
                    line.state = DAMAGED
                    break
                if not piece:
                    break
                digest.update(piece)
                size += len(piece)
                yield piece
        if digest.hexdigest() != line.sha256:
            line.state = DAMAGED
        self.sums.append((digest.hexdigest(), line.path))

    def _json(self) -> bytes:
        states = [line.state for line in self.lines]
        content = {
            "region": {"code": self.code, "name": self.region},
            "period": self.period,
            "made_at": self.made_at.isoformat(),
            "counts": {state: states.count(state) for state in (PRESENT, LINK, ABSENT, DAMAGED)},
            "evidence": [asdict(line) for line in self.lines],
        }
        return json.dumps(content, ensure_ascii=False, indent=2).encode()

    def _csv(self) -> bytes:
        rows = ({self.headings[name]: value for name, value in asdict(line).items()} for line in self.lines)
        return csv_text(list(self.headings.values()), rows).encode()


def evidence_archive(period: Period, evidence: Sequence[Evidence]) -> Archive:
    """The archive of evidence that was read with `evidence_for_archive`, in the active language."""
    region, names = period.region, Names()
    lines = [_line(each, names) for each in evidence]
    return Archive(
        name=f"bukti-{region.code}-{period.address}.zip",
        region=region.name,
        code=region.code,
        period=str(period),
        made_at=timezone.localtime(timezone.now()),
        lines=lines,
        stored=[_file_of(each) for each in evidence],
        headings=_headings(),
    )


def _file_of(evidence: Evidence) -> Any:
    """What is handed out of it: nothing where a virus was found."""
    stored = evidence.stored_file
    return stored.file if stored and not stored.infection else None


def _line(evidence: Evidence, names: Names) -> Line:
    shown: Iterable[Any] = evidence.shown  # type: ignore[attr-defined]
    proves = [proven_line(use) for use in shown]
    stored = evidence.stored_file
    return Line(
        path=names.free(_path(evidence, proves)) if stored else "",
        state=PRESENT if stored else LINK,
        sha256=stored.sha256 if stored else "",
        size=stored.size if stored else 0,
        content_type=stored.content_type if stored else "",
        kind=evidence.get_kind_display(),
        title=evidence.title,
        dated_on=evidence.dated_on.isoformat(),
        expires_on=evidence.expires_on.isoformat() if evidence.expires_on else "",
        agency=evidence.agency.name,
        handed_in_by=str(evidence.uploaded_by or ""),
        link=evidence.link,
        link_state=evidence.get_link_state_display() if evidence.link else "",
        proves=[f"{each.subject}: {each.part}" if each.part else each.subject for each in proves],
        verdicts=[str(each.use.get_verdict_display()) for each in proves],
    )


def _path(evidence: Evidence, proves: Sequence[Proven]) -> str:
    """Folder of the OPD, folder of what it proves first, name of the file."""
    folders = [clean_folder(str(evidence.agency)), *(clean_folder(each.subject) for each in proves[:1])]
    return str(PurePosixPath(*folders, clean_name(evidence.file_name or evidence.title)))


def _opened(stored: Any) -> Any:
    """The file in the store, or None when it is not there."""
    try:
        return stored.open("rb")
    except (OSError, ValueError):
        return None


def _headings() -> dict[str, str]:
    """The columns of `manifest.csv` as people read them."""
    return {
        "path": gettext("Path in the archive"),
        "state": gettext("State of the file"),
        "sha256": "SHA-256",
        "size": gettext("Size (bytes)"),
        "content_type": gettext("Type of file"),
        "kind": gettext("Kind of evidence"),
        "title": gettext("Title"),
        "dated_on": gettext("Date"),
        "expires_on": gettext("Holds until"),
        "agency": gettext("OPD"),
        "handed_in_by": gettext("Handed in by"),
        "link": gettext("Link"),
        "link_state": gettext("State of the link"),
        "proves": gettext("What it proves"),
        "verdicts": gettext("Verdict"),
    }
