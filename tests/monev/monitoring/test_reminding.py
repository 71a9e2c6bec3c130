"""Reminders against the database: who is told, with which figures, by whose clocks, and only once."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine

from masterplan.models.plans import PlanVersion
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.reminders import reminded
from monev.monitoring.services.periods import lock_period
from monev.monitoring.services.reminders import compile_reminders
from monev.monitoring.services.steps import take_step
from notices.models import Notice
from organizations.models import Membership
from organizations.roles import Role
from tests.factories.masterplan import MasterPlanFactory, PlanVersionFactory, ProgramFactory, adopt
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory
from tests.factories.organizations import MembershipFactory, PostFactory, UserFactory
from tests.factories.trail import DutyFactory
from tests.people import person
from tests.threads import at_once

pytestmark = pytest.mark.django_db
OPENS, WEEK, DAY, CLOSED, HEAD, SECRETARY = (
    "2026-09-20 02:00:00+00:00",
    "2026-09-28 02:00:00+00:00",
    "2026-10-04 02:00:00+00:00",
    "2026-10-06 02:00:00+00:00",
    "2026-10-08 02:00:00+00:00",
    "2026-10-12 02:00:00+00:00",
)


@pytest.fixture
def clock():
    with time_machine.travel(OPENS, tick=False) as found:
        yield found


@pytest.fixture
def due(region, agency, other_agency, cast):
    """Three programs of the OPD under test and one of another OPD, in a quarter that opens on 20 September."""
    version = PlanVersionFactory(plan=MasterPlanFactory(region=region))
    programs = [ProgramFactory(plan_version=version, lead_agency=agency) for _each in range(3)]
    foreign = ProgramFactory(plan_version=version, lead_agency=other_agency)
    adopt(version)
    return SimpleNamespace(programs=programs, foreign=foreign, period=PeriodFactory(region=region))


def told(kind: str) -> dict[str, tuple[str, str]]:
    """By e-mail: what is still to be sent, of how much."""
    rows = Notice.objects.filter(kind=kind).select_related("user")
    return {row.user.email: (row.params.get("todo"), row.params.get("total")) for row in rows}


def send(program, due, state: str = "submitted") -> ProgressReport:
    return ProgressReportFactory(program=program, period=due.period, state=state)


def test_on_the_day_of_opening_those_who_owe_are_told(due, cast, clock):
    assert compile_reminders() == 2
    assert told("period.opened") == {cast.staff.email: ("3", "3"), cast.colleague.email: ("1", "1")}
    assert Notice.objects.filter(user=cast.staff).get().url == "/pekerjaan/"


@pytest.mark.parametrize(
    ("moment", "kind"),
    [(OPENS, "period.opened"), (WEEK, "period.week"), (DAY, "period.day"), (CLOSED, "period.closed")],
)
def test_only_what_is_missing_at_that_moment_counts(due, cast, clock, moment, kind):
    send(due.programs[0], due)
    send(due.foreign, due, "verified")
    clock.move_to(moment)
    compile_reminders()
    assert told(kind) == {cast.staff.email: ("2", "3")}


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_what_is_not_sent_yet_is_missing(due, cast, clock, state):
    for program in due.programs:
        send(program, due, state)
    compile_reminders()
    assert told("period.opened")[cast.staff.email] == ("3", "3")


def test_each_stage_is_told_once_however_often_the_clock_strikes(due, cast, clock):
    assert [compile_reminders() for _each in range(3)] == [2, 0, 0]
    clock.move_to("2026-09-21 02:00:00+00:00")
    assert compile_reminders() == 0
    clock.move_to(WEEK)
    assert [compile_reminders(), compile_reminders()] == [2, 0]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once(due, cast, clock):
    try:
        assert sum(at_once(compile_reminders)) == 2
        assert Notice.objects.count() == 2
    finally:
        PlanVersion.objects.update(status=PlanVersion.Status.DRAFT)


def test_the_day_is_that_of_the_region(due, cast, clock, region, agency):
    """17.30 UTC on 19 September: the 20th at 00.30 in Jakarta, at 01.30 in Makassar, at 02.30 in Jayapura.
    15.30 UTC: still the 19th in Jakarta (22.30) and Makassar (23.30), the 20th in Jayapura (00.30)."""
    found = {}
    for zone in ("Asia/Jayapura", "Asia/Makassar", "Asia/Jakarta"):
        type(region).objects.filter(pk=region.pk).update(time_zone=zone)
        for moment in ("2026-09-19 14:30:00+00:00", "2026-09-19 15:30:00+00:00", "2026-09-19 16:30:00+00:00"):
            clock.move_to(moment)
            found[zone, moment[11:13]] = compile_reminders() > 0
            Notice.objects.all().delete()
    assert found == {
        ("Asia/Jayapura", "14"): False,
        ("Asia/Jayapura", "15"): True,
        ("Asia/Jayapura", "16"): True,
        ("Asia/Makassar", "14"): False,
        ("Asia/Makassar", "15"): False,
        ("Asia/Makassar", "16"): True,
        ("Asia/Jakarta", "14"): False,
        ("Asia/Jakarta", "15"): False,
        ("Asia/Jakarta", "16"): False,
    }


def test_work_of_a_post_is_that_of_its_holder(due, cast, clock, region, agency):
    post = PostFactory(agency=agency)
    holder = UserFactory()
    MembershipFactory(user=holder, role=Role.AGENCY_STAFF, region=region, agency=agency, held_post=post)
    DutyFactory(post=post, quick_win=None, program_lineage=due.programs[0].lineage)
    compile_reminders()
    assert told("period.opened") == {
        holder.email: ("3", "3"),
        cast.staff.email: ("2", "2"),
        cast.colleague.email: ("1", "1"),
    }


def test_only_people_with_a_membership_in_force_who_may_log_in(due, cast, clock, region, agency):
    gone = person(Role.AGENCY_STAFF, region, agency)
    Membership.objects.filter(user=gone).update(ends_on=date(2026, 9, 19))
    blocked = person(Role.AGENCY_STAFF, region, agency)
    type(blocked).objects.filter(pk=blocked.pk).update(is_active=False)
    compile_reminders()
    assert set(told("period.opened")) == {cast.staff.email, cast.colleague.email}


def test_an_opd_without_staff_has_its_head_told(due, cast, clock):
    Membership.objects.filter(user=cast.staff).update(ends_on=date(2026, 9, 1))
    compile_reminders()
    assert cast.head.email in told("period.opened")


def test_three_days_after_the_close_the_heads_are_told(due, cast, clock):
    for program in due.programs[:2]:
        send(program, due)
    clock.move_to(HEAD)
    compile_reminders()
    assert told("agency.late")[cast.head.email] == ("1", "3")
    assert cast.admin.email in told("agency.late"), "the other OPD has no head"


@pytest.mark.parametrize("moment", [OPENS, WEEK, DAY, CLOSED, SECRETARY])
def test_every_link_opens_for_who_was_told(due, cast, clock, as_, agency, moment):
    """Whatever their role: the head of the OPD, the administrator in place of a Sekda, staff."""
    DutyFactory(post=PostFactory(agency=agency), quick_win=None, program_lineage=due.programs[0].lineage)
    send(due.foreign, due, "verified")
    clock.move_to(moment)
    assert compile_reminders()
    for notice in Notice.objects.select_related("user"):
        assert notice.url, notice.kind
        assert as_(notice.user).get(notice.url).status_code == 200, f"{notice.kind} {notice.url} {notice.user}"


def test_nobody_escalates_an_opd_that_sent_everything(due, cast, clock):
    for program in (*due.programs, due.foreign):
        send(program, due)
    clock.move_to(SECRETARY)
    assert compile_reminders() == 0


def test_seven_days_after_the_close_the_sekda_has_one_summary(due, cast, clock):
    clock.move_to(SECRETARY)
    compile_reminders()
    news = Notice.objects.get(kind="region.late")
    assert news.user == cast.secretary
    assert (news.params["agencies"], news.params["todo"]) == ("2", "4")
    assert news.params["names"] == "Dinas Kesehatan (3), Dinas Lingkungan Hidup (1)"


def test_without_a_sekda_the_administrator_has_it(due, cast, clock):
    Membership.objects.filter(user=cast.secretary).delete()
    clock.move_to(SECRETARY)
    compile_reminders()
    assert set(told("region.late")) == {cast.admin.email}


def test_a_period_left_open_long_ago_reminds_nobody(due, cast, clock):
    clock.move_to("2026-12-24 02:00:00+00:00")
    assert compile_reminders() == 0


def test_a_region_that_does_not_use_the_portal_is_left_alone(due, cast, clock, region):
    region.is_active = False
    region.store(by=None)
    assert compile_reminders() == 0


def test_a_period_that_cannot_be_compiled_does_not_stop_the_others(due, cast, clock, other_region, caplog):
    """A region whose time zone does not exist: the error is in the log, the others are told."""
    other_region.time_zone = "Asia/Negeri-Dongeng"
    other_region.store(by=None)
    broken = PeriodFactory(region=other_region)
    assert compile_reminders() == 2
    assert f"period {broken.pk} could not be compiled" in caplog.text


def test_a_post_without_a_person_is_an_alarm_before_the_close(due, cast, clock, agency, region):
    post = PostFactory(agency=agency, name="Kepala Seksi Data")
    DutyFactory(post=post, quick_win=None, program_lineage=due.programs[0].lineage)
    compile_reminders()
    news = Notice.objects.filter(kind="post.vacant")
    assert {row.user for row in news} == {cast.head, cast.admin}
    assert "Kepala Seksi Data" in news[0].title
    assert told("period.opened")[cast.staff.email] == ("3", "3"), "its work is that of all staff meanwhile"
    assert compile_reminders() == 0


def test_the_alarm_says_since_when_nobody_holds_the_post(due, cast, clock, agency, region):
    post = PostFactory(agency=agency)
    DutyFactory(post=post, quick_win=None, program_lineage=due.programs[0].lineage)
    MembershipFactory(role=Role.AGENCY_STAFF, region=region, agency=agency, held_post=post, ends_on=date(2026, 8, 31))
    compile_reminders()
    assert Notice.objects.filter(kind="post.vacant").first().params["from_on"] == "2026-09-01"


def test_when_everything_is_verified_the_opd_is_told(due, cast, clock):
    for program in due.programs:
        send(program, due, "verified")
    compile_reminders()
    assert set(told("reports.verified")) == {cast.staff.email, cast.head.email}
    assert told("reports.verified")[cast.staff.email] == ("0", "3")


def test_who_was_reminded_is_known_by_opd(due, cast, clock, agency, other_agency):
    compile_reminders()
    clock.move_to(WEEK)
    compile_reminders()
    found = reminded(due.period)
    assert [row.kind for row in found[agency.pk]] == ["period.week", "period.opened"]
    assert {row.person for row in found[agency.pk]} == {cast.staff}
    assert found[other_agency.pk][0].person == cast.colleague
    assert reminded(PeriodFactory(region=due.period.region, number=4)) == {}


def test_reading_who_was_reminded_needs_two_queries(due, cast, clock, django_assert_num_queries):
    compile_reminders()
    with django_assert_num_queries(2):
        reminded(due.period)


def test_the_number_of_queries_does_not_grow_with_people_and_programs(
    due, cast, clock, region, agency, django_assert_max_num_queries
):
    for _each in range(10):
        person(Role.AGENCY_STAFF, region, agency)
    with django_assert_max_num_queries(45):
        assert compile_reminders() == 12


def test_a_returned_report_is_told_at_once_to_who_answers_for_it(due, cast, clock, agency):
    report = send(due.programs[0], due)
    ProgressReport.objects.filter(pk=report.pk).update(submitted_by=cast.head)
    report.refresh_from_db()
    take_step(report, "return", by=cast.verifier, reason="Foto kurang")
    news = Notice.objects.filter(kind="report.returned")
    assert {row.user for row in news} == {cast.staff, cast.head}
    assert "Foto kurang" in news[0].body
    assert news[0].url == f"/laporan/program/{due.programs[0].pk}/{due.period.pk}/isi/"
    assert news[0].mail is not None


def test_a_report_that_comes_back_twice_is_told_twice(due, cast, clock):
    report = send(due.programs[0], due)
    for _each in range(2):
        report = take_step(report, "return", by=cast.verifier, reason="Foto kurang")
        ProgressReport.objects.filter(pk=report.pk).update(state="submitted")
        report.refresh_from_db()
    assert Notice.objects.filter(kind="report.returned", user=cast.staff).count() == 2


def test_a_lock_is_told_to_everybody_of_the_region_but_who_locked(due, cast, clock):
    send(due.programs[0], due, "verified")
    clock.move_to("2026-10-20 02:00:00+00:00")
    lock_period(due.period, by=cast.verifier)
    news = Notice.objects.filter(kind="period.locked")
    assert {row.user for row in news} == {
        cast.staff,
        cast.head,
        cast.colleague,
        cast.admin,
        cast.council,
        cast.secretary,
    }
    assert (news[0].params["verified"], news[0].params["total"]) == ("1", "4")
    assert news[0].url == "/daerah/52.07/status/?tahun=2026"
