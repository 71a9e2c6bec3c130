"""Everything about one report for a reader: figures, words, evidence, findings, and the steps it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from monev.monitoring import quality
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import QualityFlag, Transition
from monev.monitoring.selectors.entry import WORDS
from monev.monitoring.selectors.figures import report_figures
from monev.monitoring.selectors.program_figures import ProgramFigure
from monev.monitoring.selectors.subjects import Report, evidence_of, kind_of, subject_of, used_elsewhere


@dataclass(frozen=True, slots=True)
class Remark:
    """A data-quality finding in the reader's language."""

    flag: QualityFlag
    message: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What the page of a report shows. `figure` is there for programs only."""

    report: Any
    subject: Any
    figure: ProgramFigure | None
    words: tuple[tuple[str, str], ...]
    uses: tuple[EvidenceUse, ...]
    shared: dict[int, list[str]]
    flags: tuple[Remark, ...]
    transitions: tuple[Transition, ...]


def report_page(report: Report, *, seen_by: Any) -> ReportPage:
    """One report in a fixed number of queries."""
    use = kind_of(report).use
    uses = tuple(evidence_of(report))
    flags = QualityFlag.objects.filter(**{use: report}).select_related("settled_by").order_by("-severity", "code", "pk")
    return ReportPage(
        report=report,
        subject=subject_of(report),
        figure=report_figures([report])[report.pk] if isinstance(report, ProgressReport) else None,
        words=tuple(
            (str(report._meta.get_field(name).verbose_name), getattr(report, name))  # type: ignore[union-attr]
            for name in WORDS
            if getattr(report, name)
        ),
        uses=uses,
        shared=used_elsewhere(uses, seen_by=seen_by),
        flags=tuple(Remark(flag, _message(flag)) for flag in flags),
        transitions=tuple(Transition.objects.filter(**{use: report}).select_related("by").order_by("at", "pk")),
    )


def _message(flag: QualityFlag) -> str:
    if flag.code not in quality.TEXTS:
        return flag.code
    return quality.message(quality.Finding(flag.code, flag.severity, flag.params))
