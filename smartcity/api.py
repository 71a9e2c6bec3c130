"""Every REST endpoint on one page, its schema and its documentation."""

from django.urls import include, path, re_path
from rest_framework.routers import APIRootView, DefaultRouter

from exchange.api import bulk as bulk_writing
from exchange.api import evidence as handing_in
from exchange.api import exports, plan_documents, steps
from exchange.tables import TABLES
from monev.monitoring.api import figures, quality
from monev.reports.api import reports as compiled
from organizations.rest import ScopedView
from organizations.roles import Can
from smartcity.views import ApiDocumentation, ApiSchema, ProblemKindsView, ProblemKindView


class Root(ScopedView, APIRootView):
    """The addresses of all tables."""

    tells_of_regions = False
    needs = Can.VIEW


class Router(DefaultRouter):
    """No suffixes: the format is asked for with `?format=` or the Accept header."""

    APIRootView = Root
    include_format_suffixes = False


router = Router()
for address, view in TABLES.items():
    router.register(address, view)
router.register("exports", exports.ExportViewSet)

app_name = "api"
urlpatterns = [
    path("schema/", ApiSchema.as_view(), name="schema"),
    path("docs/", ApiDocumentation.as_view(), name="docs"),
    path("problems/", ProblemKindsView.as_view(), name="problems"),
    path("problems/<str:code>/", ProblemKindView.as_view(), name="problem"),
    path("regions/<str:code>/figures/", figures.RegionFiguresView.as_view(), name="region-figures"),
    path("regions/<str:code>/quality-scores/", quality.RegionQualityView.as_view(), name="region-quality"),
    path("report-kinds/", compiled.ReportKindsView.as_view(), name="report-kinds"),
    path("progress-reports/bulk/", bulk_writing.ProgressReportsBulk.as_view(), name="progress-reports-bulk"),
    path("quick-win-reports/bulk/", bulk_writing.QuickWinReportsBulk.as_view(), name="quick-win-reports-bulk"),
    path("pledge-reports/bulk/", bulk_writing.PledgeReportsBulk.as_view(), name="pledge-reports-bulk"),
    path("indicator-values/bulk/", bulk_writing.IndicatorValuesBulk.as_view(), name="indicator-values-bulk"),
    path("spending/bulk/", bulk_writing.SpendingBulk.as_view(), name="spending-bulk"),
    path("evidence/hand-in/", handing_in.HandInEvidence.as_view(), name="evidence-hand-in"),
    re_path(steps.ROUTE, steps.ReportStep.as_view(), name="report-step"),
    path("schemas/plan/1.0/", plan_documents.PlanSchemaView.as_view(), name="plan-schema"),
    path("plans/import/", plan_documents.PlanImportView.as_view(), name="plan-import"),
    path("plans/<int:pk>/document/", plan_documents.PlanDocumentView.as_view(), name="plan-document"),
    path(
        "plan-versions/<int:pk>/document/", plan_documents.VersionDocumentView.as_view(), name="plan-version-document"
    ),
    path("", include(router.urls)),
]
