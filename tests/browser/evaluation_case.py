"""KSB before its evaluation of this year: a plan that runs in all six pillars, quick wins, meetings, a survey."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

from django.utils import timezone

from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.surveys import Survey, SurveyResponse
from monev.monitoring.models.progress import ActionItemProgress
from monev.monitoring.workflow import State
from organizations.models import Agency, Region, User
from organizations.roles import Role
from pillars.models import Pillar, SubDimension
from portal.reference import catalogues, instruments
from tests.factories.evaluation import SurveyFactory, SurveyServiceFactory
from tests.factories.masterplan import (
    ActionItemFactory,
    FundSourceFactory,
    MasterPlanFactory,
    PartnershipFactory,
    PlanVersionFactory,
    ProgramFactory,
    adopt,
)
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory
from tests.factories.organizations import MembershipFactory, PartnerFactory, UserFactory
from tests.factories.preparation import (
    CouncilFactory,
    DecisionFactory,
    DirectiveFactory,
    LegalDocumentFactory,
    MeetingFactory,
)
from tests.factories.quickwins import QuickWinFactory, RiskFactory

CODE = "2023-priority"
KINDS = ("people", "infrastructure", "software", "literacy")
ANSWERS = 50
"""Answers of citizens to the survey of each pillar: as many as make a mean sufficient."""


def make_ksb(region: Region, agency: Agency) -> SimpleNamespace:
    """The region with everything that the rules of the instrument look at, this year and last year."""
    year = timezone.localdate().year
    catalogues.load()
    instruments.load()
    made = SimpleNamespace(region=region, agency=agency, year=year, instrument=Instrument.objects.get(code=CODE))
    made.pillars = list(Pillar.objects.order_by("position"))
    _plan(made)
    _quick_wins(made)
    _bodies(made)
    _surveys(made)
    return made


def _plan(case: SimpleNamespace) -> None:
    """A program of each pillar that ran last year and runs this year, with an action item of one kind."""
    partner = PartnerFactory(region=case.region, kind="region", name="Kabupaten Sumbawa")
    version = PlanVersionFactory(plan=MasterPlanFactory(region=case.region))
    years = {"start_year": case.year - 1, "end_year": case.year + 1}
    programs = []
    for number, pillar in enumerate(case.pillars):
        place = SubDimension.objects.filter(pillar=pillar).first()
        program = ProgramFactory(plan_version=version, lead_agency=case.agency, sub_dimension=place, **years)
        action = ActionItemFactory(program=program, kind=KINDS[number % len(KINDS)], **years)
        PartnershipFactory(program=program, partner=partner, **years)
        programs.append((program, action))
    FundSourceFactory(code="9.1", name_id="CSR", name_en="CSR", is_apbd=False)
    adopt(version)
    for year in (case.year - 1, case.year):
        period = PeriodFactory(region=case.region, year=year, number=1)
        for program, action in programs:
            report = ProgressReportFactory(program=program, period=period, state=State.VERIFIED)
            ActionItemProgress.objects.create(report=report, action_item=action, state="running")


def _quick_wins(case: SimpleNamespace) -> None:
    """Two quick wins: one goes on from last year, with a partner and a risk that is dealt with; one is new."""
    words = dict.fromkeys(("problem", "innovation", "benefit", "uniqueness", "sustainability"), "Contoh")
    before = QuickWinFactory(region=case.region, pillar=case.pillars[0], year=case.year - 1)
    for predecessor in (before, None):
        win = QuickWinFactory(
            region=case.region, pillar=case.pillars[0], year=case.year, predecessor=predecessor, **words
        )
        win.partners.add(PartnerFactory(region=case.region, kind="community"))
        RiskFactory(quick_win=win, mitigation="Jaringan cadangan")


def _bodies(case: SimpleNamespace) -> None:
    """Council, team and forum with a decree, a meeting with a decision, and a directive that is closed."""
    LegalDocumentFactory(region=case.region, kind="regent_regulation", title="Perbup rencana induk", year=2022)
    decree = LegalDocumentFactory(region=case.region, title="SK Dewan", year=2022)
    for kind in ("council", "team", "forum"):
        body = CouncilFactory(region=case.region, kind=kind, name=f"Contoh {kind}", decree=decree)
        meeting = MeetingFactory(council=body, held_on=datetime.date(case.year, 1, 12))
        DecisionFactory(meeting=meeting)
        day = datetime.date(case.year, 1, 12)
        DirectiveFactory(region=case.region, agency=case.agency, meeting=meeting, given_on=day, status="closed")


def _surveys(case: SimpleNamespace) -> None:
    """Fifty citizens answer the nine statements of each pillar with 3."""
    now = timezone.now()
    for pillar in case.pillars:
        survey = SurveyFactory(
            region=case.region, instrument=case.instrument, year=case.year, pillar=pillar, state=Survey.State.OPEN
        )
        subs = list(SubDimension.objects.filter(pillar=pillar))
        for sub in subs:
            SurveyServiceFactory(survey=survey, sub_dimension=sub, agency=case.agency)
        used = [sub.code for sub in subs]
        codes = case.instrument.items.filter(is_survey=True, pillar=pillar).values_list("code", flat=True)
        answers = dict.fromkeys(codes, 3)
        SurveyResponse.objects.bulk_create(
            SurveyResponse(
                survey=survey, channel="link", answers=answers, used=used, consented_at=now, seconds=120 + number
            )
            for number in range(ANSWERS)
        )


def make_assessors() -> list[User]:
    """Three assessors of institutions of their own, without a tie to any region yet."""
    return [UserFactory(name=f"Asesor {letter}") for letter in "ABC"]


def second_of_secretariat(region: Region) -> User:
    """Another person of the region's secretariat."""
    person = UserFactory(name="Sekretariat Kedua")
    MembershipFactory(user=person, role=Role.REGION_ADMIN, region=region)
    return person
