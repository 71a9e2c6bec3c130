"""Everything about one report for a reader: figures, words, evidence, findings, and the steps it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import Transition
from monev.monitoring.selectors.entry import WORDS
from monev.monitoring.selectors.figures import report_figures
from monev.monitoring.selectors.findings import FindingLine, flags_of, recorded_findings
from monev.monitoring.selectors.program_figures import ProgramFigure
from monev.monitoring.selectors.subjects import Report, evidence_of, kind_of, subject_of, used_elsewhere


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What the page of a report shows. `figure` is there for programs only."""

    report: Any
    subject: Any
    figure: ProgramFigure | None
    words: tuple[tuple[str, str], ...]
    uses: tuple[EvidenceUse, ...]
    shared: dict[int, list[str]]
    findings: tuple[FindingLine, ...]
    transitions: tuple[Transition, ...]


def report_page(report: Report, *, seen_by: Any, figure: ProgramFigure | None = None) -> ReportPage:
    """One report in a fixed number of queries; `figure`: if it is known already."""
    use = kind_of(report).use
    uses = tuple(_told(use_row, report) for use_row in evidence_of(report))
    return ReportPage(
        report=report,
        subject=subject_of(report),
        figure=figure or (report_figures([report])[report.pk] if isinstance(report, ProgressReport) else None),
        words=tuple(
            (str(report._meta.get_field(name).verbose_name), getattr(report, name))  # type: ignore[union-attr]
            for name in WORDS
            if getattr(report, name)
        ),
        uses=uses,
        shared=used_elsewhere(uses, seen_by=seen_by),
        findings=tuple(recorded_findings(flags_of(report))),
        transitions=tuple(Transition.objects.filter(**{use: report}).select_related("by").order_by("at", "pk")),
    )


def _told(row: EvidenceUse, report: Report) -> EvidenceUse:
    """The use with the report at hand: nothing has to be read again to name it."""
    if row.indicator_value is not None:
        row.indicator_value.report = report  # type: ignore[assignment]
    elif row.milestone is not None:
        row.milestone.report = report  # type: ignore[assignment]
    else:
        setattr(row, kind_of(report).use, report)
    return row
