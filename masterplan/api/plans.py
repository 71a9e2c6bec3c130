"""REST: plans, versions, programs and their rows."""

from __future__ import annotations

from core.rest.moments import Carries
from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    MasterPlan,
    Partnership,
    PlannedProgress,
    PlanVersion,
    Program,
    ProgramSupporter,
)
from masterplan.serializers.plans import (
    ActionItemSerializer,
    BudgetLineSerializer,
    IndicatorSerializer,
    IndicatorTargetSerializer,
    MasterPlanSerializer,
    PartnershipSerializer,
    PlannedProgressSerializer,
    PlanVersionSerializer,
    ProgramSerializer,
    ProgramSupporterSerializer,
)
from organizations.rest import ScopedViewSet

OF_PROGRAM = {
    "program": "program",
    "program_lineage": "program__lineage",
    "plan_version": "program__plan_version",
    "version_status": "program__plan_version__status",
}
"""Filters that all rows of a program have; `agency` is its lead OPD."""
ADOPTED = (PlanVersion.Status.ADOPTED, PlanVersion.Status.SUPERSEDED)
OF_VERSION = Carries("program.plan_version.status", ADOPTED)
"""Figures of a plan count once its version is adopted; those of a superseded one did."""
REGION = "program__plan_version__plan__region"


class MasterPlanViewSet(ScopedViewSet):
    """Master plans over their years."""

    queryset = MasterPlan.objects.select_related("region").order_by("region__code", "-start_year", "pk")
    serializer_class = MasterPlanSerializer
    filters = {"start_year": "start_year", "end_year": "end_year"}
    orderings = {"region": "region__code", "start_year": "start_year", "title": "title", "updated_at": "updated_at"}
    search_fields = ("title",)


class PlanVersionViewSet(ScopedViewSet):
    """Versions of master plans; an adopted one no longer changes."""

    queryset = PlanVersion.objects.select_related("plan__region", "pillar_set", "based_on", "document").order_by(
        "plan__region__code", "plan", "-number", "pk"
    )
    serializer_class = PlanVersionSerializer
    filters = {"plan": "plan", "status": "status", "number": "number", "pillar_set": "pillar_set__code"}
    orderings = {"number": "number", "adopted_on": "adopted_on", "status": "status", "updated_at": "updated_at"}
    search_fields = ("plan__title", "note")


class ProgramViewSet(ScopedViewSet):
    """Programs of plan versions; `lineage` joins the same program across versions."""

    queryset = Program.objects.for_list().select_related("nomenclature")
    serializer_class = ProgramSerializer
    filters = {
        "plan": "plan_version__plan",
        "plan_version": "plan_version",
        "version_status": "plan_version__status",
        "lineage": "lineage",
        "code": "code",
        "pillar": "sub_dimension__pillar__code",
        "sub_dimension": "sub_dimension__code",
        "without_pillar": "sub_dimension__isnull",
        "term": "term",
        "starts_until": "start_year__lte",
        "ends_from": "end_year__gte",
        "nomenclature": "nomenclature__code",
        "is_finished": "is_finished",
        "is_example": "is_example",
    }
    orderings = {
        "code": "code",
        "name": "name",
        "start_year": "start_year",
        "end_year": "end_year",
        "pillar": "sub_dimension__pillar__position",
        "agency": "lead_agency__code",
        "updated_at": "updated_at",
    }
    search_fields = ("code", "name", "output", "outcome")


class ProgramSupporterViewSet(ScopedViewSet):
    """OPDs that support programs."""

    queryset = ProgramSupporter.objects.select_related(REGION, "agency").order_by("program", "pk")
    serializer_class = ProgramSupporterSerializer
    filters = {**OF_PROGRAM, "supporting_agency": "agency"}
    orderings = {"program": "program__code", "updated_at": "updated_at"}
    search_fields = ("program__name", "agency__name")


class ActionItemViewSet(ScopedViewSet):
    """Concrete steps of programs: people, infrastructure, software, literacy."""

    queryset = ActionItem.objects.select_related(REGION, "agency").order_by("program", "start_year", "pk")
    serializer_class = ActionItemSerializer
    filters = {**OF_PROGRAM, "kind": "kind", "acting_agency": "agency"}
    orderings = {"program": "program__code", "start_year": "start_year", "kind": "kind", "updated_at": "updated_at"}
    search_fields = ("name",)


class BudgetLineViewSet(ScopedViewSet):
    """Ceilings by program, year, source of funds and edition; rupiah."""

    carries = OF_VERSION
    queryset = BudgetLine.objects.select_related(REGION, "source_of_funds").order_by("program", "year", "pk")
    serializer_class = BudgetLineSerializer
    filters = {**OF_PROGRAM, "year": "year", "source_of_funds": "source_of_funds__code", "edition": "edition"}
    orderings = {"program": "program__code", "year": "year", "ceiling": "ceiling", "updated_at": "updated_at"}
    search_fields = ("program__name",)


class PlannedProgressViewSet(ScopedViewSet):
    """The planned curve of programs, by month."""

    carries = OF_VERSION
    queryset = PlannedProgress.objects.select_related(REGION).order_by("program", "year", "month", "pk")
    serializer_class = PlannedProgressSerializer
    filters = {**OF_PROGRAM, "year": "year", "month": "month"}
    orderings = {"program": "program__code", "year": "year", "month": "month", "updated_at": "updated_at"}
    search_fields = ("program__name",)


class IndicatorViewSet(ScopedViewSet):
    """Indicators of programs: unit, direction, aggregation, baseline, plausible range."""

    carries = OF_VERSION
    queryset = Indicator.objects.select_related(REGION).order_by("program", "position", "pk")
    serializer_class = IndicatorSerializer
    filters = {**OF_PROGRAM, "lineage": "lineage", "polarity": "polarity", "aggregation": "aggregation"}
    orderings = {"program": "program__code", "position": "position", "name": "name", "updated_at": "updated_at"}
    search_fields = ("name", "unit")


class IndicatorTargetViewSet(ScopedViewSet):
    """Targets of indicators, by year."""

    carries = Carries("indicator.program.plan_version.status", ADOPTED)
    queryset = IndicatorTarget.objects.select_related(f"indicator__{REGION}").order_by("indicator", "year", "pk")
    serializer_class = IndicatorTargetSerializer
    filters = {
        "indicator": "indicator",
        "indicator_lineage": "indicator__lineage",
        "program": "indicator__program",
        "program_lineage": "indicator__program__lineage",
        "plan_version": "indicator__program__plan_version",
        "year": "year",
    }
    orderings = {"indicator": "indicator__name", "year": "year", "updated_at": "updated_at"}
    search_fields = ("indicator__name",)


class PartnershipViewSet(ScopedViewSet):
    """What partners contribute to programs."""

    carries = OF_VERSION
    queryset = Partnership.objects.select_related(REGION, "partner").order_by("program", "pk")
    serializer_class = PartnershipSerializer
    filters = {**OF_PROGRAM, "partner": "partner", "partner_kind": "partner__kind"}
    orderings = {"program": "program__code", "start_year": "start_year", "value": "value", "updated_at": "updated_at"}
    search_fields = ("partner__name", "contribution")
