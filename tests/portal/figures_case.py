"""Hand-made plans and reports of 2025, whose figures can be computed by hand."""

from decimal import Decimal

from monev.monitoring.workflow import State
from tests.factories.masterplan import (
    BudgetLineFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    PlannedProgressFactory,
    ProgramFactory,
)
from tests.factories.monitoring import IndicatorValueFactory, ProgressReportFactory, SpendingFactory

YEAR = 2025


def program(version, *, ceiling: int, planned: int, month: int = 9, target: int | None = None, **fields):
    """A program with one budget line, one planned milestone and perhaps one indicator."""
    row = ProgramFactory(plan_version=version, **fields)
    BudgetLineFactory(program=row, year=YEAR, ceiling=Decimal(ceiling))
    PlannedProgressFactory(program=row, year=YEAR, month=month, physical_percent=Decimal(planned))
    if target is not None:
        indicator = IndicatorFactory(program=row, name="Cakupan desa")
        IndicatorTargetFactory(indicator=indicator, year=YEAR, value=Decimal(target))
    return row


def reported(row, period, *, physical, spent=None, value=None, state=State.VERIFIED, **fields):
    """What the OPD reported for the program."""
    report = ProgressReportFactory(program=row, period=period, physical_percent=physical, state=state, **fields)
    if spent is not None:
        SpendingFactory(report=report, amount=Decimal(spent))
    if value is not None:
        IndicatorValueFactory(report=report, indicator=row.indicators.get(), value=Decimal(value))
    return report
