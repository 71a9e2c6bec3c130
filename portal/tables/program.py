"""The tables of a program's page: steps, history of periods, budget, indicators, evidence, remarks, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from core.documents import Column, State, Tone, Value
from core.tables import DataTable, Line
from monev.monitoring.labels import light_label
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ProgressReport, QuickWinReport
from monev.monitoring.models.trail import Remark
from monev.monitoring.periods import period_label
from monev.monitoring.selectors.findings import FindingLine
from monev.monitoring.templatetags.evidence import level_kind, level_label
from monev.monitoring.workflow import State as ReportState
from portal.selectors.program import ReportLine
from portal.selectors.program_actions import ActionLine
from portal.selectors.program_budget import BudgetYear
from portal.selectors.program_indicators import IndicatorHistory
from portal.selectors.quick_wins import QuickWinReportLine
from portal.tables.program_words import action_state

REPORT_TONES: dict[str, Tone] = {"verified": "good", "returned": "bad", "draft": "none"}
LIGHT_TONES: dict[str, Tone] = {"green": "good", "amber": "warning", "red": "bad"}
VERDICT_TONES: dict[str, Tone] = {"strong": "good", "sufficient": "good", "weak": "warning", "none": "bad"}


def report_url(report_id: int) -> str:
    """The page of a report: its figures, its evidence, its trail."""
    return reverse("monitoring:report-detail", args=[report_id])


def address_of(report: ProgressReport | QuickWinReport) -> str:
    """The page of a report of either kind."""
    if isinstance(report, QuickWinReport):
        return reverse("monitoring:quick-win-report-detail", args=[report.pk])
    return report_url(report.pk)


def action_table(lines: Iterable[ActionLine], *, source: str) -> DataTable:
    """Each step with its years and the last state that counts."""
    return DataTable(
        id="rencana-aksi",
        title=gettext("Timeline of the action items"),
        columns=(
            Column("name", gettext("Action item"), share=4),
            Column("kind", gettext("Kind")),
            Column("agency", gettext("OPD")),
            Column("first", gettext("From"), share=1),
            Column("last", gettext("Until"), share=1),
            Column("state", gettext("State"), "state"),
            Column("told", gettext("Told in")),
            Column("behind", gettext("Against the plan"), "state"),
        ),
        lines=[_action_line(each) for each in lines],
        choices=("kind", "state"),
        empty=gettext("None are recorded."),
        source=source,
    )


def _action_line(line: ActionLine) -> Line:
    item, last = line.item, line.last
    behind = (
        State(gettext("behind"), "warning", "behind")
        if line.is_behind
        else State(gettext("as planned"), "good", "planned")
    )
    cells: dict[str, Value] = {
        "name": item.name,
        "kind": item.get_kind_display(),
        "agency": item.agency.name,
        "first": str(item.start_year),
        "last": str(item.end_year),
        "state": action_state(line),
        "told": str(last.period) if last else None,
        "behind": behind,
    }
    return Line(cells, {"told": report_url(last.report_id)} if last else {}, is_example=item.is_example)


def history_table(lines: Iterable[ReportLine], *, source: str) -> DataTable:
    """Every report with its state, figures and proof."""
    return DataTable(
        id="riwayat",
        title=gettext("History of periods"),
        columns=(
            Column("period", gettext("Period"), share=2),
            Column("state", gettext("State"), "state"),
            Column("planned", gettext("Planned"), "percent"),
            Column("actual", gettext("Actual"), "percent"),
            Column("deviation", gettext("Deviation"), "points"),
            Column("light", gettext("Traffic light"), "state"),
            Column("achievement", gettext("Achievement"), "percent"),
            Column("spending", gettext("Spending"), "rupiah"),
            Column("evidence", gettext("Evidence"), "count"),
            Column("level", gettext("How well it is proven"), "state"),
            Column("note", gettext("Note"), share=3),
        ),
        lines=[_history_line(each) for each in lines],
        choices=("state",),
        empty=gettext("Nothing has been reported yet."),
        source=source,
    )


def _history_line(line: ReportLine) -> Line:
    report, figure = line.report, line.figure
    page_of = report_url(report.pk)
    best = line.level.best
    cells: dict[str, Value] = {
        "period": str(report.period),
        "state": report_state(report),
        "planned": figure.planned,
        "actual": figure.actual,
        "deviation": figure.deviation,
        "light": State(
            light_label(figure.light), LIGHT_TONES.get(figure.light or "", "none"), "", figure.light or "none"
        ),
        "achievement": figure.achievement.value,
        "spending": figure.spending,
        "evidence": line.level.total,
        "level": State(level_label(best), VERDICT_TONES.get(best, "none"), best, level_kind(best)),
        "note": _note(line),
    }
    links = {"period": page_of, "evidence": f"{page_of}#evidence"}
    return Line(cells, links, is_example=report.is_example)


def light_state(light: str | None) -> State:
    """A traffic light as a word with its own sign."""
    return State(light_label(light), LIGHT_TONES.get(light or "", "none"), light or "none", light or "none")


def report_state(report: object) -> State:
    """The state of a report; a corrected one is told as superseded."""
    if getattr(report, "is_superseded", False):
        return State(gettext("corrected"), "none", "superseded", "superseded")
    code = str(getattr(report, "state", ""))
    return State(str(ReportState(code).label), REPORT_TONES.get(code, "active"), code, code)


def _note(line: ReportLine) -> str:
    report = line.report
    parts = [gettext("late")] if report.is_late else []
    if report.is_correction:
        parts.append(
            gettext("Correction %(number)s: %(reason)s")
            % {"number": report.correction_number, "reason": report.correction_reason}
        )
    if report.nil_reason:
        parts.append(gettext("no change: %(reason)s") % {"reason": report.nil_reason})
    return "; ".join(parts)


def budget_table(years: Iterable[BudgetYear], *, source: str) -> DataTable:
    """Both editions of the budget, what is in force, and what was spent."""
    return DataTable(
        id="anggaran",
        title=gettext("Budget by year and source of funds"),
        columns=(
            Column("year", gettext("Year"), share=1),
            Column("source", gettext("Source of funds"), share=3),
            Column("original", gettext("Original (murni)"), "rupiah"),
            Column("revised", gettext("Revised (perubahan)"), "rupiah"),
            Column("revised_on", gettext("Counts from"), "date"),
            Column("in_force", gettext("In force"), "rupiah"),
            Column("spending", gettext("Spending"), "rupiah"),
            Column("absorption", gettext("Absorption"), "percent"),
            Column("at", gettext("Told in")),
        ),
        lines=[_budget_line(each) for each in years],
        choices=("year", "source"),
        empty=gettext("No budget is recorded."),
        source=source,
    )


def _budget_line(line: BudgetYear) -> Line:
    cells: dict[str, Value] = {
        "year": str(line.year),
        "source": line.source,
        "original": line.original,
        "revised": line.revised,
        "revised_on": line.revised_on,
        "in_force": line.in_force,
        "spending": line.spending,
        "absorption": line.absorption,
        "at": str(line.at) if line.at else None,
    }
    links = {"at": report_url(line.report_id)} if line.report_id else {}
    return Line(cells, links, is_example=line.is_example)


def indicator_table(history: IndicatorHistory, *, table_id: str, source: str) -> DataTable:
    """Each period's own value, the year so far and the target; a year without reports has its target only."""
    unit = history.indicator.unit
    return DataTable(
        id=table_id,
        title=history.indicator.name,
        columns=(
            Column("year", gettext("Year"), share=1),
            Column("period", gettext("Period")),
            Column("own", gettext("In the period"), "number", unit),
            Column("so_far", gettext("In the year so far"), "number", unit),
            Column("target", gettext("Target of the year"), "number", unit),
        ),
        lines=list(_indicator_lines(history)),
        source=source,
    )


def _indicator_lines(history: IndicatorHistory) -> Iterable[Line]:
    example = history.indicator.is_example
    texts = dict(history.texts)
    for year, target, _got in history.years:
        head: dict[str, Value] = {"year": str(year), "target": target if target is not None else texts.get(year)}
        told = [each for each in history.periods if each.year == year]
        if not told:
            yield Line(head, {}, is_example=example)
        for each in told:
            label = period_label(is_quarter=each.is_quarter, year=year, number=each.number)
            cells = {**head, "period": label, "own": each.own, "so_far": each.so_far}
            yield Line(cells, {"period": report_url(each.report_id)}, is_example=example)


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
