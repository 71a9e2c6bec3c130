"""A region with a small plan in force and reports for the third quarter of 2026."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from masterplan.models.plans import PlanVersion
from monev.reports.catalogue import registry
from tests.factories.masterplan import (
    BudgetLineFactory,
    CommitmentFactory,
    FundSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    MasterPlanFactory,
    PlannedProgressFactory,
    PlanVersionFactory,
    PledgeFactory,
    ProgramFactory,
    adopt,
)
from tests.factories.monitoring import IndicatorValueFactory, PeriodFactory, ProgressReportFactory, SpendingFactory
from tests.factories.quickwins import QuickWinFactory

TYPST_MARKUP = '#panic("x") *tebal* $x^2$ \\ <label> @ref // [isi] `kode`'
FORMULA = "=1+1"


def reported_programs(version, agency, period, count: int, first: int = 1) -> None:
    """Programs with a ceiling, a plan, an indicator and a verified report each."""
    source = FundSourceFactory()
    for number in range(first, first + count):
        program = ProgramFactory(plan_version=version, lead_agency=agency, code=f"1.02.{number:02d}")
        BudgetLineFactory(program=program, source_of_funds=source, ceiling=Decimal(number * 100_000_000))
        PlannedProgressFactory(program=program, month=9, physical_percent=Decimal(70), spending=Decimal(60_000_000))
        target = IndicatorTargetFactory(indicator=IndicatorFactory(program=program), value=Decimal(60))
        report = ProgressReportFactory(
            program=program,
            period=period,
            state="verified",
            physical_percent=Decimal("62.50"),
            hindering_factors=TYPST_MARKUP,
            follow_up=FORMULA,
        )
        SpendingFactory(report=report, source_of_funds=source, amount=Decimal("41250000.50"))
        IndicatorValueFactory(report=report, indicator=target.indicator, value=Decimal(45))


def make_plan(region, agency, programs: int = 2) -> SimpleNamespace:
    """A plan in force, with `programs` verified programs and one that reported nothing."""
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    period = PeriodFactory(region=region)
    reported_programs(version, agency, period, programs)
    silent = ProgramFactory(plan_version=version, lead_agency=agency, code="1.02.99", name=f"{FORMULA} {TYPST_MARKUP}")
    QuickWinFactory(region=region, agency=agency, title="Layanan satu pintu")
    PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency), text="Menyediakan data terbuka")
    adopt(version)
    return SimpleNamespace(version=version, period=period, silent=silent)


@pytest.fixture
def plan(region, agency) -> SimpleNamespace:
    return make_plan(region, agency)


def reopen() -> None:
    """Let the rows of adopted plans be removed again, at the end of a test that really commits."""
    PlanVersion.objects.update(status=PlanVersion.Status.DRAFT)


@pytest.fixture
def samples(settings):
    """The catalogue with the reports of the tests."""
    settings.REPORT_PACKAGES = [*settings.REPORT_PACKAGES, "tests.monev.reports.samples"]
    registry.reports.cache_clear()
    yield
    registry.reports.cache_clear()
