"""Figures on hand-made data equal figures computed by hand."""

import datetime
from decimal import Decimal

import pytest

from masterplan.models.plans import BudgetLine
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.figures import region_figures, report_figures
from monev.monitoring.workflow import State
from tests.factories.masterplan import (
    BudgetLineFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    PlannedProgressFactory,
    PlanVersionFactory,
    ProgramFactory,
    adopt,
)
from tests.factories.monitoring import (
    IndicatorValueFactory,
    PeriodFactory,
    ProgressReportFactory,
    SpendingFactory,
)


@pytest.fixture
def version(region):
    return PlanVersionFactory(plan__region=region)


@pytest.fixture
def third_quarter(region):
    return PeriodFactory(region=region, year=2026, number=3)


def program(version, ceiling: int, planned: int, **fields):
    row = ProgramFactory(plan_version=version, **fields)
    BudgetLineFactory(program=row, ceiling=Decimal(ceiling))
    PlannedProgressFactory(program=row, physical_percent=Decimal(planned))
    return row


def reported(row, period, physical, spent=None, state=State.VERIFIED, **fields):
    report = ProgressReportFactory(program=row, period=period, physical_percent=physical, state=state, **fields)
    if spent is not None:
        SpendingFactory(report=report, amount=Decimal(spent))
    return report


def test_one_program_has_every_figure_of_the_sketch(region, version, third_quarter):
    row = program(version, 750_000_000, 70)
    indicator = IndicatorFactory(program=row)
    IndicatorTargetFactory(indicator=indicator, value=Decimal(60))
    adopt(version)
    report = reported(row, third_quarter, Decimal(62), 412_500_000)
    IndicatorValueFactory(report=report, indicator=indicator, value=Decimal(41))

    figure = region_figures(region, third_quarter).programs[0]

    assert (figure.planned, figure.actual, figure.deviation) == (70, 62, -8)
    assert figure.light == "red"  # 70 percent are planned: the strict threshold
    assert figure.absorption == 55
    assert round(figure.achievement.value, 1) == Decimal("68.3")
    assert figure.predicate == "medium"
    assert report_figures([report])[report.pk] == figure


def test_only_verified_reports_count_until_preliminary_ones_are_switched_on(region, version, third_quarter):
    done, waiting, draft = (program(version, 100, 70) for _ in range(3))
    adopt(version)
    reported(done, third_quarter, Decimal(80), 60)
    reported(waiting, third_quarter, Decimal(40), 20, State.SUBMITTED)
    reported(draft, third_quarter, Decimal(10), 5, State.DRAFT)

    verified = region_figures(region, third_quarter).total
    preliminary = region_figures(region, third_quarter, preliminary=True).total

    assert (verified.physical.value, verified.physical.counted, verified.total) == (80, 1, 3)
    assert (preliminary.physical.value, preliminary.physical.counted) == (60, 2)
    assert (preliminary.reported, preliminary.verified) == (2, 1)
    assert (verified.deviation, preliminary.deviation) == (10, -10)


def test_a_group_is_weighted_by_ceiling(region, version, third_quarter):
    large, small = program(version, 300, 70), program(version, 100, 70)
    adopt(version)
    reported(large, third_quarter, Decimal(20), 150)
    reported(small, third_quarter, Decimal(60), 50)

    total = region_figures(region, third_quarter).total

    assert total.physical.value == 30
    assert (total.ceiling, total.spending, total.absorption) == (400, 200, 50)


def test_a_revised_budget_does_not_rewrite_the_quarters_before_it(region, version, third_quarter):
    second = PeriodFactory(region=region, year=2026, number=2)
    row = program(version, 1000, 70)
    BudgetLineFactory(
        program=row,
        edition=BudgetLine.Edition.REVISED,
        ceiling=Decimal(500),
        approved_on=datetime.date(2026, 9, 1),
    )
    adopt(version)

    assert region_figures(region, second).total.ceiling == 1000
    assert region_figures(region, third_quarter).total.ceiling == 500


def test_a_report_of_no_change_carries_the_last_figures_on(region, version, third_quarter):
    second = PeriodFactory(region=region, year=2026, number=2)
    row = program(version, 1000, 70)
    adopt(version)
    reported(row, second, Decimal(40), 300)
    reported(row, third_quarter, None, nil_reason="Menunggu lelang")

    figure = region_figures(region, third_quarter).programs[0]

    assert (figure.actual, figure.spending) == (40, 300)


def test_money_from_a_source_without_a_budget_line_stands_beside_the_others(region, version, third_quarter):
    row = program(version, 1000, 70)
    adopt(version)
    report = reported(row, third_quarter, Decimal(40), 300)
    SpendingFactory(report=report, source_of_funds__code="2.9", source_of_funds__name_id="CSR", amount=Decimal(200))

    figure = region_figures(region, third_quarter).programs[0]

    assert [(each.ceiling, each.spending, each.absorption) for each in figure.sources] == [
        (1000, 300, 30),
        (0, 200, None),
    ]
    assert sum(each.spending for each in figure.sources) == figure.spending == 500


def test_progress_goes_on_across_versions_and_a_later_version_leaves_earlier_periods_alone(
    region, version, third_quarter
):
    second = PeriodFactory(region=region, year=2026, number=2)
    old = program(version, 1000, 70)
    adopt(version)
    reported(old, second, Decimal(40), 300)
    newer = PlanVersionFactory(plan=version.plan, number=2, based_on=version)
    copy = program(newer, 2000, 80, lineage=old.lineage, code=old.code)
    program(newer, 500, 50)
    type(version).objects.filter(pk=version.pk).update(status="superseded")
    adopt(newer)
    type(newer).objects.filter(pk=newer.pk).update(adopted_on=datetime.date(2026, 8, 1))
    reported(copy, third_quarter, None, nil_reason="Tidak ada perubahan")

    assert [each.program for each in region_figures(region, second).programs] == [old]
    now = {each.program: each for each in region_figures(region, third_quarter).programs}
    assert now[copy].actual == 40
    assert len(now) == 2


def reported_programs(version, period, count):
    for _ in range(count):
        row = program(version, 100, 70)
        IndicatorTargetFactory(indicator__program=row)
        report = reported(row, period, Decimal(50), 40)
        IndicatorValueFactory(report=report, indicator=row.indicators.get(), value=Decimal(30))


def test_twice_the_programs_need_the_same_number_of_queries(region, version, third_quarter, django_assert_num_queries):
    reported_programs(version, third_quarter, 2)
    adopt(version)
    with django_assert_num_queries(5):
        assert region_figures(region, third_quarter).total.total == 2
    second = PlanVersionFactory(plan__region=region)
    reported_programs(second, third_quarter, 4)
    adopt(second)
    with django_assert_num_queries(5):
        assert region_figures(region, third_quarter).total.total == 6


def test_reports_of_several_programs_need_a_fixed_number_of_queries(
    region, version, third_quarter, django_assert_num_queries
):
    reported_programs(version, third_quarter, 2)
    with django_assert_num_queries(4):
        assert len(report_figures(ProgressReport.objects.for_list())) == 2
    reported_programs(version, third_quarter, 4)
    with django_assert_num_queries(4):
        assert len(report_figures(ProgressReport.objects.for_list())) == 6
