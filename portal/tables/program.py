"""The tables of a program's page: steps, history of periods, budget, indicators."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from core.documents import Column, State, Tone, Value
from core.tables import DataTable, Line
from monev.monitoring.labels import light_label
from monev.monitoring.periods import period_label
from monev.monitoring.templatetags.evidence import level_kind, level_label
from portal.selectors.program import ReportLine
from portal.selectors.program_actions import ActionLine
from portal.selectors.program_budget import BudgetYear
from portal.selectors.program_indicators import IndicatorHistory
from portal.tables.program_words import action_state
from portal.tables.proofs import VERDICT_TONES, report_state, report_url

LIGHT_TONES: dict[str, Tone] = {"green": "good", "amber": "warning", "red": "bad"}


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
        "light": light_state(figure.light),
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
