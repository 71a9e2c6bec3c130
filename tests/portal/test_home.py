"""The first page: each person finds what they must do now, and nothing of other regions."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from masterplan.models.preparation import Directive
from monev.monitoring.models.periods import Period
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import State, Step
from organizations.models import Membership, Region
from organizations.roles import Role
from portal.selectors.home import home_of
from tests.factories.masterplan import (
    CommitmentFactory,
    MasterPlanFactory,
    PlanVersionFactory,
    PledgeFactory,
    ProgramFactory,
    adopt,
)
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory, SpendingFactory
from tests.factories.organizations import AgencyFactory, MembershipFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    Region.objects.filter(pk=region.pk).update(is_active=True)
    made = make_case(region, agency, other_agency, programs=2)
    Period.objects.filter(pk=made.earlier.pk).update(locked_at=datetime.datetime(2026, 7, 20, tzinfo=datetime.UTC))
    return made


def sent(case, program, by):
    report = ProgressReportFactory(program=program, period=case.period, physical_percent=Decimal(30), entered_by=by)
    SpendingFactory(report=report, source_of_funds=case.pad)
    return take_step(report, Step.SUBMIT, by=by)


def directive(region, agency, due, **columns):
    given = datetime.date(2026, 8, 1)
    words = {"text": "Selesaikan integrasi data", "given_on": given, "due_on": due, **columns}
    return Directive.objects.create(region=region, agency=agency, **words)


def text_of(browser):
    answer = browser.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_is_asked_to_log_in(client):
    assert client.get("/").status_code == 302


def test_staff_find_the_open_period_with_what_came_back_first(as_, cast, case):
    back = take_step(
        sent(case, case.programs[1], cast.staff), Step.RETURN, by=cast.verifier, reason="Lengkapi foto kegiatan"
    )
    (period,) = home_of(cast.staff).work
    assert (period.period, period.days_left, period.first_unfinished.report) == (case.period, 4, back)
    text = text_of(as_(cast.staff))
    assert reverse("monitoring:progress-entry", args=[back.program.pk, case.period.pk]) in text
    assert reverse("monitoring:work-list") in text
    assert "Lengkapi foto kegiatan" in text


def test_staff_are_told_when_no_period_is_open(as_, cast, case):
    with time_machine.travel("2026-09-01 02:00:00+00:00"):
        assert home_of(cast.staff).work == []
        assert as_(cast.staff).get("/").status_code == 200


def test_the_head_finds_what_to_approve_where_the_region_asks(as_, cast, case, region):
    assert home_of(cast.head).approvals is None
    Region.objects.filter(pk=region.pk).update(head_approves=True)
    report = sent(case, case.program, cast.staff)
    assert home_of(cast.head).approvals.total == 1
    assert reverse("monitoring:approval-detail", args=[report.pk]) in text_of(as_(cast.head))


def test_the_verifier_finds_the_queue_the_remarks_and_the_periods_to_lock(as_, cast, case):
    report = sent(case, case.program, cast.staff)
    home = home_of(cast.verifier)
    assert (home.verifications.total, home.locks) == (1, [])
    assert home.running[0].state.counts == {"missing": 2, State.SUBMITTED: 1}
    assert reverse("monitoring:verification-detail", args=[report.pk]) in text_of(as_(cast.verifier))
    with time_machine.travel("2026-10-21 02:00:00+00:00"):
        assert home_of(cast.verifier).locks == [case.period]
        assert reverse("monitoring:period-lock", args=[case.period.pk]) in text_of(as_(cast.verifier))


def test_the_council_finds_the_headline_the_directives_and_the_commitments_due(as_, cast, case, region, agency):
    directive(region, agency, datetime.date(2026, 9, 15))
    directive(region, agency, datetime.date(2026, 10, 20))
    directive(region, agency, datetime.date(2026, 12, 20), text="Masih jauh")
    directive(region, agency, datetime.date(2026, 9, 1), status=Directive.Status.CLOSED)
    commitment = CommitmentFactory(region=region, agency=agency)
    PledgeFactory(commitment=commitment, due_year=2026, text="Membuka data kesehatan")
    PledgeFactory(commitment=commitment, due_year=2026, state="kept", text="Sudah ditepati")
    (headline,) = home_of(cast.council).headlines
    assert (len(headline.directives), headline.overdue, headline.pledges_due) == (2, 1, 1)
    assert headline.figures is not None
    text = text_of(as_(cast.council))
    assert "Membuka data kesehatan" in text
    assert "Sudah ditepati" not in text
    assert "Masih jauh" not in text
    assert reverse("portal:dashboard", args=[region.code]) in text


def test_the_administrator_finds_what_is_not_set_up(as_, cast, case, region, agency, other_agency):
    Membership.objects.filter(agency=other_agency).update(ends_on=datetime.date(2026, 9, 1))
    (care,) = home_of(cast.admin).cares
    assert care.unstaffed == (other_agency,)
    assert care.missing_years == (2026,)
    assert care.has_plan
    assert care.has_verifier
    assert reverse("monitoring:period-list", args=[region.code]) in text_of(as_(cast.admin))


def test_the_administrator_is_told_of_programs_without_pillar(cast, case, region, agency):
    draft = PlanVersionFactory(plan=MasterPlanFactory(region=region), pillar_set=case.version.pillar_set)
    ProgramFactory(plan_version=draft, lead_agency=agency, sub_dimension=None)
    (care,) = home_of(cast.admin).cares
    assert [(each.version, each.count) for each in care.unplaced] == [(draft, 1)]


def test_the_assessor_finds_the_regions_that_were_assigned(as_, cast, region, other_region):
    assert home_of(cast.assessor).assessed == [region]
    text = text_of(as_(cast.assessor))
    assert reverse("portal:dashboard", args=[region.code]) in text
    assert reverse("portal:dashboard", args=[other_region.code]) not in text


def test_the_nation_sees_how_complete_every_active_region_is(as_, cast, case, region, other_region):
    take_step(sent(case, case.program, cast.staff), Step.VERIFY, by=cast.verifier)
    sent(case, case.programs[1], cast.staff)
    lines = {line.region: line for line in home_of(cast.national).lines}
    assert set(lines) == {region, other_region}
    assert (lines[region].programs, lines[region].reported, lines[region].verified) == (3, 2, 1)
    assert region.name in text_of(as_(cast.national))


def test_who_holds_two_roles_sees_both(cast, case, region):
    MembershipFactory(user=cast.staff, role=Role.VERIFIER, region=region)
    home = home_of(type(cast.staff).objects.get(pk=cast.staff.pk))
    assert home.work
    assert home.verifications is not None


def test_who_has_no_role_is_told_what_to_do(as_, cast):
    assert home_of(cast.nobody).is_empty
    assert as_(cast.nobody).get("/").status_code == 200


@pytest.mark.parametrize(
    "name", ["foreign_agency_staff", "foreign_verifier", "foreign_council", "foreign_region_admin", "foreign_assessor"]
)
def test_people_of_another_region_find_nothing_of_this_one(as_, cast, case, region, agency, name):
    sent(case, case.program, cast.staff)
    directive(region, agency, datetime.date(2026, 10, 2))
    text = text_of(as_(getattr(cast, name)))
    assert case.program.name not in text
    assert "Selesaikan integrasi data" not in text
    assert region.name not in text


def queries_of(user):
    fresh = type(user).objects.get(pk=user.pk)
    with CaptureQueriesContext(connection) as captured:
        home_of(fresh)
    return len(captured)


@pytest.mark.parametrize("name", ["staff", "head", "verifier", "council", "admin", "national"])
def test_twice_the_programs_same_number_of_queries(cast, case, region, agency, name):
    person = getattr(cast, name)
    sent(case, case.program, cast.staff)
    before = queries_of(person)
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region), pillar_set=case.version.pillar_set)
    other = AgencyFactory(region=region, code="BARU")
    programs = [ProgramFactory(plan_version=version, lead_agency=lead) for lead in (agency, agency, other)]
    adopt(version)
    for each in programs:
        report = ProgressReportFactory(program=each, period=case.period)
        type(report).objects.filter(pk=report.pk).update(state=State.SUBMITTED)
    assert queries_of(person) == before


def test_twice_the_regions_same_number_of_queries_for_the_nation(cast, case, other_region):
    before = queries_of(cast.national)
    Region.objects.filter(pk=other_region.pk).update(is_active=True)
    PeriodFactory(region=other_region)
    assert len(home_of(cast.national).lines) == 2
    assert queries_of(cast.national) == before
