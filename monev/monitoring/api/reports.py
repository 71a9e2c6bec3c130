"""REST: what OPDs reported, and the figures that follow from it."""

from __future__ import annotations

from typing import Any

from core.rest.moments import Carries
from monev.monitoring.models.progress import (
    ActionItemProgress,
    IndicatorValue,
    MilestoneProgress,
    PledgeReport,
    ProgressReport,
    QuickWinReport,
    Spending,
)
from monev.monitoring.selectors.figures import report_figures, report_indicators
from monev.monitoring.serializers.reports import (
    ActionItemProgressSerializer,
    IndicatorValueSerializer,
    MilestoneProgressSerializer,
    PledgeReportSerializer,
    ProgressReportSerializer,
    QuickWinReportSerializer,
    SpendingSerializer,
)
from monev.monitoring.workflow import State
from organizations.rest import ScopedViewSet

PEOPLE = ("entered_by", "submitted_by", "approved_by", "verified_by")
OF_PERIOD = {
    "period": "period",
    "year": "period__year",
    "number": "period__number",
    "kind": "period__kind",
    "state": "state",
    "is_late": "is_late",
    "revision": "revision",
    "current": "is_in_effect",
    "is_superseded": "is_superseded",
    "verified_from": "verified_at__gte",
    "is_example": "is_example",
}
OF_REPORT = {
    "report": "report",
    "program": "report__program",
    "program_lineage": "report__program__lineage",
    "period": "report__period",
    "year": "report__period__year",
    "number": "report__period__number",
    "state": "report__state",
    "revision": "report__revision",
}
BY_PERIOD = {
    "year": "period__year",
    "number": "period__number",
    "state": "state",
    "submitted_at": "submitted_at",
    "verified_at": "verified_at",
    "physical_percent": "physical_percent",
    "updated_at": "updated_at",
}
OF_STATE, OF_REPORT_STATE = Carries("state", (State.VERIFIED,)), Carries("report.state", (State.VERIFIED,))
FIGURES_FROM = ("period__region", "period__kind", "period__year", "period__number", "program__lineage")
"""What figures need to know of a report; the rest is read for all reports together."""
WORDS = ("narrative", "hindering_factors", "follow_up")


class ProgressReportViewSet(ScopedViewSet):
    """Progress of programs by period, with achievement, predicate, deviation, absorption and traffic light."""

    carries = OF_STATE
    queryset = ProgressReport.objects.for_list().annotate_superseded().select_related(*PEOPLE)
    serializer_class = ProgressReportSerializer
    filters = {
        **OF_PERIOD,
        "program": "program",
        "program_lineage": "program__lineage",
        "pillar": "program__sub_dimension__pillar__code",
        "sub_dimension": "program__sub_dimension__code",
    }
    orderings = {**BY_PERIOD, "program": "program__code"}
    search_fields = ("program__code", "program__name", *WORDS)
    computed = ("figures",)
    computed_from = FIGURES_FROM

    def facts(self, rows: list[Any]) -> dict[str, Any]:
        return {"figures": report_figures(rows, texts=False)}


class QuickWinReportViewSet(ScopedViewSet):
    """Progress of quick wins by period."""

    carries = OF_STATE
    queryset = (
        QuickWinReport.objects.annotate_superseded()
        .select_related("period__region", "quick_win__agency", *PEOPLE)
        .order_by("-period__year", "-period__number", "quick_win", "pk")
    )
    serializer_class = QuickWinReportSerializer
    filters = {**OF_PERIOD, "quick_win": "quick_win"}
    orderings = {**BY_PERIOD, "quick_win": "quick_win__title"}
    search_fields = ("quick_win__title", *WORDS)


class PledgeReportViewSet(ScopedViewSet):
    """How far pledges are kept, by period."""

    carries = OF_STATE
    queryset = (
        PledgeReport.objects.annotate_superseded()
        .select_related("period__region", "pledge__commitment__agency", *PEOPLE)
        .order_by("-period__year", "-period__number", "pledge", "pk")
    )
    serializer_class = PledgeReportSerializer
    filters = {**OF_PERIOD, "pledge": "pledge", "pledge_state": "pledge_state"}
    orderings = BY_PERIOD
    search_fields = ("pledge__text", *WORDS)


class SpendingViewSet(ScopedViewSet):
    """Realised spending by report and source of funds; rupiah, cumulative within the year."""

    carries = OF_REPORT_STATE
    queryset = Spending.objects.select_related("report__period__region", "report__program", "source_of_funds").order_by(
        "report", "source_of_funds__code", "pk"
    )
    serializer_class = SpendingSerializer
    filters = {**OF_REPORT, "source_of_funds": "source_of_funds__code", "is_apbd": "source_of_funds__is_apbd"}
    orderings = {"year": "report__period__year", "amount": "amount", "updated_at": "updated_at"}
    search_fields = ("report__program__name",)


class IndicatorValueViewSet(ScopedViewSet):
    """Values of indicators by period, with target, achievement and predicate of the year so far."""

    carries = OF_REPORT_STATE
    queryset = IndicatorValue.objects.select_related("report__period__region", "report__program", "indicator").order_by(
        "report", "indicator__position", "pk"
    )
    serializer_class = IndicatorValueSerializer
    filters = {**OF_REPORT, "indicator": "indicator", "indicator_lineage": "indicator__lineage"}
    orderings = {"year": "report__period__year", "indicator": "indicator__name", "updated_at": "updated_at"}
    search_fields = ("indicator__name", "report__program__name")
    computed = ("figures",)
    computed_from = (*(f"report__{each}" for each in FIGURES_FROM), "indicator__lineage")

    def facts(self, rows: list[Any]) -> dict[str, Any]:
        return {"figures": report_indicators(list({row.report_id: row.report for row in rows}.values()))}


class ActionItemProgressViewSet(ScopedViewSet):
    """Where the concrete steps (action items) of programs stand, by report."""

    carries = OF_REPORT_STATE
    queryset = ActionItemProgress.objects.select_related(
        "report__period__region", "report__program", "action_item__agency"
    ).order_by("report", "action_item", "pk")
    serializer_class = ActionItemProgressSerializer
    filters = {**OF_REPORT, "action_item": "action_item", "kind": "action_item__kind", "progress": "state"}
    orderings = {"year": "report__period__year", "progress": "state", "updated_at": "updated_at"}
    search_fields = ("action_item__name", "report__program__name")


class MilestoneProgressViewSet(ScopedViewSet):
    """On which day milestones of quick wins were reached, by report; a milestone without a row was not reached."""

    carries = OF_REPORT_STATE
    queryset = MilestoneProgress.objects.select_related(
        "report__period__region", "report__quick_win", "milestone"
    ).order_by("report", "milestone", "pk")
    serializer_class = MilestoneProgressSerializer
    filters = {
        "report": "report",
        "quick_win": "report__quick_win",
        "period": "report__period",
        "year": "report__period__year",
        "number": "report__period__number",
        "state": "report__state",
        "milestone": "milestone",
        "done_from": "done_on__gte",
        "done_until": "done_on__lte",
    }
    orderings = {"year": "report__period__year", "done_on": "done_on", "updated_at": "updated_at"}
    search_fields = ("milestone__name", "report__quick_win__title")
