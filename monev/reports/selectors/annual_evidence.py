"""The evidence of a year as the annual report lists and packs it: what each piece is, what it proves, where it goes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.text import Truncator
from django.utils.translation import gettext

from core.uploads import clean_folder, clean_name
from core.zipping import Names
from monev.evaluation.models.assessments import AnswerEvidence, Assessment
from monev.evaluation.models.results import Finding, FindingEvidence
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.selectors.ledger import proven_line
from monev.monitoring.selectors.subjects import OF_REPORTS
from monev.monitoring.workflow import State
from organizations.models import Region

SHOWN = 100
"""Characters of a question or finding in the list of what evidence proves."""
REPORTS = ("progress_report", "indicator_value__report", "quick_win_report", "milestone__report", "pledge_report")
CHUNK = 256 * 1024


def verified_uses(region: Region, year: int) -> QuerySet[EvidenceUse]:
    """What evidence proves in the verified reports of a year."""
    rows = EvidenceUse.objects.filter(evidence__region=region, evidence__archived_at=None, archived_at=None)
    rows = rows.annotate(
        of_year=Coalesce(*(f"{each}__period__year" for each in REPORTS)),
        of_state=Coalesce(*(f"{each}__state" for each in REPORTS)),
    )
    return rows.filter(of_year=year, of_state=State.VERIFIED)


def evidence_rows(
    region: Region, year: int, *, assessments: Sequence[Assessment], findings: Sequence[Finding]
) -> list[dict[str, Any]]:
    """Each piece once, by OPD and title, with all that it proves: in three queries."""
    found: dict[int, Evidence] = {}
    proves: dict[int, list[str]] = defaultdict(list)
    for evidence, words in _proofs(region, year, assessments, findings):
        found[evidence.pk] = evidence
        if words not in proves[evidence.pk]:
            proves[evidence.pk].append(words)
    in_order = sorted(found.values(), key=lambda each: (each.agency.name, each.title, each.pk))
    places = _Places(gettext("evidence"))
    return [_row(each, proves[each.pk], places) for each in in_order]


def _proofs(
    region: Region, year: int, assessments: Sequence[Assessment], findings: Sequence[Finding]
) -> Iterable[tuple[Evidence, str]]:
    joined = ("evidence__stored_file", "evidence__agency")
    for use in verified_uses(region, year).select_related(*joined, *OF_REPORTS).order_by("created_at", "pk"):
        yield use.evidence, _reported(use)
    answers = AnswerEvidence.objects.filter(
        answer__assessment__in=assessments, evidence__archived_at=None, archived_at=None
    )
    for answer in answers.select_related(*joined, "answer__item").order_by("answer__item__position", "pk"):
        yield answer.evidence, Truncator(str(answer.answer.item)).chars(SHOWN)
    steps = FindingEvidence.objects.filter(step__finding__in=findings, evidence__archived_at=None, archived_at=None)
    for step in steps.select_related(*joined, "step__finding").order_by("pk"):
        yield step.evidence, gettext("Follow-up: %(finding)s") % {"finding": _short(step.step.finding.text)}


def _reported(use: EvidenceUse) -> str:
    line = proven_line(use)
    subject = f"{line.subject}: {line.part}" if line.part else line.subject
    return f"{subject} ({line.period.label})" if line.period else subject


def _short(text: str) -> str:
    return Truncator(text).chars(SHOWN)


class _Places:
    """Where files go in the archive: one path for one content, however many records show it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.names = Names()
        self.paths: dict[str, str] = {}

    def of(self, sha256: str, *parts: str) -> str:
        """The path of a content; the first name that it came with."""
        if sha256 not in self.paths:
            *folders, name = parts
            inside = [clean_folder(each) for each in folders]
            self.paths[sha256] = self.names.free(str(PurePosixPath(self.folder, *inside, clean_name(name))))
        return self.paths[sha256]


def _row(evidence: Evidence, proves: list[str], places: _Places) -> dict[str, Any]:
    stored = evidence.stored_file
    return {
        "uid": evidence.uid,
        "title": evidence.title,
        "kind": evidence.kind,
        "agency": str(evidence.agency),
        "dated_on": evidence.dated_on,
        "link": evidence.link,
        "path": places.of(stored.sha256, str(evidence.agency), evidence.file_name or evidence.title) if stored else "",
        "stored": str(stored.file.name) if stored else "",
        "sha256": stored.sha256 if stored else "",
        "size": stored.size if stored else 0,
        "proves": proves,
        "is_example": evidence.is_example,
    }


def file_row(name: str, path: str) -> dict[str, Any]:
    """A stored file that has no hash of its own yet: read once, so that the archive can be checked against it.

    A file that is missing in the storage has an empty hash; the archive then names it as missing.
    """
    if not name:
        return {"path": "", "stored": "", "sha256": "", "size": 0}
    digest, size = hashlib.sha256(), 0
    if default_storage.exists(name):
        with default_storage.open(name, "rb") as file:
            for piece in iter(lambda: file.read(CHUNK), b""):
                digest.update(piece)
                size += len(piece)
    return {"path": path, "stored": name, "sha256": digest.hexdigest() if size else "", "size": size}
