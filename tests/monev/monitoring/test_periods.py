"""Opening the periods of a year and locking one: who may, when, and what the pages say before it is final."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import Conflict, Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.locking import period_state
from monev.monitoring.services.periods import lock_period, open_periods
from organizations.models import AuditEntry, Region
from tests.factories.masterplan import MasterPlanFactory, PlanVersionFactory, ProgramFactory, adopt
from tests.factories.monitoring import ProgressReportFactory
from tests.monev.monitoring.entry_case import make_case

pytestmark = pytest.mark.django_db
CLOSED = "2026-10-06 02:00:00+00:00"
"""The day after the third quarter closed, fifteen days before it is due to be locked."""


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(CLOSED, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("verifier", True),
        ("admin", True),
        ("staff", False),
        ("head", False),
        ("council", False),
        ("assessor", False),
        ("national", False),
        ("nobody", False),
        ("foreign_verifier", False),
        ("foreign_region_admin", False),
    ],
)
def test_the_verifier_and_the_administrator_of_the_region_lock_a_closed_period(case, cast, name, may):
    person = getattr(cast, name)
    if may:
        done = lock_period(case.period, by=person)
        assert (done.is_locked, done.locked_by) == (True, person)
        assert AuditEntry.objects.get(verb="period.locked").by == person
        return
    with pytest.raises(PermissionDenied):
        lock_period(case.period, by=person)


def test_a_lock_is_final(case, cast):
    locked = lock_period(case.period, by=cast.verifier)
    with pytest.raises(Refused):
        lock_period(locked, by=cast.admin)


def test_what_was_reported_cannot_be_changed_after_the_lock_not_even_in_the_database(case, cast):
    report = ProgressReportFactory(program=case.program, period=case.period)
    lock_period(case.period, by=cast.verifier)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(report).objects.filter(pk=report.pk).update(physical_percent=1)


def test_nobody_locks_a_period_in_which_entries_are_still_in_time(case, cast):
    with time_machine.travel("2026-10-05 02:00:00+00:00"), pytest.raises(Refused):
        lock_period(case.period, by=cast.verifier)


def test_who_saw_an_older_period_is_told_so(case, cast):
    case.period.store(by=cast.admin, reason="dates")
    with pytest.raises(Conflict):
        lock_period(case.period, by=cast.verifier, seen_version=1)


def test_the_administrator_opens_four_quarters_and_a_second_time_changes_nothing(region, cast):
    made = open_periods(region, 2027, by=cast.admin)
    assert made[0].opens_on == datetime.date(2027, 3, 21)
    assert [each.number for each in made] == [1, 2, 3, 4]
    assert all(each.opens_on <= each.warns_on <= each.closes_on <= each.locks_on for each in made)
    assert open_periods(region, 2027, by=cast.admin) == []
    assert Period.objects.filter(region=region, year=2027).count() == 4


def test_a_monthly_region_gets_twelve_months(region, cast):
    Region.objects.filter(pk=region.pk).update(rhythm=Region.Rhythm.MONTH)
    region.refresh_from_db()
    assert len(open_periods(region, 2027, by=cast.admin)) == 12


@pytest.mark.parametrize("name", ["verifier", "staff", "council", "national", "foreign_region_admin", "nobody"])
def test_nobody_else_opens_periods(region, cast, name):
    with pytest.raises(PermissionDenied):
        open_periods(region, 2027, by=getattr(cast, name))


@pytest.mark.parametrize("year", [2000, 2050])
def test_a_year_far_away_is_refused_at_its_field(region, cast, year):
    with pytest.raises(Refused) as refused:
        open_periods(region, year, by=cast.admin)
    assert refused.value.field == "year"


def test_what_is_missing_is_told_with_the_opd_it_is_missing_from(case, agency, other_agency):
    ProgressReportFactory(program=case.program, period=case.period, state="verified")
    state = period_state(case.period)
    assert (state.total, state.verified, state.open) == (2, 1, 1)
    assert [(gap.agency, [item.state for item in gap.items]) for gap in state.gaps] == [(other_agency, ["missing"])]


def test_a_report_made_under_an_older_plan_version_is_not_missing(case, region, agency):
    old = ProgressReportFactory(program=case.program, period=case.period, state="verified")
    case.version.status = "superseded"
    type(case.version).objects.filter(pk=case.version.pk).update(status="superseded")
    newer = PlanVersionFactory(plan=case.version.plan, number=2, pillar_set=case.version.pillar_set)
    ProgramFactory(plan_version=newer, lead_agency=agency, lineage=old.program.lineage)
    adopt(newer)
    type(newer).objects.filter(pk=newer.pk).update(adopted_on=datetime.date(2026, 5, 1))
    state = period_state(case.period)
    assert (state.total, state.verified) == (1, 1)


def test_the_page_of_the_lock_names_the_opd_and_asks_to_confirm(as_, cast, case, agency):
    url = reverse("monitoring:period-lock", args=[case.period.pk])
    page = as_(cast.verifier).get(url)
    assert agency.name in page.content.decode()
    refused = as_(cast.verifier).post(url, {"seen_version": case.period.version})
    assert refused.status_code == 422
    done = as_(cast.verifier).post(url, {"seen_version": case.period.version, "confirm": "on"}, follow=True)
    case.period.refresh_from_db()
    assert (done.status_code, case.period.is_locked) == (200, True)


def test_a_period_that_was_locked_meanwhile_is_said_to_be(as_, cast, case):
    url = reverse("monitoring:period-lock", args=[case.period.pk])
    lock_period(case.period, by=cast.admin)
    answer = as_(cast.verifier).post(url, {"seen_version": 1, "confirm": "on"})
    assert answer.status_code in (409, 422)


@pytest.mark.parametrize(
    ("name", "listed", "lock"),
    [
        ("verifier", 200, 200),
        ("admin", 200, 200),
        ("staff", 403, 403),
        ("council", 403, 403),
        ("national", 403, 403),
        ("nobody", 404, 403),
        ("foreign_verifier", 404, 404),
        ("foreign_region_admin", 404, 404),
    ],
)
def test_who_opens_the_pages_of_periods(as_, cast, case, region, name, listed, lock):
    browser = as_(getattr(cast, name))
    assert browser.get(reverse("monitoring:period-list", args=[region.code])).status_code == listed
    assert browser.get(reverse("monitoring:period-lock", args=[case.period.pk])).status_code == lock


def test_the_administrator_makes_the_periods_of_a_year_on_the_page_and_the_verifier_does_not(as_, cast, region):
    url = reverse("monitoring:period-list", args=[region.code])
    assert as_(cast.verifier).post(url, {"year": 2027}).status_code == 403
    assert as_(cast.admin).post(url, {"year": "banyak"}).status_code == 422
    assert as_(cast.admin).post(url, {"year": 2027}).status_code == 302
    assert Period.objects.filter(region=region, year=2027).count() == 4


def queries_of(browser, url):
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_twice_the_programs_same_number_of_queries(as_, cast, case, region, agency):
    browser, url = as_(cast.verifier), reverse("monitoring:period-lock", args=[case.period.pk])
    before = queries_of(browser, url)
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region), pillar_set=case.version.pillar_set)
    programs = [ProgramFactory(plan_version=version, lead_agency=agency) for _ in range(4)]
    adopt(version)
    for each in programs:
        ProgressReportFactory(program=each, period=case.period, state="submitted")
    assert queries_of(browser, url) == before
