"""Every REST endpoint on one page, its schema and its documentation."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import APIRootView, DefaultRouter

from citizens import api as citizens
from masterplan.api import catalogues, commitments, plans, preparation
from monev.evaluation import api as evaluation
from monev.monitoring.api import duties, evidence, figures, periods, quality, reports, standings, trail
from monev.reports.api import letterheads, schedules
from monev.reports.api import reports as compiled
from monev.reports.api import runs as report_runs
from organizations import api as organizations
from organizations.rest import ScopedView
from organizations.roles import Can
from pillars import api as pillars
from quickwins import api as quickwins
from smartcity.views import ApiDocumentation


class Root(ScopedView, APIRootView):
    """The addresses of all tables."""

    needs = Can.VIEW


class Router(DefaultRouter):
    """No suffixes: the format is asked for with `?format=` or the Accept header."""

    APIRootView = Root
    include_format_suffixes = False


router = Router()
for address, view in (
    ("provinces", organizations.ProvinceViewSet),
    ("cohorts", organizations.CohortViewSet),
    ("regions", organizations.RegionViewSet),
    ("agencies", organizations.AgencyViewSet),
    ("posts", organizations.PostViewSet),
    ("ministries", organizations.MinistryViewSet),
    ("partners", organizations.PartnerViewSet),
    ("pillar-sets", pillars.PillarSetViewSet),
    ("pillars", pillars.PillarViewSet),
    ("sub-dimensions", pillars.SubDimensionViewSet),
    ("fund-sources", catalogues.FundSourceViewSet),
    ("nomenclature", catalogues.NomenclatureViewSet),
    ("pillar-rules", catalogues.PillarRuleViewSet),
    ("legal-documents", preparation.LegalDocumentViewSet),
    ("preparation-stages", preparation.PreparationStageViewSet),
    ("councils", preparation.CouncilViewSet),
    ("council-members", preparation.CouncilMemberViewSet),
    ("meetings", preparation.MeetingViewSet),
    ("attendance", preparation.AttendanceViewSet),
    ("decisions", preparation.DecisionViewSet),
    ("directives", preparation.DirectiveViewSet),
    ("directive-answers", preparation.DirectiveAnswerViewSet),
    ("directive-steps", preparation.DirectiveStepViewSet),
    ("agenda-items", preparation.AgendaItemViewSet),
    ("support-requests", preparation.SupportRequestViewSet),
    ("commitments", commitments.CommitmentViewSet),
    ("pledges", commitments.PledgeViewSet),
    ("plans", plans.MasterPlanViewSet),
    ("plan-versions", plans.PlanVersionViewSet),
    ("programs", plans.ProgramViewSet),
    ("program-supporters", plans.ProgramSupporterViewSet),
    ("action-items", plans.ActionItemViewSet),
    ("budget-lines", plans.BudgetLineViewSet),
    ("planned-progress", plans.PlannedProgressViewSet),
    ("indicators", plans.IndicatorViewSet),
    ("indicator-targets", plans.IndicatorTargetViewSet),
    ("partnerships", plans.PartnershipViewSet),
    ("quick-wins", quickwins.QuickWinViewSet),
    ("milestones", quickwins.MilestoneViewSet),
    ("risks", quickwins.RiskViewSet),
    ("replications", quickwins.ReplicationViewSet),
    ("periods", periods.PeriodViewSet),
    ("rule-versions", periods.RuleVersionViewSet),
    ("progress-reports", reports.ProgressReportViewSet),
    ("spending", reports.SpendingViewSet),
    ("indicator-values", reports.IndicatorValueViewSet),
    ("action-item-progress", reports.ActionItemProgressViewSet),
    ("milestone-progress", reports.MilestoneProgressViewSet),
    ("quick-win-reports", reports.QuickWinReportViewSet),
    ("pledge-reports", reports.PledgeReportViewSet),
    ("evidence", evidence.EvidenceViewSet),
    ("evidence-uses", evidence.EvidenceUseViewSet),
    ("duties", duties.DutyViewSet),
    ("region-standings", standings.RegionStandingViewSet),
    ("transitions", trail.TransitionViewSet),
    ("quality-flags", trail.QualityFlagViewSet),
    ("answers", evaluation.AnswerViewSet),
    ("answer-evidence", evaluation.AnswerEvidenceViewSet),
    ("frozen-assessments", evaluation.FrozenAssessmentViewSet),
    ("instruments", evaluation.InstrumentViewSet),
    ("dimensions", evaluation.DimensionViewSet),
    ("instrument-indicators", evaluation.InstrumentIndicatorViewSet),
    ("instrument-items", evaluation.InstrumentItemViewSet),
    ("rounds", evaluation.EvaluationRoundViewSet),
    ("stages", evaluation.RoundStageViewSet),
    ("assessments", evaluation.AssessmentViewSet),
    ("assignments", evaluation.AssignmentViewSet),
    ("item-scores", evaluation.ItemScoreViewSet),
    ("assessor-findings", evaluation.AssessorFindingViewSet),
    ("reopenings", evaluation.ReopeningViewSet),
    ("national-results", evaluation.NationalResultViewSet),
    ("findings", evaluation.FindingViewSet),
    ("finding-steps", evaluation.FindingStepViewSet),
    ("finding-evidence", evaluation.FindingEvidenceViewSet),
    ("national-item-scores", evaluation.NationalItemScoreViewSet),
    ("external-indicators", evaluation.ExternalIndicatorViewSet),
    ("external-figures", evaluation.ExternalFigureViewSet),
    ("surveys", evaluation.SurveyViewSet),
    ("survey-services", evaluation.SurveyServiceViewSet),
    ("compiled-reports", compiled.CompiledReportViewSet),
    ("stage-results", evaluation.StageResultViewSet),
    ("result-letters", evaluation.ResultLetterViewSet),
    ("report-runs", report_runs.ReportRunViewSet),
    ("report-files", compiled.ReportFileViewSet),
    ("letterheads", letterheads.LetterheadViewSet),
    ("signatories", letterheads.SignatoryViewSet),
    ("report-logs", compiled.ReportLogViewSet),
    ("report-schedules", schedules.ReportScheduleViewSet),
    ("schedule-turns", schedules.ScheduleTurnViewSet),
    ("publications", citizens.PublicationViewSet),
    ("program-switches", citizens.ProgramSwitchViewSet),
    ("document-switches", citizens.DocumentSwitchViewSet),
    ("quick-win-stories", citizens.QuickWinStoryViewSet),
    ("feedback", citizens.FeedbackViewSet),
):
    router.register(address, view)

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", ApiDocumentation.as_view(), name="docs"),
    path("regions/<str:code>/figures/", figures.RegionFiguresView.as_view(), name="region-figures"),
    path("regions/<str:code>/quality-scores/", quality.RegionQualityView.as_view(), name="region-quality"),
    path("report-kinds/", compiled.ReportKindsView.as_view(), name="report-kinds"),
    path("", include(router.urls)),
]
