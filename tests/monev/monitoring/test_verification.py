"""The desks of those who check: what waits, one report beside the last one, the decision, and what is refused."""

from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport, QuickWinReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.selectors.review import review_page
from monev.monitoring.selectors.verification import QueueFilter, neighbours, queue, waiting_counts
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import State, Step
from organizations.models import Region
from organizations.roles import Can, Role
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.monitoring import (
    IndicatorValueFactory,
    PeriodFactory,
    ProgressReportFactory,
    SpendingFactory,
)
from tests.factories.organizations import MembershipFactory
from tests.factories.quickwins import QuickWinFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
QUEUE = "/verifikasi/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency, programs=2)


def sent(case, program, by, percent=30):
    """A whole report on `program` that its OPD has sent."""
    report = ProgressReportFactory(program=program, period=case.period, physical_percent=Decimal(percent))
    report.entered_by = by
    report.store(by=by, reason="entry")
    SpendingFactory(report=report, source_of_funds=case.pad)
    return take_step(report, Step.SUBMIT, by=by)


@pytest.fixture
def report(case, cast):
    return sent(case, case.program, cast.staff)


@pytest.fixture
def url(report):
    return reverse("monitoring:verification-detail", args=[report.pk])


def decision(report, action, reason="", version=None):
    return {"action": action, "reason": reason, "seen_version": version or report.version}


# The queue


def test_the_riskiest_report_comes_first(case, cast):
    calm = sent(case, case.program, cast.staff, percent=38)
    risky = sent(case, case.programs[1], cast.staff, percent=100)
    QualityFlag.objects.filter(progress_report=calm).update(settled_by=cast.verifier, settled_at=calm.submitted_at)
    rows = queue(cast.verifier, Can.VERIFY)
    assert [row.report.pk for row in rows] == [risky.pk, calm.pk]
    assert rows[0].warnings >= 1
    assert rows[0].risk > rows[1].risk


def test_the_verifier_sees_what_was_sent_in_the_own_region_only(case, cast, report):
    ProgressReportFactory(program=case.foreign, period=case.period)
    foreign = ProgressReportFactory(period=PeriodFactory(region=cast.foreign_verifier.memberships.get().region))
    type(foreign).objects.filter(pk=foreign.pk).update(state=State.SUBMITTED)
    assert [row.report.pk for row in queue(cast.verifier, Can.VERIFY)] == [report.pk]
    assert waiting_counts(cast.verifier, Can.VERIFY) == {report.period.region_id: 1}
    for person in (cast.staff, cast.head, cast.council, cast.national, cast.nobody):
        assert queue(person, Can.VERIFY) == []


def test_what_the_head_has_not_approved_waits_for_the_head_and_not_for_the_verifier(cast, region, report):
    Region.objects.filter(pk=region.pk).update(head_approves=True)
    assert queue(cast.verifier, Can.VERIFY) == []
    assert [row.report.pk for row in queue(cast.head, Can.APPROVE)] == [report.pk]
    take_step(report, Step.APPROVE, by=cast.head)
    assert [row.report.pk for row in queue(cast.verifier, Can.VERIFY)] == [report.pk]
    assert queue(cast.head, Can.APPROVE) == []


def test_the_queue_is_narrowed_by_opd_and_state(case, cast, report, agency, other_agency):
    other = sent(case, case.foreign, cast.colleague)
    mine = queue(cast.verifier, Can.VERIFY, QueueFilter(agency_id=agency.pk))
    assert [row.report.pk for row in mine] == [report.pk]
    take_step(other, Step.VERIFY, by=cast.verifier)
    done = queue(cast.verifier, Can.VERIFY, QueueFilter(state=State.VERIFIED))
    assert [row.report.pk for row in done] == [other.pk]


def test_locked_periods_wait_for_nobody(cast, report):
    Period.objects.filter(pk=report.period_id).update(locked_at=report.submitted_at)
    assert queue(cast.verifier, Can.VERIFY) == []


def test_the_page_of_the_queue_keeps_its_filter_and_survives_nonsense(as_, cast, report, agency, other_agency):
    browser = as_(cast.verifier)
    page = browser.get(QUEUE, {"opd": agency.pk})
    assert str(report.program) in page.content.decode()
    assert f"?opd={agency.pk}" in page.content.decode()
    assert str(report.program) not in browser.get(QUEUE, {"opd": other_agency.pk}).content.decode()
    for nonsense in ({"opd": "x"}, {"status": "drop"}, {"page": "999"}, {"umur": "-1"}):
        assert browser.get(QUEUE, nonsense).status_code == 200


def queries_of(browser, url):
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def test_twice_the_reports_same_number_of_queries(as_, cast, case):
    browser = as_(cast.verifier)
    quick_wins_and_pledges(case, cast, 1)
    sent(case, case.program, cast.staff)
    before = queries_of(browser, QUEUE)
    quick_wins_and_pledges(case, cast, 2)
    sent(case, case.programs[1], cast.staff)
    sent(case, case.foreign, cast.colleague)
    assert queries_of(browser, QUEUE) == before


def quick_wins_and_pledges(case, cast, count):
    region, agency = case.period.region, case.program.lead_agency
    for _ in range(count):
        win = QuickWinFactory(region=region, agency=agency)
        pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency))
        columns = {"period": case.period, "entered_by": cast.staff, "physical_percent": Decimal(20)}
        made = [
            QuickWinReport.objects.create(quick_win=win, **columns),
            PledgeReport.objects.create(pledge=pledge, pledge_state="running", **columns),
        ]
        for each in made:
            take_step(each, Step.SUBMIT, by=cast.staff)


# One report


def test_now_and_the_last_period_stand_side_by_side(case, cast):
    earlier = ProgressReportFactory(program=case.program, period=case.earlier, physical_percent=Decimal(20))
    type(earlier).objects.filter(pk=earlier.pk).update(state=State.VERIFIED)
    SpendingFactory(report=earlier, source_of_funds=case.pad, amount=Decimal(100_000_000))
    IndicatorValueFactory(report=earlier, indicator=case.indicator, value=Decimal(11))
    review = review_page(sent(case, case.program, cast.staff, percent=45), seen_by=cast.verifier)
    assert (review.page.figure.actual, review.previous_figure.actual) == (45, 20)
    shown = {each.name: (each.now, each.previous) for each in review.fields}
    assert shown["physical_percent"] == ("45,0 %", "20,0 %")
    assert shown[f"spending_{case.pad.pk}"] == ("Rp 412.500.000", "Rp 100.000.000")
    assert shown[f"value_{case.indicator.pk}"] == ("–", "11")
    assert not review.is_own


def test_the_change_since_the_last_submission_is_listed(case, cast, report):
    back = take_step(report, Step.RETURN, by=cast.verifier, reason="Angka keliru")
    back.physical_percent = Decimal(35)
    back.store(by=cast.staff, reason="entry")
    spending = back.spending.get()
    spending.amount = Decimal(500_000_000)
    spending.store(by=cast.staff, reason="entry")
    review = review_page(take_step(back, Step.SUBMIT, by=cast.staff), seen_by=cast.verifier)
    assert review.sent_before is not None
    assert {each.name: (each.sent, each.now) for each in review.changed} == {
        "physical_percent": ("30,0 %", "35,0 %"),
        f"spending_{case.pad.pk}": ("Rp 412.500.000", "Rp 500.000.000"),
    }


def test_a_report_that_was_sent_once_has_no_changes_to_show(cast, report):
    review = review_page(report, seen_by=cast.verifier)
    assert (review.changed, review.sent_before) == ((), None)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("verifier", 200),
        ("staff", 403),
        ("head", 403),
        ("council", 403),
        ("admin", 403),
        ("assessor", 403),
        ("national", 403),
        ("nobody", 403),
        ("foreign_verifier", 404),
    ],
)
def test_who_opens_the_page_of_the_verifier(as_, cast, url, name, status):
    assert as_(getattr(cast, name)).get(url).status_code == status


def test_the_number_of_queries_of_the_page_does_not_grow_with_the_queue(as_, cast, case, url):
    browser = as_(cast.verifier)
    before = queries_of(browser, url)
    sent(case, case.programs[1], cast.staff)
    sent(case, case.foreign, cast.colleague)
    assert queries_of(browser, url) == before


def test_after_the_decision_comes_the_next_report_of_the_queue(as_, cast, case, report, url):
    following = sent(case, case.programs[1], cast.staff)
    answer = as_(cast.verifier).post(url, decision(report, "verify"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("monitoring:verification-detail", args=[following.pk])
    report.refresh_from_db()
    assert (report.state, report.verified_by) == (State.VERIFIED, cast.verifier)


def test_after_the_last_report_comes_the_queue(as_, cast, report, url):
    answer = as_(cast.verifier).post(url, decision(report, "return", "Lengkapi foto"))
    assert (answer.status_code, answer["Location"]) == (302, QUEUE)
    report.refresh_from_db()
    assert (report.state, report.return_reason) == (State.RETURNED, "Lengkapi foto")


def test_returning_without_a_reason_says_so_at_the_field(as_, cast, report, url):
    answer = as_(cast.verifier).post(url, decision(report, "return", "  "))
    assert answer.status_code == 422
    assert answer.context["form"].errors["reason"]
    report.refresh_from_db()
    assert report.state == State.SUBMITTED


def test_a_report_that_the_opd_changed_meanwhile_is_shown_anew_and_the_reason_stays(as_, cast, report, url):
    seen = report.version
    back = take_step(report, Step.WITHDRAW, by=cast.staff)
    back.physical_percent = Decimal(33)
    back.store(by=cast.staff, reason="entry")
    take_step(back, Step.SUBMIT, by=cast.staff)
    answer = as_(cast.verifier).post(url, decision(report, "return", "Foto kurang jelas", version=seen))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Foto kurang jelas" in text
    assert "33" in text
    report.refresh_from_db()
    assert report.state == State.SUBMITTED


@pytest.mark.parametrize("action", ["", "approve", "submit", "drop table"])
def test_a_step_of_another_desk_is_refused(as_, cast, report, url, action):
    assert as_(cast.verifier).post(url, decision(report, action)).status_code == 422
    report.refresh_from_db()
    assert report.state == State.SUBMITTED


def test_a_version_that_is_no_number_is_refused(as_, cast, report, url):
    assert as_(cast.verifier).post(url, {"action": "verify", "seen_version": "x"}).status_code == 422


def test_who_entered_the_report_is_told_that_another_must_verify(as_, cast, region, report, url):
    MembershipFactory(user=cast.staff, role=Role.VERIFIER, region=region)
    browser = as_(cast.staff)
    page = browser.get(url)
    assert Step.VERIFY not in page.context["steps"]
    assert browser.post(url, decision(report, "verify")).status_code == 422
    report.refresh_from_db()
    assert report.state == State.SUBMITTED


@pytest.mark.parametrize(("step", "state"), [("approve", State.APPROVED), ("decline", State.RETURNED)])
def test_the_head_decides_where_the_region_asks(as_, cast, region, report, step, state):
    Region.objects.filter(pk=region.pk).update(head_approves=True)
    url = reverse("monitoring:approval-detail", args=[report.pk])
    assert as_(cast.colleague).get(url).status_code == 403
    assert as_(cast.head).get(url).status_code == 200
    assert as_(cast.head).post(url, decision(report, step, "Periksa lagi")).status_code == 302
    report.refresh_from_db()
    assert report.state == state


@pytest.mark.parametrize(("prefix", "model"), [("quick-win-", QuickWinReport), ("pledge-", PledgeReport)])
def test_quick_wins_and_pledges_have_the_same_page(as_, cast, case, prefix, model):
    quick_wins_and_pledges(case, cast, 1)
    report = model.objects.get()
    url = reverse(f"monitoring:{prefix}verification-detail", args=[report.pk])
    assert as_(cast.foreign_verifier).get(url).status_code == 404
    assert as_(cast.verifier).get(url).status_code == 200
    assert as_(cast.verifier).post(url, decision(report, "verify")).status_code == 302
    report.refresh_from_db()
    assert report.state == State.VERIFIED


def test_the_verifier_settles_a_remark_on_the_page(as_, cast, case):
    report = sent(case, case.program, cast.staff, percent=100)
    flag = QualityFlag.objects.filter(progress_report=report).first()
    url = reverse("monitoring:flag-settle", args=[flag.pk])
    assert as_(cast.council).post(url).status_code == 403
    assert as_(cast.foreign_verifier).post(url).status_code == 404
    assert as_(cast.verifier).get(url).status_code == 405
    assert as_(cast.verifier).post(url).status_code == 302
    flag.refresh_from_db()
    assert flag.settled_by == cast.verifier


def test_the_opd_takes_back_what_nobody_decided_on(as_, cast, report):
    url = reverse("monitoring:report-withdraw", args=[report.pk])
    assert as_(cast.colleague).post(url).status_code == 403
    assert as_(cast.staff).post(url).status_code == 302
    report.refresh_from_db()
    assert report.state == State.DRAFT


def test_the_place_in_the_queue_goes_on_from_the_end_to_the_beginning(cast, case, report):
    other = sent(case, case.programs[1], cast.staff, percent=100)
    first, second = (row.report.pk for row in queue(cast.verifier, Can.VERIFY))
    assert {first, second} == {report.pk, other.pk}
    rows = queue(cast.verifier, Can.VERIFY)
    for here, there, place in ((first, second, 1), (second, first, 2)):
        near = neighbours(rows, ("progress", here))
        assert (near.place, near.before.report.pk, near.after.report.pk) == (place, there, there)
    assert neighbours(rows, ("progress", 0)) == (None, None, rows[0])
