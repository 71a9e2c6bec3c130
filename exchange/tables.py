"""Every table that REST reads, by its address: the router, exports and counts go by this list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.text import capfirst

from citizens import api as citizens
from masterplan.api import catalogues, commitments, plans, preparation
from monev.evaluation import api as evaluation
from monev.monitoring.api import duties, evidence, periods, reports, standings, trail
from monev.reports.api import letterheads, schedules
from monev.reports.api import reports as compiled
from monev.reports.api import runs as report_runs
from organizations import api as organizations
from organizations.expanding import register_tables
from organizations.rest import CatalogueViewSet
from pillars import api as pillars
from quickwins import api as quickwins
from webhooks import api as webhooks

TABLES: dict[str, type[CatalogueViewSet]] = {
    "provinces": organizations.ProvinceViewSet,
    "cohorts": organizations.CohortViewSet,
    "regions": organizations.RegionViewSet,
    "agencies": organizations.AgencyViewSet,
    "posts": organizations.PostViewSet,
    "ministries": organizations.MinistryViewSet,
    "partners": organizations.PartnerViewSet,
    "pulls": organizations.PullEntryViewSet,
    "audit-entries": organizations.AuditEntryViewSet,
    "pillar-sets": pillars.PillarSetViewSet,
    "pillars": pillars.PillarViewSet,
    "sub-dimensions": pillars.SubDimensionViewSet,
    "fund-sources": catalogues.FundSourceViewSet,
    "nomenclature": catalogues.NomenclatureViewSet,
    "pillar-rules": catalogues.PillarRuleViewSet,
    "legal-documents": preparation.LegalDocumentViewSet,
    "preparation-stages": preparation.PreparationStageViewSet,
    "councils": preparation.CouncilViewSet,
    "council-members": preparation.CouncilMemberViewSet,
    "meetings": preparation.MeetingViewSet,
    "attendance": preparation.AttendanceViewSet,
    "decisions": preparation.DecisionViewSet,
    "directives": preparation.DirectiveViewSet,
    "directive-answers": preparation.DirectiveAnswerViewSet,
    "directive-steps": preparation.DirectiveStepViewSet,
    "agenda-items": preparation.AgendaItemViewSet,
    "support-requests": preparation.SupportRequestViewSet,
    "commitments": commitments.CommitmentViewSet,
    "pledges": commitments.PledgeViewSet,
    "plans": plans.MasterPlanViewSet,
    "plan-versions": plans.PlanVersionViewSet,
    "programs": plans.ProgramViewSet,
    "program-supporters": plans.ProgramSupporterViewSet,
    "action-items": plans.ActionItemViewSet,
    "budget-lines": plans.BudgetLineViewSet,
    "planned-progress": plans.PlannedProgressViewSet,
    "indicators": plans.IndicatorViewSet,
    "indicator-targets": plans.IndicatorTargetViewSet,
    "partnerships": plans.PartnershipViewSet,
    "quick-wins": quickwins.QuickWinViewSet,
    "milestones": quickwins.MilestoneViewSet,
    "risks": quickwins.RiskViewSet,
    "replications": quickwins.ReplicationViewSet,
    "periods": periods.PeriodViewSet,
    "rule-versions": periods.RuleVersionViewSet,
    "progress-reports": reports.ProgressReportViewSet,
    "spending": reports.SpendingViewSet,
    "indicator-values": reports.IndicatorValueViewSet,
    "action-item-progress": reports.ActionItemProgressViewSet,
    "milestone-progress": reports.MilestoneProgressViewSet,
    "quick-win-reports": reports.QuickWinReportViewSet,
    "pledge-reports": reports.PledgeReportViewSet,
    "evidence": evidence.EvidenceViewSet,
    "evidence-uses": evidence.EvidenceUseViewSet,
    "duties": duties.DutyViewSet,
    "region-standings": standings.RegionStandingViewSet,
    "transitions": trail.TransitionViewSet,
    "quality-flags": trail.QualityFlagViewSet,
    "answers": evaluation.AnswerViewSet,
    "answer-evidence": evaluation.AnswerEvidenceViewSet,
    "frozen-assessments": evaluation.FrozenAssessmentViewSet,
    "instruments": evaluation.InstrumentViewSet,
    "dimensions": evaluation.DimensionViewSet,
    "instrument-indicators": evaluation.InstrumentIndicatorViewSet,
    "instrument-items": evaluation.InstrumentItemViewSet,
    "rounds": evaluation.EvaluationRoundViewSet,
    "stages": evaluation.RoundStageViewSet,
    "assessments": evaluation.AssessmentViewSet,
    "assignments": evaluation.AssignmentViewSet,
    "item-scores": evaluation.ItemScoreViewSet,
    "assessor-findings": evaluation.AssessorFindingViewSet,
    "reopenings": evaluation.ReopeningViewSet,
    "national-results": evaluation.NationalResultViewSet,
    "findings": evaluation.FindingViewSet,
    "finding-steps": evaluation.FindingStepViewSet,
    "finding-evidence": evaluation.FindingEvidenceViewSet,
    "national-item-scores": evaluation.NationalItemScoreViewSet,
    "external-indicators": evaluation.ExternalIndicatorViewSet,
    "external-figures": evaluation.ExternalFigureViewSet,
    "surveys": evaluation.SurveyViewSet,
    "survey-services": evaluation.SurveyServiceViewSet,
    "compiled-reports": compiled.CompiledReportViewSet,
    "stage-results": evaluation.StageResultViewSet,
    "result-letters": evaluation.ResultLetterViewSet,
    "report-runs": report_runs.ReportRunViewSet,
    "report-files": compiled.ReportFileViewSet,
    "letterheads": letterheads.LetterheadViewSet,
    "signatories": letterheads.SignatoryViewSet,
    "report-logs": compiled.ReportLogViewSet,
    "report-schedules": schedules.ReportScheduleViewSet,
    "schedule-turns": schedules.ScheduleTurnViewSet,
    "publications": citizens.PublicationViewSet,
    "program-switches": citizens.ProgramSwitchViewSet,
    "document-switches": citizens.DocumentSwitchViewSet,
    "quick-win-stories": citizens.QuickWinStoryViewSet,
    "feedback": citizens.FeedbackViewSet,
    "webhooks": webhooks.WebhookViewSet,
    "webhook-events": webhooks.WebhookEventViewSet,
    "webhook-deliveries": webhooks.WebhookDeliveryViewSet,
}
register_tables(TABLES)


@dataclass(frozen=True, slots=True)
class Subject:
    """Tables that belong together, as people read them: (address, name)."""

    name: str
    tables: tuple[tuple[str, str], ...]


def by_subject(names: Iterable[str]) -> list[Subject]:
    """Tables by subject, both named in the language in force; one that is there no more keeps its address."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        view: Any = TABLES.get(name)
        meta = view.queryset.model._meta if view else None
        app = apps.get_app_config(meta.app_label).verbose_name if meta else "-"
        found.setdefault(str(app), []).append((name, capfirst(str(meta.verbose_name_plural)) if meta else name))
    return [Subject(capfirst(app), tuple(tables)) for app, tables in found.items()]
