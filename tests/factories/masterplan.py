"""Plans and what stands in them. Rows of an adopted version are made while it is a draft: see `adopt`."""

import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from masterplan.models.catalogues import FundSource, NomenclatureItem, PillarRule
from masterplan.models.commitments import Commitment, Pledge
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
from tests.factories.organizations import AgencyFactory, PartnerFactory, RegionFactory
from tests.factories.pillars import PillarSetFactory, SubDimensionFactory


class FundSourceFactory(DjangoModelFactory):
    class Meta:
        model = FundSource
        django_get_or_create = ("code",)

    code = "1.1"
    name_id = "PAD"
    name_en = "Own revenue"
    is_apbd = True


class NomenclatureItemFactory(DjangoModelFactory):
    class Meta:
        model = NomenclatureItem

    edition = "2023"
    code = factory.Sequence(lambda n: f"1.02.{n:02d}")
    level = NomenclatureItem.Level.PROGRAM
    name = factory.Sequence(lambda n: f"PROGRAM {n}")


class PillarRuleFactory(DjangoModelFactory):
    class Meta:
        model = PillarRule

    region = factory.SubFactory(RegionFactory)
    code_prefix = factory.Sequence(lambda n: f"1.{n:02d}")
    sub_dimension = factory.SubFactory(SubDimensionFactory)


class MasterPlanFactory(DjangoModelFactory):
    class Meta:
        model = MasterPlan

    region = factory.SubFactory(RegionFactory)
    title = factory.Sequence(lambda n: f"Rencana Induk {n}")
    start_year = 2022
    end_year = 2026


class PlanVersionFactory(DjangoModelFactory):
    class Meta:
        model = PlanVersion

    plan = factory.SubFactory(MasterPlanFactory)
    number = 1
    pillar_set = factory.SubFactory(PillarSetFactory)


class ProgramFactory(DjangoModelFactory):
    class Meta:
        model = Program

    plan_version = factory.SubFactory(PlanVersionFactory)
    code = factory.Sequence(lambda n: f"1.02.{n:02d}")
    name = factory.Sequence(lambda n: f"Program Nomor {n}")
    sub_dimension = factory.SubFactory(SubDimensionFactory)
    lead_agency = factory.SubFactory(AgencyFactory, region=factory.SelfAttribute("..plan_version.plan.region"))
    start_year = 2022
    end_year = 2026


class ProgramSupporterFactory(DjangoModelFactory):
    class Meta:
        model = ProgramSupporter

    program = factory.SubFactory(ProgramFactory)
    agency = factory.SubFactory(AgencyFactory, region=factory.SelfAttribute("..program.plan_version.plan.region"))


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    program = factory.SubFactory(ProgramFactory)
    partner = factory.SubFactory(PartnerFactory, region=factory.SelfAttribute("..program.plan_version.plan.region"))
    contribution = "Pembayaran nontunai"
    start_year = 2022
    end_year = 2026


class ActionItemFactory(DjangoModelFactory):
    class Meta:
        model = ActionItem

    program = factory.SubFactory(ProgramFactory)
    kind = ActionItem.Kind.SOFTWARE
    name = "Membangun aplikasi"
    agency = factory.LazyAttribute(lambda o: o.program.lead_agency)
    start_year = 2022
    end_year = 2026


class BudgetLineFactory(DjangoModelFactory):
    class Meta:
        model = BudgetLine

    program = factory.SubFactory(ProgramFactory)
    year = 2026
    source_of_funds = factory.SubFactory(FundSourceFactory)
    ceiling = Decimal("750000000.00")


class PlannedProgressFactory(DjangoModelFactory):
    class Meta:
        model = PlannedProgress

    program = factory.SubFactory(ProgramFactory)
    year = 2026
    month = 9
    physical_percent = Decimal(70)


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    program = factory.SubFactory(ProgramFactory)
    name = factory.Sequence(lambda n: f"Cakupan {n}")
    unit = "desa"


class IndicatorTargetFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorTarget

    indicator = factory.SubFactory(IndicatorFactory)
    year = 2026
    value = Decimal(60)


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = Commitment

    region = factory.SubFactory(RegionFactory)
    agency = factory.SubFactory(AgencyFactory, region=factory.SelfAttribute("..region"))


class PledgeFactory(DjangoModelFactory):
    class Meta:
        model = Pledge

    commitment = factory.SubFactory(CommitmentFactory)
    text = "Menyediakan data"


def adopt(version: PlanVersion) -> PlanVersion:
    """Put a version in force, after its rows were made."""
    PlanVersion.objects.filter(pk=version.pk).update(
        status=PlanVersion.Status.ADOPTED, adopted_on=datetime.date(2022, 12, 1)
    )
    version.refresh_from_db()
    return version
