"""A post that answers for something and has nobody before the period closes raises an alarm."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.due import due_in
from monev.monitoring.selectors.duties import vacancies, vacancies_of, vacancies_seen_by, vacant_duties
from monev.monitoring.selectors.subjects import KINDS, subjects_due
from organizations.models import Membership
from organizations.roles import Role
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import MembershipFactory, PostFactory, UserFactory
from tests.factories.quickwins import QuickWinFactory
from tests.factories.trail import DutyFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
DAY = datetime.date
LONG_AGO = DAY(2024, 1, 1)


@pytest.fixture(autouse=True)
def _today():
    """The first of October; the period closes on the fifth."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    made = make_case(region, agency, other_agency, programs=3)
    Period.objects.filter(pk=made.earlier.pk).update(locked_at=datetime.datetime(2026, 7, 20, tzinfo=datetime.UTC))
    made.post = PostFactory(agency=agency, name="Kepala Seksi Data")
    for program in made.programs[:2]:
        DutyFactory(post=made.post, program_lineage=program.lineage, quick_win=None)
    return made


def hold(post, starts=LONG_AGO, ends=None, **columns):
    return MembershipFactory(
        user=columns.pop("user", None) or UserFactory(),
        role=Role.AGENCY_STAFF,
        region=post.agency.region,
        agency=post.agency,
        held_post=post,
        starts_on=starts,
        ends_on=ends,
        **columns,
    )


def test_a_post_that_nobody_ever_held(case):
    (found,) = vacancies(case.period)
    assert (found.post, found.is_vacant, found.from_day, found.duties, found.last) == (
        case.post,
        True,
        DAY(2026, 10, 1),
        2,
        None,
    )


@pytest.mark.parametrize(
    ("terms", "from_day"),
    [
        ([(LONG_AGO, None)], None),
        ([(LONG_AGO, DAY(2026, 10, 5))], None),
        ([(LONG_AGO, DAY(2026, 10, 4))], DAY(2026, 10, 5)),
        ([(LONG_AGO, DAY(2026, 9, 30))], DAY(2026, 10, 1)),
        ([(LONG_AGO, DAY(2026, 10, 2)), (DAY(2026, 10, 3), None)], None),
        ([(LONG_AGO, DAY(2026, 10, 1)), (DAY(2026, 10, 3), None)], DAY(2026, 10, 2)),
        ([(DAY(2026, 10, 3), None)], DAY(2026, 10, 1)),
    ],
)
def test_the_first_day_without_a_person(case, terms, from_day):
    for starts, ends in terms:
        hold(case.post, starts, ends)
    assert [each.from_day for each in vacancies(case.period)] == ([from_day] if from_day else [])


def test_who_can_no_longer_log_in_does_not_hold_the_post(case):
    hold(case.post, user=UserFactory(is_active=False))
    assert [each.is_vacant for each in vacancies(case.period)] == [True]


def test_an_archived_membership_does_not_count(case):
    row = hold(case.post)
    row.archive(by=None, reason="never came")
    assert [each.is_vacant for each in vacancies(case.period)] == [True]


def test_who_leaves_before_the_period_closes_is_named(case):
    row = hold(case.post, ends=DAY(2026, 10, 3))
    (found,) = vacancies(case.period)
    assert (found.is_vacant, found.from_day, found.last) == (False, DAY(2026, 10, 4), row)


def test_a_late_period_asks_for_a_holder_today_only(case):
    hold(case.post, ends=DAY(2026, 10, 12))
    with time_machine.travel("2026-10-12 02:00:00+00:00"):
        assert vacancies(case.period) == []
    with time_machine.travel("2026-10-13 02:00:00+00:00"):
        assert [each.is_vacant for each in vacancies(case.period)] == [True]


def test_a_post_without_duties_in_the_period_raises_none(case, agency):
    empty = PostFactory(agency=agency, name="Sekretaris")
    DutyFactory(post=empty, quick_win=QuickWinFactory(region=agency.region, agency=agency, year=2025))
    hold(case.post)
    assert vacancies(case.period) == []


def test_a_duty_of_a_program_that_another_opd_leads_now_raises_none(case):
    DutyFactory(post=case.post, program_lineage=case.foreign.lineage, quick_win=None)
    assert vacancies(case.period)[0].duties == 2


def test_quick_wins_and_pledges_count_too(case, region, agency):
    DutyFactory(post=case.post, quick_win=QuickWinFactory(region=region, agency=agency))
    DutyFactory(
        post=case.post, quick_win=None, pledge=PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency))
    )
    assert vacancies(case.period)[0].duties == 4


def test_the_region_asks_for_all_its_open_periods(case, region, other_region):
    assert {each.period for each in vacant_duties(region, DAY(2026, 10, 1))} == {case.period}
    assert vacant_duties(region, DAY(2026, 9, 1)) == []
    assert vacant_duties(other_region, DAY(2026, 10, 1)) == []


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        *[("staff", 1), ("head", 1), ("admin", 1), ("verifier", 1)],
        *[("colleague", 0), ("council", 0), ("assessor", 0), ("national", 0), ("nobody", 0)],
        *[("foreign_region_admin", 0), ("foreign_verifier", 0), ("foreign_agency_staff", 0)],
    ],
)
def test_the_alarm_reaches_those_who_can_act(case, cast, name, seen):
    assert len(vacancies_seen_by(getattr(cast, name))) == seen


def test_all_periods_and_posts_in_the_same_number_of_queries(case, region, agency):
    def queries(periods):
        with CaptureQueriesContext(connection) as captured:
            vacancies_of(periods)
        return len(captured)

    before = queries([case.period])
    for number in range(3):
        post = PostFactory(agency=agency, name=f"Bidang {number}")
        DutyFactory(post=post, quick_win=QuickWinFactory(region=region, agency=agency))
        hold(post, ends=DAY(2026, 10, 2))
    more = [PeriodFactory(region=region, number=4), PeriodFactory(region=region, year=2025, number=4)]
    assert len(vacancies_of([case.period, *more])) > 3
    assert queries([case.period, *more]) == before


def test_the_bulk_rule_is_the_rule_of_one_period(case, region, agency):
    commitment = CommitmentFactory(region=region, agency=agency)
    for year, state in ((2025, "kept"), (2025, "open"), (2027, "kept"), (None, "kept")):
        PledgeFactory(commitment=commitment, due_year=year, state=state)
    for year in (2025, 2026):
        QuickWinFactory(region=region, agency=agency, year=year)
    periods = [case.period, case.earlier, PeriodFactory(region=region, year=2025, number=4)]
    for kind in KINDS:
        together = due_in(kind, periods, lambda rows: rows)
        assert {key: [row.pk for row in rows] for key, rows in together.items()} == {
            each.pk: [row.pk for row in subjects_due(kind, each)] for each in periods
        }


def test_an_archived_membership_gives_no_right(cast):
    Membership.objects.get(user=cast.staff).archive(by=None, reason="never came")
    person = type(cast.staff).objects.get(pk=cast.staff.pk)
    assert person.access.standings == ()
