"""A region with a plan, reports, quick wins and a council, and an instrument of six items in two dimensions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from monev.evaluation.models.assessments import Assessment
from monev.monitoring.models.progress import ActionItemProgress
from monev.monitoring.workflow import State
from tests.factories.evaluation import (
    AnswerEvidenceFactory,
    AnswerFactory,
    AssessmentFactory,
    DimensionFactory,
    EvaluationRoundFactory,
    ExternalFigureFactory,
    ExternalIndicatorFactory,
    FrozenAssessmentFactory,
    InstrumentFactory,
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
)
from tests.factories.masterplan import (
    ActionItemFactory,
    BudgetLineFactory,
    FundSourceFactory,
    MasterPlanFactory,
    PartnershipFactory,
    PlanVersionFactory,
    ProgramFactory,
    ProgramSupporterFactory,
    adopt,
)
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory
from tests.factories.organizations import AgencyFactory, PartnerFactory
from tests.factories.pillars import PillarFactory, SubDimensionFactory
from tests.factories.preparation import (
    CouncilFactory,
    DecisionFactory,
    DirectiveFactory,
    LegalDocumentFactory,
    MeetingFactory,
)
from tests.factories.quickwins import QuickWinFactory, ReplicationFactory, RiskFactory
from tests.factories.trail import EvidenceFactory

RAN = {"1": "0.01", "2": "50", "3": "75", "4": "90"}
NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
"""Before the deadline of the round, 15 December 2026."""


def make_plan(region, agency, other_agency, *, programs: int = 2) -> SimpleNamespace:
    """Programs that ran in 2025 and 2026; the last one has no report of 2026. A version in force since 2023."""
    pillar = PillarFactory()
    place = SubDimensionFactory(pillar=pillar)
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    made = [
        ProgramFactory(plan_version=version, lead_agency=agency, sub_dimension=place, code=f"P{number}")
        for number in range(programs)
    ]
    ProgramSupporterFactory(program=made[0], agency=other_agency)
    items = [ActionItemFactory(program=each, name=f"Langkah {each.code}") for each in made]
    BudgetLineFactory(program=made[0])
    csr = FundSourceFactory(code="9.1", name_id="CSR", name_en="CSR", is_apbd=False)
    BudgetLineFactory(program=made[0], source_of_funds=csr, ceiling=Decimal(1000))
    PartnershipFactory(program=made[0], partner=PartnerFactory(region=region, kind="region", name="Sumbawa"))
    adopt(version)
    for number, each in enumerate(made):
        _reported(each, items[number], 2025)
        if number < programs - 1:
            _reported(each, items[number], 2026)
    return SimpleNamespace(pillar=pillar, version=version, programs=made)


def _reported(program, item, year) -> None:
    region = program.plan_version.plan.region
    for number, percent, state in ((1, 20, State.VERIFIED), (2, 55, State.VERIFIED), (3, 90, State.SUBMITTED)):
        period = PeriodFactory(region=region, year=year, number=number)
        report = ProgressReportFactory(program=program, period=period, physical_percent=percent, state=state)
        ActionItemProgress.objects.create(report=report, action_item=item, state="running")


def make_rest(region, pillar) -> SimpleNamespace:
    """Council with a meeting, documents, quick wins with partners and risks, an external figure."""
    decree = LegalDocumentFactory(region=region, title="SK Dewan")
    perbup = LegalDocumentFactory(
        region=region, kind="regent_regulation", title="Perbup", link="https://contoh.example/p"
    )
    council = CouncilFactory(region=region, kind="council", decree=decree)
    meeting = MeetingFactory(council=council, held_on=date(2026, 3, 12))
    MeetingFactory(council=council, held_on=date(2026, 12, 1), state="planned")
    MeetingFactory(council=council, held_on=date(2025, 3, 12))
    DecisionFactory(meeting=meeting)
    DirectiveFactory(region=region, meeting=meeting, status="closed")
    before = QuickWinFactory(region=region, pillar=pillar, year=2025)
    win = QuickWinFactory(region=region, pillar=pillar, year=2026, predecessor=before, problem="Antre lama")
    win.partners.add(PartnerFactory(region=region, kind="community", name="Karang Taruna"))
    RiskFactory(quick_win=win, mitigation="Jaringan cadangan")
    ReplicationFactory(quick_win=win, status="agreed")
    indicator = ExternalIndicatorFactory(code="spbe", name_id="Indeks SPBE", name_en="SPBE index")
    ExternalFigureFactory(region=region, indicator=indicator, year=2025, value=Decimal("2.85"), source="KemenPANRB")
    return SimpleNamespace(council=council, perbup=perbup, win=win, before=before, indicator=indicator)


def make_instrument(pillar) -> SimpleNamespace:
    """Baseline (40 %): programs last year, meetings, one without a rule. Outcome (60 %): pillar, SPBE, survey."""
    instrument = InstrumentFactory(code="uji-2026", steps={"0": "tidak ada", "4": "sangat baik"})
    rows = {
        "baseline": (
            ("1.01", "programs_last_year", {}, RAN, None),
            ("1.02", "council_meetings", {"council": "council"}, {"1": "1", "2": "2"}, None),
            ("1.03", "", {}, {}, None),
        ),
        "outcome": (
            ("2.01", "pillar_programs", {}, RAN, pillar),
            ("2.02", "external_figure", {"indicator": "spbe"}, {"1": "1", "2": "1.8", "3": "2.6", "4": "3.5"}, None),
            ("2.03", "survey_mean", {}, {}, pillar),
        ),
    }
    items = {}
    for place, (code, weight) in enumerate((("baseline", 40), ("outcome", 60))):
        dimension = DimensionFactory(instrument=instrument, code=code, weight=Decimal(weight), position=place)
        indicator = InstrumentIndicatorFactory(dimension=dimension)
        for name, rule, parameters, thresholds, of in rows[code]:
            items[name] = InstrumentItemFactory(
                indicator=indicator,
                code=name,
                rule=rule,
                parameters=parameters,
                thresholds=thresholds,
                pillar=of,
                is_survey=rule == "survey_mean",
            )
    return SimpleNamespace(instrument=instrument, items=items)


def make_assessment(region, instrument) -> Assessment:
    """The open assessment of the region in the round of 2026."""
    return AssessmentFactory(region=region, round=EvaluationRoundFactory(instrument=instrument, year=2026))


def self_assessed(region, agency) -> Assessment:
    """For the guards: an open assessment of a round of its own, with one answer and its evidence."""
    instrument = InstrumentFactory()
    dimension = DimensionFactory(instrument=instrument, code="mandiri")
    item = InstrumentItemFactory(
        indicator=InstrumentIndicatorFactory(dimension=dimension),
        code="1.01",
        rule="programs_last_year",
        thresholds=RAN,
    )
    until = datetime(2027, 12, 15, tzinfo=UTC)
    made = AssessmentFactory(
        region=region, round=EvaluationRoundFactory(instrument=instrument, self_assessment_until=until)
    )
    evidence = EvidenceFactory(region=region, agency=agency)
    AnswerEvidenceFactory(answer=AnswerFactory(assessment=made, item=item), evidence=evidence)
    FrozenAssessmentFactory(assessment=made)
    return made


def answered_more(assessment, number) -> None:
    """One item more, with its answer and evidence of another OPD; one more assessment that was frozen."""
    indicator = assessment.round.instrument.indicators.get()
    item = InstrumentItemFactory(indicator=indicator, code=f"2.{number:02d}", rule="quick_wins_new")
    answer = AnswerFactory(assessment=assessment, item=item)
    evidence = EvidenceFactory(region=assessment.region, agency=AgencyFactory(region=assessment.region))
    AnswerEvidenceFactory(answer=answer, evidence=evidence)
    FrozenAssessmentFactory(assessment=AssessmentFactory(region=assessment.region))
