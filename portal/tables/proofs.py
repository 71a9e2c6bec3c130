"""What stands behind figures, of programs and quick wins alike: evidence, obstacles, open remarks, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from core.documents import Column, State, Tone, Value
from core.tables import DataTable, Line
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ProgressReport, QuickWinReport
from monev.monitoring.models.trail import Remark
from monev.monitoring.selectors.findings import FindingLine
from monev.monitoring.workflow import State as ReportState
from portal.selectors.program import ReportLine
from portal.selectors.quick_wins import QuickWinReportLine

REPORT_TONES: dict[str, Tone] = {"verified": "good", "returned": "bad", "draft": "none"}
VERDICT_TONES: dict[str, Tone] = {"strong": "good", "sufficient": "good", "weak": "warning", "none": "bad"}


def report_url(report_id: int) -> str:
    """The page of a report: its figures, its evidence, its trail."""
    return reverse("monitoring:report-detail", args=[report_id])


def address_of(report: ProgressReport | QuickWinReport) -> str:
    """The page of a report of either kind."""
    if isinstance(report, QuickWinReport):
        return reverse("monitoring:quick-win-report-detail", args=[report.pk])
    return report_url(report.pk)


def report_state(report: object) -> State:
    """The state of a report; a corrected one is told as superseded."""
    if getattr(report, "is_superseded", False):
        return State(gettext("corrected"), "none", "superseded", "superseded")
    code = str(getattr(report, "state", ""))
    return State(str(ReportState(code).label), REPORT_TONES.get(code, "active"), code, code)


def evidence_table(lines: Iterable[ReportLine | QuickWinReportLine], *, source: str) -> DataTable:
    """Every piece of evidence of every report."""
    return DataTable(
        id="bukti",
        title=gettext("Evidence"),
        columns=(
            Column("title", gettext("Evidence"), share=4),
            Column("kind", gettext("Kind")),
            Column("proves", gettext("Proves"), share=3),
            Column("period", gettext("Period")),
            Column("dated", gettext("Date"), "date"),
            Column("verdict", gettext("Verdict"), "state"),
        ),
        lines=[_evidence_line(use, each.report) for each in lines for use in each.evidence],
        choices=("kind", "period", "verdict"),
        empty=gettext("No evidence was handed in yet."),
        source=source,
    )


def _evidence_line(use: EvidenceUse, report: ProgressReport | QuickWinReport) -> Line:
    row = use.evidence
    code = use.verdict or "unjudged"
    cells: dict[str, Value] = {
        "title": row.title,
        "kind": row.get_kind_display(),
        "proves": _proven(use),
        "period": str(report.period),
        "dated": row.dated_on,
        "verdict": State(use.get_verdict_display(), VERDICT_TONES.get(code, "none"), code),
    }
    links = {"title": reverse("monitoring:evidence-detail", args=[row.pk]), "period": address_of(report)}
    return Line(cells, links, is_example=row.is_example)


def _proven(use: EvidenceUse) -> str:
    if use.indicator_value:
        return use.indicator_value.indicator.name
    return use.milestone.milestone.name if use.milestone else gettext("the report")


def obstacle_table(lines: Iterable[ReportLine | QuickWinReportLine], *, source: str) -> DataTable:
    """What held the program up, period by period, and what the OPD does about it."""
    told = [each.report for each in lines if each.report.hindering_factors or each.report.follow_up]
    return DataTable(
        id="hambatan",
        title=gettext("Obstacles and follow-up by period"),
        columns=(
            Column("period", gettext("Period"), share=1),
            Column("obstacle", gettext("Obstacle"), share=4),
            Column("follow_up", gettext("Follow-up"), share=4),
            Column("state", gettext("State"), "state"),
        ),
        lines=[
            Line(
                {
                    "period": str(each.period),
                    "obstacle": each.hindering_factors,
                    "follow_up": each.follow_up,
                    "state": report_state(each),
                },
                {"period": address_of(each)},
                is_example=each.is_example,
            )
            for each in told
        ],
        empty=gettext("The OPD reported no obstacle."),
        source=source,
    )


def remark_table(remarks: Sequence[Remark], label: Callable[[str], str], *, source: str) -> DataTable:
    """The open threads: what was asked about which input of which report, and who has the last word."""
    threads: dict[tuple[int | None, str], list[Remark]] = {}
    for each in remarks:
        threads.setdefault((each.progress_report_id or each.quick_win_report_id, each.field), []).append(each)
    return DataTable(
        id="catatan",
        title=gettext("Open remarks"),
        columns=(
            Column("period", gettext("Period"), share=1),
            Column("field", gettext("About")),
            Column("text", gettext("Last remark"), share=5),
            Column("by", gettext("Who")),
            Column("count", gettext("Remarks"), "count", share=1),
        ),
        lines=[_remark_line(rows, label) for rows in threads.values()],
        empty=gettext("No remark is open."),
        source=source,
    )


def _remark_line(rows: Sequence[Remark], label: Callable[[str], str]) -> Line:
    last = rows[-1]
    report = last.progress_report or last.quick_win_report
    cells: dict[str, Value] = {
        "period": str(report.period) if report else None,
        "field": label(last.field),
        "text": last.text,
        "by": str(last.by) if last.by else None,
        "count": len(rows),
    }
    return Line(cells, {"period": address_of(report)} if report else {})


def finding_table(findings: Iterable[FindingLine], *, source: str) -> DataTable:
    """What the rules of data quality said, and how it was answered."""
    return DataTable(
        id="mutu",
        title=gettext("Findings of data quality"),
        columns=(
            Column("period", gettext("Period"), share=1),
            Column("finding", gettext("Finding"), share=5),
            Column("explanation", gettext("Explanation of the OPD"), share=4),
            Column("state", gettext("State"), "state"),
        ),
        lines=[line for each in findings if (line := _finding_line(each)) is not None],
        choices=("state",),
        empty=gettext("The rules of data quality found nothing."),
        source=source,
    )


def _finding_line(finding: FindingLine) -> Line | None:
    if finding.flag is None:
        return None
    report = finding.flag.progress_report or finding.flag.quick_win_report
    if report is None:
        return None
    cells: dict[str, Value] = {
        "period": str(report.period),
        "finding": finding.message,
        "explanation": finding.explanation,
        "state": _settled(finding),
    }
    return Line(cells, {"period": address_of(report)})


def _settled(finding: FindingLine) -> State:
    if finding.is_settled:
        return State(gettext("settled"), "good", "settled")
    if finding.explanation:
        return State(gettext("explained"), "active", "explained")
    return State(gettext("open"), "warning", "open")


def evidence_count(lines: Sequence[ReportLine | QuickWinReportLine]) -> str:
    """`12 bukti dalam 4 dari 5 laporan`."""
    total = sum(each.level.total for each in lines)
    proven = sum(bool(each.level.total) for each in lines)
    pieces = ngettext("%(count)s piece of evidence", "%(count)s pieces of evidence", total) % {"count": total}
    return gettext("%(pieces)s in %(proven)s of %(reports)s reports") % {
        "pieces": pieces,
        "proven": proven,
        "reports": len(lines),
    }
