"""A region in which every section of the quarterly report has something to say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from masterplan.models.preparation import Directive
from tests.factories.masterplan import (
    ActionItemFactory,
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
from tests.factories.monitoring import (
    ActionItemProgressFactory,
    IndicatorValueFactory,
    PeriodFactory,
    ProgressReportFactory,
    SpendingFactory,
)
from tests.factories.pillars import PillarFactory, SubDimensionFactory
from tests.factories.preparation import (
    CouncilFactory,
    DecisionFactory,
    DirectiveAnswerFactory,
    DirectiveFactory,
    MeetingFactory,
)
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory, RiskFactory
from tests.factories.trail import PledgeReportFactory, QualityFlagFactory, QuickWinReportFactory

REACHED = {2: ("31.25", "38.00", "33.40"), 3: ("62.50", "41.70", "57.10")}
"""Physical progress of the three programs in the second and the third quarter; planned are 36 and 66 percent."""


def full_region(region, agency, other_agency) -> SimpleNamespace:
    """Three programs in two pillars and OPDs; the third one is handed in, and verified in the second quarter only."""
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    periods = [PeriodFactory(region=region, number=number) for number in (2, 3)]
    pillar = PillarFactory(code="economy", letters="EC", name_id="Smart Economy", name_en="Smart Economy", position=3)
    trade = SubDimensionFactory(pillar=pillar, code="economy-trade", name_id="Dagang", name_en="Trade", position=1)
    funds = [FundSourceFactory(), FundSourceFactory(code="2.1", name_id="DAK Fisik", name_en="DAK")]
    programs = [
        ProgramFactory(plan_version=version, lead_agency=agency, code="1.02.01", name="Rekam medis"),
        ProgramFactory(plan_version=version, lead_agency=other_agency, code="2.11.01", name="Bank sampah"),
        ProgramFactory(
            plan_version=version, lead_agency=other_agency, code="3.30.01", name="Pasar daring", sub_dimension=trade
        ),
    ]
    case = SimpleNamespace(version=version, periods=periods, period=periods[1], programs=programs, funds=funds)
    for at, each in enumerate(programs):
        _planned(each, funds, Decimal(100_000_000) * (at + 1))
    case.items = [ActionItemFactory(program=each, agency=each.lead_agency, name=f"Langkah {each}") for each in programs]
    adopt(version)
    case.reports = [_reported(case, number, at) for number in REACHED for at in range(3)]
    _beside(case, region, agency, other_agency)
    return case


def _planned(program, funds, ceiling: Decimal) -> None:
    for fund, share in zip(funds, (Decimal("0.75"), Decimal("0.25")), strict=True):
        BudgetLineFactory(program=program, source_of_funds=fund, ceiling=ceiling * share)
    for month, percent in ((6, 36), (9, 66)):
        PlannedProgressFactory(
            program=program, month=month, physical_percent=Decimal(percent), spending=ceiling * percent / 100
        )
    for name in ("Fasilitas terhubung", "Warga terlayani"):
        IndicatorTargetFactory(indicator=IndicatorFactory(program=program, name=name), value=Decimal(60))


def _reported(case, number: int, at: int):
    program, period = case.programs[at], case.periods[number - 2]
    percent = Decimal(REACHED[number][at])
    report = ProgressReportFactory(
        program=program,
        period=period,
        state="submitted" if (number, at) == (3, 2) else "verified",
        physical_percent=percent,
        hindering_factors=f"Kendala {program.name} periode {number}",
        follow_up=f"Tindak lanjut {program.name} periode {number}",
        is_late=at == 1,
    )
    for fund, share in zip(case.funds, (Decimal("0.6"), Decimal("0.3")), strict=True):
        ceiling = Decimal(100_000_000) * (at + 1)
        SpendingFactory(report=report, source_of_funds=fund, amount=ceiling * share * percent / 100)
    for indicator in program.indicators.order_by("pk"):
        IndicatorValueFactory(report=report, indicator=indicator, value=Decimal(10 + number * 10 + at * 3))
    if number == 3:
        ActionItemProgressFactory(report=report, action_item=case.items[at], state="running")
        QualityFlagFactory(
            region=period.region, agency=program.lead_agency, progress_report=report, code="same_narrative"
        )
    return report


def _beside(case, region, agency, other_agency) -> None:
    """A quick win with milestones and a risk, two pledges, a decision, directives in every state."""
    case.quick_win = QuickWinFactory(region=region, agency=agency, title="Layanan satu pintu")
    MilestoneFactory(quick_win=case.quick_win, name="Uji coba", due_on=date(2026, 5, 1), done_on=date(2026, 5, 20))
    MilestoneFactory(quick_win=case.quick_win, name="Peluncuran", due_on=date(2026, 9, 1), position=2)
    RiskFactory(quick_win=case.quick_win, text="Pemasok terlambat")
    QuickWinReportFactory(
        quick_win=case.quick_win, period=case.period, state="verified", physical_percent=Decimal("45.50")
    )
    commitment = CommitmentFactory(region=region, agency=agency)
    case.pledge = PledgeFactory(commitment=commitment, text="Menyediakan data terbuka", due_year=2026)
    case.silent_pledge = PledgeFactory(commitment=commitment, text="Membuka layanan Sabtu", due_year=2025)
    PledgeReportFactory(pledge=case.pledge, period=case.period, state="verified", pledge_state="running")
    meeting = MeetingFactory(council=CouncilFactory(region=region), held_on=date(2026, 8, 20))
    decision = DecisionFactory(meeting=meeting, text="Percepat program merah")
    given = {"region": region, "agency": other_agency, "given_on": date(2026, 7, 1)}
    lineage = case.programs[1].lineage
    case.overdue = DirectiveFactory(
        **given, text="Tambah armada", due_on=date(2026, 8, 1), decision=decision, program_lineage=lineage
    )
    case.open = DirectiveFactory(**given, text="Susun jadwal", due_on=date(2026, 12, 31))
    case.answered = DirectiveFactory(
        **given, text="Jelaskan serapan", due_on=date(2026, 9, 1), status=Directive.Status.ANSWERED
    )
    DirectiveAnswerFactory(
        directive=case.answered, text="Serapan naik", answered_at=datetime(2026, 8, 30, 4, tzinfo=UTC)
    )
    case.closed = DirectiveFactory(
        **given,
        text="Sudah selesai lama",
        due_on=date(2026, 7, 2),
        status=Directive.Status.CLOSED,
        closed_on=date(2026, 6, 1),
    )
