"""For every list of REST a way to make one more row of it in a region."""

from collections.abc import Callable
from typing import Any

from organizations.models import Region
from tests.factories import (
    citizens,
    evaluation,
    exchange,
    masterplan,
    monitoring,
    organizations,
    pillars,
    preparation,
    quickwins,
    reports,
    trail,
    webhooks,
)


def _of_program(made: Any) -> Callable[[Region], Any]:
    return lambda region: made(program__plan_version__plan__region=region)


def _of_report(made: Any) -> Callable[[Region], Any]:
    return lambda region: made(report__program__plan_version__plan__region=region)


def _of_trail(made: Any) -> Callable[[Region], Any]:
    return lambda region: made(progress_report__program__plan_version__plan__region=region)


def _of_region(made: Any) -> Callable[[Region], Any]:
    return lambda region: made(region=region)


def _of_nation(made: Any) -> Callable[[Region], Any]:
    return lambda region: made()


def _stage(region: Region) -> Any:
    """Each kind once: the region has at most nine stages."""
    return preparation.PreparationStageFactory(region=region)


def _instrument() -> Any:
    """With cohorts, and based on another: the columns that need reads of their own."""
    based_on = evaluation.InstrumentFactory()
    row = evaluation.InstrumentFactory(status="draft", published_at=None, based_on=based_on)
    row.cohorts.add(organizations.CohortFactory(), organizations.CohortFactory())
    row.status, row.published_at = "published", evaluation.A_MOMENT
    row.save()
    return row


def _quick_win(region: Region) -> Any:
    row = quickwins.QuickWinFactory(region=region, predecessor=quickwins.QuickWinFactory(region=region, year=2025))
    row.partners.add(organizations.PartnerFactory(region=region), organizations.PartnerFactory(region=region))
    return row


def _publication(region: Region) -> Any:
    """A region has one, however often it is asked for."""
    return citizens.Publication.objects.filter(region=region).first() or citizens.PublicationFactory(region=region)


def _letterhead(region: Region) -> Any:
    """A region has one, however often it is asked for."""
    return reports.Letterhead.objects.filter(region=region).first() or reports.LetterheadFactory(region=region)


def _value(region: Region) -> Any:
    row = monitoring.IndicatorValueFactory(report__program__plan_version__plan__region=region)
    masterplan.IndicatorTargetFactory(indicator=row.indicator)
    return row


def _published(made: Any) -> Callable[[Region], Any]:
    """What assessors score and find is seen by others once its stage is published; it is written before."""

    def make(region: Region) -> Any:
        row = made(assignment__assessment__region=region)
        published = {"state": "published", "closed_at": evaluation.A_MOMENT}
        type(row.assignment.stage).objects.filter(pk=row.assignment.stage_id).update(**published)
        return row

    return make


def _pull(region: Region) -> Any:
    """Seen by the assessors of the region, who took it."""
    assessor = organizations.User.objects.filter(memberships__role="assessor", memberships__region=region).first()
    return organizations.PullEntryFactory(region=region, **({"user": assessor} if assessor else {}))


MAKERS: dict[str, Callable[[Region], Any]] = {
    "cohorts": _of_nation(organizations.CohortFactory),
    "ministries": _of_nation(organizations.MinistryFactory),
    "provinces": lambda region: organizations.ProvinceFactory(
        code=f"{organizations.Province.objects.count() + 11}", name="Provinsi"
    ),
    "agencies": _of_region(organizations.AgencyFactory),
    "posts": lambda region: organizations.PostFactory(agency__region=region),
    "partners": _of_region(organizations.PartnerFactory),
    "pulls": _pull,
    "audit-entries": _of_region(organizations.AuditEntryFactory),
    "pillar-sets": lambda region: pillars.PillarSetFactory(code=f"set-{pillars.PillarSet.objects.count()}"),
    "pillars": lambda region: pillars.PillarFactory(
        code=f"pillar-{pillars.Pillar.objects.count()}", letters=f"{pillars.Pillar.objects.count():02d}"
    ),
    "sub-dimensions": lambda region: pillars.SubDimensionFactory(code=f"sub-{pillars.SubDimension.objects.count()}"),
    "fund-sources": lambda region: masterplan.FundSourceFactory(code=f"9.{masterplan.FundSource.objects.count()}"),
    "nomenclature": _of_nation(masterplan.NomenclatureItemFactory),
    "pillar-rules": _of_region(masterplan.PillarRuleFactory),
    "legal-documents": _of_region(preparation.LegalDocumentFactory),
    "preparation-stages": _stage,
    "rounds": _of_nation(evaluation.EvaluationRoundFactory),
    "stages": _of_nation(evaluation.RoundStageFactory),
    "assessments": _of_region(evaluation.AssessmentFactory),
    "assignments": lambda region: evaluation.AssignmentFactory(assessment__region=region),
    "item-scores": _published(evaluation.ItemScoreFactory),
    "assessor-findings": _published(evaluation.AssessorFindingFactory),
    "reopenings": lambda region: evaluation.ReopeningFactory(answer__assessment__region=region),
    "instruments": lambda region: _instrument(),
    "dimensions": _of_nation(evaluation.DimensionFactory),
    "instrument-indicators": _of_nation(evaluation.InstrumentIndicatorFactory),
    "instrument-items": lambda region: evaluation.InstrumentItemFactory(
        pillar=pillars.PillarFactory(), sub_dimension=pillars.SubDimensionFactory()
    ),
    "national-results": _of_region(evaluation.NationalResultFactory),
    "answers": lambda region: evaluation.AnswerFactory(assessment__region=region),
    "answer-evidence": lambda region: evaluation.AnswerEvidenceFactory(answer__assessment__region=region),
    "frozen-assessments": lambda region: evaluation.FrozenAssessmentFactory(assessment__region=region),
    "national-item-scores": _of_region(evaluation.NationalItemScoreFactory),
    "external-indicators": _of_nation(evaluation.ExternalIndicatorFactory),
    "external-figures": _of_region(evaluation.ExternalFigureFactory),
    "findings": _of_region(evaluation.FindingFactory),
    "surveys": _of_region(evaluation.SurveyFactory),
    "survey-services": lambda region: evaluation.SurveyServiceFactory(survey__region=region),
    "finding-steps": lambda region: evaluation.FindingStepFactory(finding__region=region),
    "finding-evidence": lambda region: evaluation.FindingEvidenceFactory(step__finding__region=region),
    "councils": _of_region(preparation.CouncilFactory),
    "council-members": lambda region: preparation.CouncilMemberFactory(council__region=region),
    "meetings": lambda region: preparation.MeetingFactory(council__region=region),
    "attendance": lambda region: preparation.AttendanceFactory(meeting__council__region=region),
    "decisions": lambda region: preparation.DecisionFactory(meeting__council__region=region),
    "directives": _of_region(preparation.DirectiveFactory),
    "directive-answers": lambda region: preparation.DirectiveAnswerFactory(directive__region=region),
    "directive-steps": lambda region: preparation.DirectiveStepFactory(directive__region=region),
    "agenda-items": lambda region: preparation.AgendaItemFactory(meeting__council__region=region),
    "support-requests": _of_region(preparation.SupportRequestFactory),
    "commitments": _of_region(masterplan.CommitmentFactory),
    "pledges": lambda region: masterplan.PledgeFactory(commitment__region=region),
    "plans": _of_region(masterplan.MasterPlanFactory),
    "plan-versions": lambda region: masterplan.PlanVersionFactory(plan__region=region),
    "programs": lambda region: masterplan.ProgramFactory(plan_version__plan__region=region),
    "program-supporters": _of_program(masterplan.ProgramSupporterFactory),
    "action-items": _of_program(masterplan.ActionItemFactory),
    "budget-lines": _of_program(masterplan.BudgetLineFactory),
    "planned-progress": _of_program(masterplan.PlannedProgressFactory),
    "indicators": _of_program(masterplan.IndicatorFactory),
    "indicator-targets": lambda region: masterplan.IndicatorTargetFactory(
        indicator__program__plan_version__plan__region=region
    ),
    "partnerships": _of_program(masterplan.PartnershipFactory),
    "quick-wins": _quick_win,
    "milestones": lambda region: quickwins.MilestoneFactory(quick_win__region=region),
    "risks": lambda region: quickwins.RiskFactory(quick_win__region=region),
    "replications": lambda region: quickwins.ReplicationFactory(requested_by=region),
    "periods": lambda region: monitoring.PeriodFactory(region=region, year=2020 + region.periods.count()),
    "rule-versions": _of_region(trail.RuleVersionFactory),
    "progress-reports": lambda region: monitoring.ProgressReportFactory(program__plan_version__plan__region=region),
    "spending": _of_report(monitoring.SpendingFactory),
    "indicator-values": _value,
    "action-item-progress": _of_report(monitoring.ActionItemProgressFactory),
    "milestone-progress": lambda region: trail.MilestoneProgressFactory(report__quick_win__region=region),
    "quick-win-reports": lambda region: trail.QuickWinReportFactory(quick_win__region=region),
    "pledge-reports": lambda region: trail.PledgeReportFactory(pledge__commitment__region=region),
    "evidence": _of_region(trail.EvidenceFactory),
    "evidence-uses": _of_trail(trail.EvidenceUseFactory),
    "duties": lambda region: trail.DutyFactory(post__agency__region=region),
    "region-standings": lambda region: monitoring.RegionStandingFactory(
        period__region=region, period__year=2020 + region.periods.count()
    ),
    "transitions": _of_trail(trail.TransitionFactory),
    "quality-flags": _of_trail(trail.QualityFlagFactory),
    "compiled-reports": _of_region(reports.CompiledReportFactory),
    "letterheads": _letterhead,
    "signatories": _of_region(reports.SignatoryFactory),
    "publications": _publication,
    "program-switches": _of_region(citizens.ProgramSwitchFactory),
    "document-switches": lambda region: citizens.DocumentSwitchFactory(document__region=region),
    "quick-win-stories": lambda region: citizens.QuickWinStoryFactory(quick_win__region=region),
    "feedback": lambda region: citizens.FeedbackFactory(agency__region=region),
    "stage-results": lambda region: evaluation.StageResultFactory(
        assessment__region=region, stage__state="published", stage__closed_at=evaluation.A_MOMENT
    ),
    "result-letters": lambda region: evaluation.ResultLetterFactory(assessment__region=region),
    "report-logs": lambda region: reports.ReportLogFactory(report__region=region),
    "webhooks": _of_region(webhooks.WebhookFactory),
    "webhook-events": _of_region(webhooks.WebhookEventFactory),
    "webhook-deliveries": lambda region: webhooks.WebhookDeliveryFactory(webhook__region=region),
    "report-schedules": _of_region(reports.ReportScheduleFactory),
    "schedule-turns": lambda region: reports.ScheduleTurnFactory(schedule__region=region),
    "exports": _of_region(exchange.ExportFactory),
    "report-runs": lambda region: reports.ReportRunFactory(),
    "report-files": lambda region: reports.ReportFileFactory(report__region=region),
}


NATIONAL = (
    "cohorts",
    "ministries",
    "provinces",
    "pillar-sets",
    "pillars",
    "sub-dimensions",
    "fund-sources",
    "nomenclature",
    "rounds",
    "stages",
    "external-indicators",
    "instruments",
    "dimensions",
    "instrument-indicators",
    "instrument-items",
)
"""Catalogues: everybody with a role reads all of them."""


GROWS = ("pulls",)
"""Reading it adds a row to it."""


ONE_A_REGION = ("publications", "letterheads")


NATION_ONLY = ("report-runs", "exports")
"""Of the nation, and read by nobody else."""


ADMIN_ONLY = ("webhooks", "webhook-events", "webhook-deliveries", "audit-entries")
"""Of a region, and read by nobody but its administrators and the nation's."""


def reader_of(name: str | None) -> str:
    """Who of the cast reads a list: an assessor, where nobody else must."""
    if name in NATION_ONLY:
        return "national"
    return "admin" if name in ADMIN_ONLY else "assessor"


def reader_in(request: Any) -> str:
    """Who reads the list that the parameter `name` of a test names."""
    called = getattr(request.node, "callspec", None)
    return reader_of(called.params.get("name") if called else None)


SCOPED = tuple(name for name in MAKERS if name not in (*NATIONAL, *NATION_ONLY, *ADMIN_ONLY))
