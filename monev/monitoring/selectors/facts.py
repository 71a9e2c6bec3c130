"""What the data-quality rules look at: one report, what was reported before, and the evidence that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from masterplan.models.commitments import Pledge
from monev.monitoring.achievement import ZERO
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.periods import today_in
from monev.monitoring.quality import Finding, IndicatorFact, MilestoneFact, Proof, ReportFacts, SharedFile
from monev.monitoring.quality_rules import check
from monev.monitoring.selectors.entry import EntryPlan, entry_plans
from monev.monitoring.selectors.facts_before import Before, ItemStates, PastReports, SilentPeriods
from monev.monitoring.selectors.inputs import Entry, last_day
from monev.monitoring.selectors.program_figures import IndicatorFigure, program_figure
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.selectors.subjects import Report, evidence_by_report, used_elsewhere
from quickwins.models import Milestone

LASTING = (Evidence.Kind.DECREE, Evidence.Kind.REGULATION)


def findings(report: Report, *, seen_by: Any) -> list[Finding]:
    """What looks wrong in the report as it is stored now, under the rules of its period."""
    return findings_of([report], seen_by=seen_by)[report.pk]


def findings_of(reports: Sequence[Report], *, seen_by: Any) -> dict[int, list[Finding]]:
    """The findings of several reports of one kind, by id; see `facts_of`."""
    facts = facts_of(reports, seen_by=seen_by)
    rules = {each.period_id: each.period for each in reports}
    known = {pk: rules_for(period.region_id, last_day(period)) for pk, period in rules.items()}
    return {each.pk: check(facts[each.pk], known[each.period_id]) for each in reports}


def facts_of(reports: Sequence[Report], *, seen_by: Any) -> dict[int, ReportFacts]:
    """The facts of several reports of one kind by id, for each period in the number of queries of one report; only
    evidence in files and milestones are looked at for each report that has them."""
    uses, plans = evidence_by_report(reports), _plans(reports)
    past, silent, items = PastReports(reports), SilentPeriods(reports), ItemStates(reports)
    found: dict[int, ReportFacts] = {}
    for report in reports:
        before = past.of(report)
        common = _common(report, uses[report.pk], before, seen_by) | {"periods_since_update": silent.of(report)}
        if isinstance(report, ProgressReport):
            plan = plans[report.period_id][report.program_id]
            found[report.pk] = ReportFacts(**common, **_of_program(report, plan, items.of(report)))
        else:
            found[report.pk] = ReportFacts(**common, **_of_other(report, before))
    return found


def _plans(reports: Iterable[Report]) -> dict[int, dict[int, EntryPlan]]:
    """By period the plans of the programs that are reported on."""
    programs: dict[Period, dict[int, Any]] = {}
    for report in reports:
        if isinstance(report, ProgressReport):
            programs.setdefault(report.period, {})[report.program_id] = report.program
    return {period.pk: entry_plans(list(rows.values()), period) for period, rows in programs.items()}


def _common(report: Report, uses: list[EvidenceUse], past: Sequence[Before], seen_by: Any) -> dict[str, Any]:
    """What is asked about a report of any kind."""
    return {
        "evidence_count": len(uses),
        "proofs": tuple(_proof(use) for use in uses),
        "shared_files": tuple(_shared_files(uses, seen_by)),
        "is_nil": bool(report.nil_reason),
        "nil_periods": _nil_periods(report, past),
        "narrative": report.narrative,
        "previous_narrative": past[0].narrative if past else "",
        "is_explained": bool(report.hindering_factors.strip() or report.follow_up.strip()),
        "is_late": report.is_late,
        "last_month": report.period.last_month,
        "year_began_on": date(report.period.year, 1, 1),
        "ended_on": last_day(report.period),
        "closed_on": report.period.closes_on,
    }


def _of_other(report: Report, past: Sequence[Before]) -> dict[str, Any]:
    """Figures of a quick win's or a pledge's report."""
    return {
        "physical": report.physical_percent,
        "previous_physical": past[0].physical if past else None,
        "overdue": tuple(_overdue(report)) if isinstance(report, QuickWinReport) else (),
        "pledge_kept": isinstance(report, PledgeReport) and report.pledge_state == Pledge.State.KEPT,
    }


def _of_program(report: ProgressReport, plan: EntryPlan, items: Iterable[str]) -> dict[str, Any]:
    """Figures of a program's report beside its plan and its last figures; the very revision, corrected or not."""
    inputs = plan.inputs.as_reported(report.pk)
    entry = inputs.entries[report.period.number]
    nothing_new = bool(entry.nil_reason)
    figure = program_figure(inputs, report.period, plan.rules, every_state=True)
    history = [each for number, each in sorted(inputs.entries.items()) if number <= report.period.number]
    by_lineage = {each.lineage: each for each in figure.indicators}
    return {
        "physical": plan.previous_physical if nothing_new and entry.physical is None else entry.physical,
        "previous_physical": plan.previous_physical,
        "spending": _spending(plan, entry.spending, nothing_new),
        "previous_spending": {slot.name: slot.previous for slot in plan.sources if slot.previous is not None},
        "ceilings": {slot.name: slot.ceiling for slot in plan.sources if slot.ceiling is not None},
        "indicators": tuple(
            _indicator(each.indicator, entry, by_lineage.get(each.indicator.lineage), history)
            for each in plan.inputs.indicators
        ),
        "deviation": figure.deviation,
        "light": figure.light,
        "items": tuple(items),
    }


def _spending(plan: EntryPlan, entered: Any, nothing_new: bool) -> dict[str, Decimal]:
    """By name of the source; a report of 'no change' carries the last amounts on."""
    amounts = {slot.name: entered.get(slot.source_id) for slot in plan.sources}
    if nothing_new and not entered:
        amounts = {slot.name: slot.previous for slot in plan.sources}
    return {name: amount for name, amount in amounts.items() if amount is not None}


def _indicator(indicator: Any, entry: Entry, figure: IndicatorFigure | None, history: Sequence[Entry]) -> IndicatorFact:
    unchanged, risen = _unchanged(indicator.lineage, history)
    return IndicatorFact(
        indicator.name,
        entry.values.get(indicator.lineage),
        indicator.plausible_min,
        indicator.plausible_max,
        target=figure.target if figure else None,
        realised=figure.realised if figure else None,
        unchanged=unchanged,
        risen=risen,
    )


def _unchanged(lineage: Any, history: Sequence[Entry]) -> tuple[int, Decimal]:
    """How many reports in a row, the newest included, tell the same value; by how many points progress rose."""
    last = history[-1]
    same = [last]
    for each in reversed(history[:-1]):
        if each.values.get(lineage) != last.values.get(lineage):
            break
        same.append(each)
    percents = [each.physical for each in same if each.physical is not None]
    return len(same), percents[0] - percents[-1] if percents else ZERO


def _overdue(report: QuickWinReport) -> Iterable[MilestoneFact]:
    """Milestones due by the end of the period, and by today, of which no report says that they are reached."""
    told = report.milestones.values("milestone")
    due = min(last_day(report.period), today_in(report.period.region.time_zone))
    rows = Milestone.objects.filter(quick_win=report.quick_win_id, archived_at=None, done_on=None)
    for row in rows.filter(due_on__lte=due).exclude(pk__in=told).order_by("position", "pk"):
        yield MilestoneFact(row.name, row.due_on)


def _proof(use: EvidenceUse) -> Proof:
    row = use.evidence
    return Proof(
        row.file_name or row.title,
        dated_on=row.dated_on,
        expires_on=row.expires_on,
        is_handover=row.kind == Evidence.Kind.HANDOVER,
        outlasts=row.kind in LASTING,
        is_dead=row.link_state == Evidence.LinkState.DEAD,
        verdict=use.verdict,
    )


def _shared_files(uses: Sequence[EvidenceUse], seen_by: Any) -> Iterable[SharedFile]:
    """Which files are shown elsewhere in the region too."""
    shared = used_elsewhere(uses, seen_by=seen_by)
    for use in uses:
        for name in shared.get(use.evidence_id, ()):
            yield SharedFile(use.evidence.file_name or use.evidence.title, name)


def _nil_periods(report: Report, past: Sequence[Before]) -> int:
    """For how many reports in a row, this one included, nothing happened."""
    if not report.nil_reason:
        return 0
    broken = next((place for place, each in enumerate(past) if not each.nil_reason), len(past))
    return broken + 1
