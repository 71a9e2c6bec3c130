"""A program with money and an indicator, in an open quarter: what the tests of entry and evidence work on."""

from decimal import Decimal
from types import SimpleNamespace

from tests.factories.masterplan import (
    ActionItemFactory,
    BudgetLineFactory,
    FundSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    MasterPlanFactory,
    PlannedProgressFactory,
    PlanVersionFactory,
    ProgramFactory,
    adopt,
)
from tests.factories.monitoring import PeriodFactory

NOW = "2026-10-01 02:00:00+00:00"
"""The first of October, in the morning where the region lies; the third quarter closes on the fifth."""


def make_case(region, agency, other_agency, programs=1):
    """`case.program` of `agency`, `case.foreign` of another OPD, sources PAD (750 million) and CSR (none).

    Steps of the program: `step` (its own), `helping` (of another OPD), `over` (ended before this year).
    """
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    made = [ProgramFactory(plan_version=version, lead_agency=agency) for _ in range(programs)]
    foreign = ProgramFactory(plan_version=version, lead_agency=other_agency)
    pad = FundSourceFactory()
    csr = FundSourceFactory(code="3.1", name_id="CSR", name_en="CSR", is_apbd=False)
    dak = FundSourceFactory(code="1.2", name_id="DAK", name_en="DAK")
    indicators = []
    for program in [*made, foreign]:
        BudgetLineFactory(program=program, source_of_funds=pad)
        PlannedProgressFactory(program=program)
        indicator = IndicatorFactory(program=program, name="Cakupan desa")
        IndicatorTargetFactory(indicator=indicator, value=Decimal(60))
        indicators.append(indicator)
    step = ActionItemFactory(program=made[0], name="Memasang sensor", agency=agency)
    helping = ActionItemFactory(program=made[0], name="Melatih kader", agency=other_agency, start_year=2021)
    over = ActionItemFactory(program=made[0], start_year=2021, end_year=2022)
    foreign_step = ActionItemFactory(program=foreign)
    adopt(version)
    return SimpleNamespace(
        program=made[0],
        programs=made,
        foreign=foreign,
        pad=pad,
        csr=csr,
        dak=dak,
        indicator=indicators[0],
        foreign_indicator=indicators[-1],
        step=step,
        helping=helping,
        over=over,
        foreign_step=foreign_step,
        version=version,
        period=PeriodFactory(region=region),
        earlier=PeriodFactory(region=region, number=2),
    )
