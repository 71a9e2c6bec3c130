"""The tables of quick wins: the list, milestones, reports by period, risks, who replicates."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from core.documents import Column, State, Tone, Value
from core.tables import DataTable, Line
from monev.monitoring.templatetags.evidence import level_kind, level_label
from portal.selectors.quick_wins import (
    MilestoneLine,
    ProgressPoint,
    QuickWinLine,
    QuickWinPage,
    QuickWinReportLine,
    risk_score,
)
from portal.tables.proofs import VERDICT_TONES, address_of, report_state
from portal.tables.quick_win_words import milestone_state, standing_state
from quickwins.models import Replication, Risk

REPLICATION_TONES: dict[str, Tone] = {"done": "good", "running": "active", "agreed": "active", "declined": "bad"}


def quick_win_table(lines: Iterable[QuickWinLine], *, source: str) -> DataTable:
    """Every quick win with its progress and milestones."""
    return DataTable(
        id="quick-win",
        title=gettext("Quick wins"),
        columns=(
            Column("title", gettext("Quick win"), share=4),
            Column("pillar", gettext("Pillar"), share=1),
            Column("agency", gettext("OPD"), share=3),
            Column("year", gettext("Year"), share=1),
            Column("percent", gettext("Progress"), "percent"),
            Column("told", gettext("Told in")),
            Column("reached", gettext("Milestones reached"), "count"),
            Column("milestones", gettext("Milestones"), "count"),
            Column("next", gettext("Next milestone"), share=3),
            Column("due", gettext("Due"), "date"),
            Column("standing", gettext("State"), "state"),
            Column("practice", gettext("Practice"), "state"),
        ),
        lines=[_quick_win(each) for each in lines],
        choices=("pillar", "agency", "year", "standing"),
        empty=gettext("No quick win is recorded yet."),
        source=source,
    )


def _quick_win(line: QuickWinLine) -> Line:
    row, upcoming = line.quick_win, line.upcoming
    cells: dict[str, Value] = {
        "title": row.title,
        "pillar": row.pillar.letters,
        "agency": row.agency.name,
        "year": str(row.year),
        "percent": line.percent,
        "told": str(line.report.period) if line.report else None,
        "reached": line.reached,
        "milestones": len(line.milestones),
        "next": upcoming.milestone.name if upcoming else None,
        "due": upcoming.milestone.due_on if upcoming else None,
        "standing": standing_state(line),
        "practice": State(gettext("published practice"), "good", "practice") if row.is_practice else None,
    }
    links = {"title": reverse("quickwins:quick-win-detail", args=[row.pk])}
    if line.report:
        links["told"] = address_of(line.report)
    return Line(cells, links, is_example=row.is_example)


def milestone_table(lines: Iterable[MilestoneLine], *, source: str) -> DataTable:
    """Each milestone with its due date, the day on which it was reached, and which report says so."""
    return DataTable(
        id="tonggak",
        title=gettext("Milestones"),
        columns=(
            Column("name", gettext("Milestone"), share=4),
            Column("weight", gettext("Weight"), "number"),
            Column("due", gettext("Due"), "date"),
            Column("done", gettext("Reached"), "date"),
            Column("days", gettext("Days after the due date"), "count"),
            Column("state", gettext("State"), "state"),
            Column("told", gettext("Told in")),
        ),
        lines=[_milestone(each) for each in lines],
        choices=("state",),
        empty=gettext("None are recorded."),
        source=source,
    )


def _milestone(line: MilestoneLine) -> Line:
    row = line.milestone
    is_late_or_done = line.done_on is not None or line.is_overdue
    cells: dict[str, Value] = {
        "name": row.name,
        "weight": row.weight,
        "due": row.due_on,
        "done": line.done_on,
        "days": line.days if is_late_or_done else None,
        "state": milestone_state(line),
        "told": str(line.report.period) if line.report else None,
    }
    links = {"told": address_of(line.report)} if line.report else {}
    return Line(cells, links, is_example=row.is_example)


def progress_table(points: Iterable[ProgressPoint], *, source: str) -> DataTable:
    """What the due dates ask for, and what was reported, at the end of each period."""
    return DataTable(
        id="kemajuan",
        title=gettext("Progress by period"),
        columns=(
            Column("period", gettext("Period")),
            Column("planned", gettext("By the due dates"), "percent"),
            Column("actual", gettext("Reported"), "percent"),
        ),
        lines=[Line({"period": str(each.period), "planned": each.planned, "actual": each.actual}) for each in points],
        empty=gettext("The year has no periods."),
        source=source,
    )


def report_table(lines: Iterable[QuickWinReportLine], *, source: str) -> DataTable:
    """Every report with its state, percent, words and proof."""
    return DataTable(
        id="riwayat",
        title=gettext("History of periods"),
        columns=(
            Column("period", gettext("Period"), share=1),
            Column("state", gettext("State"), "state"),
            Column("percent", gettext("Progress"), "percent"),
            Column("narrative", gettext("What was done"), share=5),
            Column("evidence", gettext("Evidence"), "count"),
            Column("level", gettext("How well it is proven"), "state"),
        ),
        lines=[_report(each) for each in lines],
        choices=("state",),
        empty=gettext("Nothing has been reported yet."),
        source=source,
    )


def _report(line: QuickWinReportLine) -> Line:
    report, best = line.report, line.level.best
    page_of = address_of(report)
    cells: dict[str, Value] = {
        "period": str(report.period),
        "state": report_state(report),
        "percent": report.physical_percent,
        "narrative": report.narrative or report.nil_reason,
        "evidence": line.level.total,
        "level": State(level_label(best), VERDICT_TONES.get(best, "none"), best, level_kind(best)),
    }
    return Line(cells, {"period": page_of, "evidence": f"{page_of}#evidence"}, is_example=report.is_example)


def risk_table(page: QuickWinPage) -> DataTable:
    """The risks, the greatest first; the number is that of the drawing."""
    return DataTable(
        id="risiko",
        title=gettext("Risks"),
        columns=(
            Column("number", gettext("No."), share=1),
            Column("risk", gettext("Risk"), share=5),
            Column("likelihood", gettext("Likelihood")),
            Column("impact", gettext("Impact")),
            Column("score", gettext("Likelihood × impact (1 to 9)"), "count"),
            Column("mitigation", gettext("Mitigation"), share=5),
            Column("state", gettext("State"), "state"),
        ),
        lines=[_risk(number, each) for number, each in enumerate(page.risks, 1)],
        empty=gettext("None are recorded."),
    )


def _risk(number: int, row: Risk) -> Line:
    is_open = State(gettext("risk is open"), "warning", "open")
    cells: dict[str, Value] = {
        "number": f"R{number}",
        "risk": row.text,
        "likelihood": row.get_likelihood_display(),
        "impact": row.get_impact_display(),
        "score": risk_score(row),
        "mitigation": row.mitigation,
        "state": State(gettext("mitigated"), "good", "mitigated") if row.is_mitigated else is_open,
    }
    return Line(cells, {}, is_example=row.is_example)


def replication_table(rows: Iterable[Replication]) -> DataTable:
    """Which regions asked to replicate the practice, and how far they are."""
    return DataTable(
        id="replikasi",
        title=gettext("Replication by other regions"),
        columns=(
            Column("region", gettext("Region"), share=3),
            Column("state", gettext("State"), "state"),
            Column("asked", gettext("Asked on"), "date"),
            Column("message", gettext("Message"), share=4),
            Column("answer", pgettext("noun", "Answer"), share=4),
        ),
        lines=[
            Line(
                {
                    "region": str(each.requested_by),
                    "state": State(each.get_status_display(), REPLICATION_TONES.get(each.status, "none"), each.status),
                    "asked": each.created_at.date(),
                    "message": each.message,
                    "answer": each.answer,
                },
                {},
                is_example=each.is_example,
            )
            for each in rows
        ],
        empty=gettext("No region has asked to replicate it yet."),
    )
