"""The status of entry: OPDs against periods, for everybody of the region."""

from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.matrix import Cell, status_items, status_matrix
from monev.monitoring.workflow import State
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory
from tests.factories.quickwins import QuickWinFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency, programs=3)


@pytest.fixture
def today():
    return timezone.localdate()


def report(case, program, state, period=None, **columns):
    made = ProgressReportFactory(program=program, period=period or case.period, physical_percent=Decimal(30))
    ProgressReport.objects.filter(pk=made.pk).update(state=state, **columns)
    return made


def cell_of(matrix, agency, period):
    row = next(row for row in matrix.rows if row.agency == agency)
    return next(cell for cell in row.cells if cell.period == period)


def test_what_is_due_is_counted_by_opd_and_period(case, region, agency, other_agency, today):
    report(case, case.programs[0], State.VERIFIED, is_late=True)
    report(case, case.programs[1], State.SUBMITTED)
    report(case, case.programs[2], State.RETURNED)
    QuickWinFactory(region=region, agency=agency)
    PledgeFactory(commitment=CommitmentFactory(region=region, agency=other_agency))
    matrix = status_matrix(region, None, today=today)
    assert matrix.year == 2026
    own, other = (cell_of(matrix, each, case.period) for each in (agency, other_agency))
    assert (own.verified, own.total, own.sent, own.returned, own.unsent, own.late) == (1, 4, 1, 1, 1, 1)
    assert (other.verified, other.total, other.unsent, other.state) == (0, 2, 2, "missing")
    assert cell_of(matrix, agency, case.earlier).unsent == 4
    total = next(cell for cell in matrix.totals if cell.period == case.period)
    assert (total.verified, total.total) == (1, 6)


@pytest.mark.parametrize(
    ("counts", "upcoming", "state"),
    [
        ({}, False, "none"),
        ({"verified": 3}, False, "verified"),
        ({"verified": 3, "returned": 1, "missing": 4}, False, "returned"),
        ({"verified": 3, "missing": 1, "submitted": 1}, False, "missing"),
        ({"verified": 3, "draft": 1}, False, "missing"),
        ({"verified": 3, "approved": 1}, False, "submitted"),
        ({"missing": 4}, True, "upcoming"),
        ({"missing": 3, "submitted": 1}, True, "missing"),
    ],
)
def test_the_badge_names_what_stands_out(counts, upcoming, state):
    cell = Cell(Period(), is_upcoming=upcoming)
    for name, count in counts.items():
        for _ in range(count):
            cell.add(name, False)
    assert cell.state == state


def test_a_correction_counts_once_and_only_when_it_is_verified(case, region, agency, today):
    first = report(case, case.program, State.VERIFIED, is_late=True)
    again = ProgressReportFactory(program=case.program, period=case.period, revision=2, state=State.RETURNED)
    cell = cell_of(status_matrix(region, 2026, today=today), agency, case.period)
    assert (cell.verified, cell.total, cell.returned, cell.late) == (1, 3, 0, 1)
    ProgressReport.objects.filter(pk=again.pk).update(state=State.VERIFIED)
    cell = cell_of(status_matrix(region, 2026, today=today), agency, case.period)
    assert (cell.verified, cell.late, first.pk != again.pk) == (1, 0, True)


def test_years_are_chosen_and_nonsense_shows_the_newest_that_has_begun(as_, cast, case, region):
    PeriodFactory(region=region, year=2025, number=4)
    PeriodFactory(region=region, year=2027, number=1)
    browser = as_(cast.council)
    url = f"/daerah/{region.code}/status/"
    for asked, year in (("", 2026), ("2025", 2025), ("2027", 2027), ("1990", 2026), ("²025", 2026), ("x", 2026)):
        answer = browser.get(url, {"tahun": asked})
        assert (answer.status_code, answer.context["matrix"].year) == (200, year), asked


def test_a_region_without_periods_says_what_to_do(as_, cast, region):
    page = as_(cast.staff).get(f"/daerah/{region.code}/status/")
    assert page.status_code == 200
    assert page.context["matrix"].rows == ()


@pytest.mark.parametrize("name", ["staff", "colleague", "head", "verifier", "council", "admin", "assessor", "national"])
def test_everybody_of_the_region_sees_where_entry_stands(as_, cast, case, region, other_agency, name):
    report(case, case.foreign, State.SUBMITTED)
    browser = as_(getattr(cast, name))
    assert browser.get(f"/daerah/{region.code}/status/").status_code == 200
    items = browser.get(f"/daerah/{region.code}/status/{other_agency.pk}/{case.period.pk}/")
    assert items.status_code == 200
    assert str(case.foreign) in items.content.decode()


def test_an_opd_or_a_period_of_another_region_is_not_found(as_, cast, case, region, agency):
    foreign = cast.foreign_agency_staff.memberships.get().agency
    elsewhere = PeriodFactory(region=foreign.region)
    browser = as_(cast.verifier)
    assert browser.get(f"/daerah/{region.code}/status/{foreign.pk}/{case.period.pk}/").status_code == 404
    assert browser.get(f"/daerah/{region.code}/status/{agency.pk}/{elsewhere.pk}/").status_code == 404
    assert browser.get(f"/daerah/{foreign.region.code}/status/").status_code == 404


def test_the_list_of_one_opd_begins_with_what_waits_for_it(case, agency):
    report(case, case.programs[0], State.VERIFIED)
    report(case, case.programs[1], State.RETURNED)
    assert [item.state for item in status_items(agency, case.period)] == ["returned", "missing", "verified"]


def test_three_times_the_reports_same_number_of_queries(case, region, other_agency, today):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            status_matrix(region, 2026, today=today)
        return len(captured)

    report(case, case.program, State.SUBMITTED)
    before = queries()
    for program in (*case.programs[1:], case.foreign):
        for period in (case.period, case.earlier):
            report(case, program, State.VERIFIED, period)
    PeriodFactory(region=region, number=1)
    PeriodFactory(region=region, number=4)
    for _ in range(6):
        QuickWinFactory(region=region, agency=other_agency)
        PledgeFactory(commitment=CommitmentFactory(region=region, agency=other_agency))
    assert queries() == before
