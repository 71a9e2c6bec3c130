"""Plans, versions, programs and what stands in them."""

from __future__ import annotations

from masterplan.models.catalogues import NomenclatureItem
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
from masterplan.serializers import references
from organizations.rest import ScopedSerializer, record, reference
from pillars.models import Pillar, PillarSet, SubDimension

PROGRAM_REGION = "program.plan_version.plan.region"


class MasterPlanSerializer(ScopedSerializer):
    """A master plan."""

    region = references.region()

    class Meta:
        model = MasterPlan
        fields = record("region", "title", "start_year", "end_year")


class PlanVersionSerializer(ScopedSerializer):
    """A version of a plan."""

    region = references.region("plan.region")
    plan = reference(MasterPlan, "id", "uid", "title", "start_year", "end_year")
    pillar_set = reference(PillarSet, "id", "code")
    based_on = reference(PlanVersion, "id", "uid", "number", "status")
    document = references.document()

    class Meta:
        model = PlanVersion
        fields = record(
            "region", "plan", "number", "status", "pillar_set", "based_on", "adopted_on", "document", "note"
        )


class ProgramSerializer(ScopedSerializer):
    """A program of a version of the plan."""

    region = references.region("plan_version.plan.region")
    plan_version = reference(PlanVersion, "id", "uid", "number", "status")
    pillar = reference(Pillar, "id", "code", "name_id", "name_en", source="sub_dimension.pillar")
    sub_dimension = reference(SubDimension, "code", "name_id", "name_en")
    lead_agency = references.agency()
    nomenclature = reference(NomenclatureItem, "id", "code", "level", "name")

    class Meta:
        model = Program
        fields = record(
            "lineage",
            "region",
            "plan_version",
            "code",
            "name",
            "pillar",
            "sub_dimension",
            "lead_agency",
            "term",
            "start_year",
            "end_year",
            "output",
            "outcome",
            "rpjmd_link",
            "nomenclature",
            "weight",
            "is_finished",
        )


class ProgramSupporterSerializer(ScopedSerializer):
    """An OPD that supports a program."""

    region = references.region(PROGRAM_REGION)
    program = references.program()
    agency = references.agency()

    class Meta:
        model = ProgramSupporter
        fields = record("region", "program", "agency")


class ActionItemSerializer(ScopedSerializer):
    """A concrete step of a program."""

    region = references.region(PROGRAM_REGION)
    program = references.program()
    agency = references.agency()

    class Meta:
        model = ActionItem
        fields = record("region", "program", "kind", "name", "agency", "start_year", "end_year")


class BudgetLineSerializer(ScopedSerializer):
    """A ceiling in rupiah."""

    region = references.region(PROGRAM_REGION)
    program = references.program()
    source_of_funds = references.fund_source()

    class Meta:
        model = BudgetLine
        fields = record("region", "program", "year", "source_of_funds", "edition", "ceiling", "approved_on")


class PlannedProgressSerializer(ScopedSerializer):
    """A point of the planned curve."""

    region = references.region(PROGRAM_REGION)
    program = references.program()

    class Meta:
        model = PlannedProgress
        fields = record("region", "program", "year", "month", "physical_percent", "spending")


class IndicatorSerializer(ScopedSerializer):
    """An indicator of a program."""

    region = references.region(PROGRAM_REGION)
    program = references.program()

    class Meta:
        model = Indicator
        fields = record(
            "lineage",
            "region",
            "program",
            "name",
            "unit",
            "polarity",
            "formula",
            "aggregation",
            "baseline",
            "baseline_year",
            "worst",
            "plausible_min",
            "plausible_max",
            "end_target",
            "end_target_text",
            "position",
        )


class IndicatorTargetSerializer(ScopedSerializer):
    """The target of a year."""

    region = references.region(f"indicator.{PROGRAM_REGION}")
    program = references.program("indicator.program")
    indicator = reference(Indicator, "id", "uid", "lineage", "name", "unit", "polarity")

    class Meta:
        model = IndicatorTarget
        fields = record("region", "program", "indicator", "year", "value", "text")


class PartnershipSerializer(ScopedSerializer):
    """What a partner contributes."""

    region = references.region(PROGRAM_REGION)
    program = references.program()
    partner = references.partner()

    class Meta:
        model = Partnership
        fields = record("region", "program", "partner", "contribution", "start_year", "end_year", "value")
