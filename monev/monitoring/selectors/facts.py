"""What the data-quality rules look at: one report, what was reported before, and where its files are shown too."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from monev.monitoring import quality
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.quality import Finding, IndicatorFact, ReportFacts, SharedFile
from monev.monitoring.selectors.entry import EntryPlan, entry_plan, previous_report
from monev.monitoring.selectors.inputs import last_day
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.selectors.subjects import Report, evidence_of, kind_of, subject_of, used_elsewhere
from monev.monitoring.workflow import State


def findings(report: Report, *, seen_by: Any) -> list[Finding]:
    """What looks wrong in the report as it is stored now, under the rules of its period."""
    return quality.check(
        report_facts(report, seen_by=seen_by), rules_for(report.period.region_id, last_day(report.period))
    )


def report_facts(report: Report, *, seen_by: Any) -> ReportFacts:
    """The facts of one report, in a fixed number of queries."""
    proof = _proof(report, seen_by)
    silence = _periods_since_update(report)
    if isinstance(report, ProgressReport):
        return _program_facts(report, entry_plan(report.program, report.period), proof, silence)
    before = previous_report(subject_of(report), report.period)
    return ReportFacts(
        physical=report.physical_percent,
        previous_physical=before.physical_percent if before else None,
        evidence_count=proof[0],
        shared_files=proof[1],
        periods_since_update=silence,
    )


def _program_facts(
    report: ProgressReport, plan: EntryPlan, proof: tuple[int, tuple[SharedFile, ...]], silence: int
) -> ReportFacts:
    entry = plan.inputs.entries[report.period.number]
    nothing_new = bool(entry.nil_reason)
    physical = plan.previous_physical if nothing_new and entry.physical is None else entry.physical
    return ReportFacts(
        physical=physical,
        previous_physical=plan.previous_physical,
        spending=_spending(plan, entry.spending, nothing_new),
        previous_spending={slot.name: slot.previous for slot in plan.sources if slot.previous is not None},
        ceilings={slot.name: slot.ceiling for slot in plan.sources if slot.ceiling is not None},
        evidence_count=proof[0],
        shared_files=proof[1],
        indicators=tuple(
            IndicatorFact(
                each.indicator.name,
                entry.values.get(each.indicator.lineage),
                each.indicator.plausible_min,
                each.indicator.plausible_max,
            )
            for each in plan.inputs.indicators
        ),
        periods_since_update=silence,
    )


def _spending(plan: EntryPlan, entered: Any, nothing_new: bool) -> dict[str, Decimal]:
    """By name of the source; a report of 'no change' carries the last amounts on."""
    amounts = {slot.name: entered.get(slot.source_id) for slot in plan.sources}
    if nothing_new and not entered:
        amounts = {slot.name: slot.previous for slot in plan.sources}
    return {name: amount for name, amount in amounts.items() if amount is not None}


def _proof(report: Report, seen_by: Any) -> tuple[int, tuple[SharedFile, ...]]:
    """How many pieces of evidence there are, and which files are shown elsewhere in the region too."""
    uses = list(evidence_of(report))
    shared = used_elsewhere(uses, seen_by=seen_by)
    files = tuple(
        SharedFile(use.evidence.file_name or use.evidence.title, name)
        for use in uses
        for name in shared.get(use.evidence_id, ())
    )
    values = 0
    if isinstance(report, ProgressReport):
        values = EvidenceUse.objects.filter(indicator_value__report=report, archived_at=None).count()
    return len(uses) + values, files


def _periods_since_update(report: Report) -> int:
    """How many periods in a row before this one passed without a report, since the subject began."""
    subject, kind = subject_of(report), kind_of(report)
    path = {"program__lineage": subject.lineage} if isinstance(report, ProgressReport) else {kind.field: subject}
    rows: Any = kind.report._default_manager.filter(**path, archived_at=None).exclude(state=State.DRAFT)
    reported = set(rows.values_list("period_id", flat=True))
    begun = getattr(subject, "start_year", None) or getattr(subject, "year", None) or report.period.year
    earlier = Period.objects.filter(
        region=report.period.region_id,
        kind=report.period.kind,
        year__gte=begun,
        opens_on__lt=report.period.opens_on,
        archived_at=None,
    )
    silent = 0
    for pk in earlier.order_by("-opens_on").values_list("pk", flat=True):
        if pk in reported:
            break
        silent += 1
    return silent
