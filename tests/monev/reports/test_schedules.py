"""Schedules ask for their reports by themselves: once, on behalf of somebody with the right, and tell who waits."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string

from core.errors import Conflict, Refused
from monev.reports.catalogue.registry import reports
from monev.reports.models import CompiledReport, ReportSchedule, ScheduleTurn
from monev.reports.services import turns
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import cancel_report, request_report, retry_report
from monev.reports.services.schedules import archive_schedule, change_schedule, create_schedule, pause_schedule
from monev.reports.services.turns import run_due_schedules
from monev.reports.wishes import Wish
from notices.models import Mail, Notice
from organizations.models import AuditEntry, Membership
from tests.factories.masterplan import adopt
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import AgencyFactory
from tests.monev.reports.conftest import reopen, reported_programs

pytestmark = pytest.mark.django_db
SEVEN_IN_WITA = datetime(2026, 10, 9, 23, tzinfo=UTC)
TEN_PAST, IN_NOVEMBER = SEVEN_IN_WITA + timedelta(minutes=10), datetime(2026, 11, 10, 1, tzinfo=UTC)
DUE_ON = date(2026, 10, 10)


@pytest.fixture(autouse=True)
def _small_reports(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.REPORT_PACKAGES = [*settings.REPORT_PACKAGES, "tests.monev.reports.small_reports"]
    reports.cache_clear()
    yield
    reports.cache_clear()


def make(region, by, *, recipients=(), **columns) -> ReportSchedule:
    """A schedule that the region administrator made on the first of October."""
    columns = {"kind": "quarterly", "name": "Laporan untuk Bupati", "day": 10, "hour": 7} | columns
    with time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC), tick=False):
        return create_schedule(ReportSchedule(region=region, **columns), recipients=recipients, by=by)


def at(moment, work, *given, **named):
    with time_machine.travel(moment, tick=False):
        return work(*given, **named)


def test_on_its_day_the_report_of_the_last_quarter_is_asked_for_on_behalf_of_its_owner(plan, region, cast):
    schedule = make(region, cast.admin)
    assert at(SEVEN_IN_WITA - timedelta(minutes=1), run_due_schedules) == 0
    assert at(TEN_PAST, run_due_schedules) == 1
    report = CompiledReport.objects.get()
    assert (report.schedule, report.due_on, report.requested_by) == (schedule, DUE_ON, cast.admin)
    assert report.period == plan.period
    turn = ScheduleTurn.objects.get()
    assert (turn.due_on, turn.is_late, turn.problem) == (DUE_ON, False, "")
    assert turn.finished_at


def test_a_second_run_asks_for_nothing_not_even_when_the_report_is_ready(plan, region, cast):
    make(region, cast.admin)
    at(TEN_PAST, run_due_schedules)
    fill_report(CompiledReport.objects.get().pk)
    assert at(TEN_PAST, run_due_schedules) == 0
    assert at(TEN_PAST + timedelta(hours=1), run_due_schedules) == 0
    assert CompiledReport.objects.count() == ScheduleTurn.objects.count() == 1


def test_months_that_were_missed_are_made_up_once(plan, region, cast):
    make(region, cast.admin)
    PeriodFactory(region=region, number=4)
    assert at(datetime(2027, 1, 20, tzinfo=UTC), run_due_schedules) == 1
    turn = ScheduleTurn.objects.get()
    assert (turn.due_on, turn.is_late) == (date(2027, 1, 10), True)
    assert CompiledReport.objects.get().period.address == "2026-4"


def test_killed_between_the_turn_and_its_reports_it_is_finished_by_the_next_run(plan, region, cast, monkeypatch):
    schedule = make(region, cast.admin, kind="small", each_agency=True)
    more_programs(plan, region, 2)

    def killed_at_the_second(*args, **kwargs):
        if CompiledReport.objects.exists():
            raise SystemExit("killed")
        return request_report(*args, **kwargs)

    monkeypatch.setattr(turns, "request_report", killed_at_the_second)
    with pytest.raises(SystemExit):
        at(TEN_PAST, run_due_schedules)
    turn = ScheduleTurn.objects.get(schedule=schedule)
    assert turn.finished_at is None
    first = CompiledReport.objects.get()
    fill_report(first.pk)
    assert not Notice.objects.exists(), "two reports are still to come"
    monkeypatch.undo()
    assert at(TEN_PAST + timedelta(minutes=10), run_due_schedules) == 2
    turn.refresh_from_db()
    assert turn.finished_at
    assert CompiledReport.objects.filter(agency=first.agency).count() == 1
    assert CompiledReport.objects.count() == 3


def more_programs(plan, region, count: int) -> None:
    """OPDs that lead programs of the plan, beside the OPD under test."""
    reopen()
    for number in range(1, count + 1):
        agency = AgencyFactory(region=region, code=f"OPD{number}", name=f"Dinas {number}")
        reported_programs(plan.version, agency, plan.period, 1, first=10 + number)
    adopt(plan.version)


def test_every_opd_with_programs_gets_one_and_one_message_tells_of_all(plan, region, agency, other_agency, cast):
    schedule = make(
        region, cast.admin, kind="small", each_agency=True, recipients=[cast.council], recipient_roles=["secretary"]
    )
    more_programs(plan, region, 2)
    assert at(TEN_PAST, run_due_schedules) == 3
    rows = list(CompiledReport.objects.order_by("agency__name"))
    assert [each.agency.name for each in rows] == ["Dinas 1", "Dinas 2", "Dinas Kesehatan"]
    for each in rows[:2]:
        fill_report(each.pk)
    assert not Notice.objects.exists()
    fill_report(rows[2].pk)
    told = {each.user: each for each in Notice.objects.all()}
    assert set(told) == {cast.admin, cast.council, cast.secretary}
    assert told[cast.council].kind == "schedule.done"
    assert told[cast.council].params["count"] == "3"
    assert told[cast.council].url.endswith(f"/giliran/{schedule.turns.get().pk}/")
    assert Mail.objects.filter(user=cast.council).count() == 1
    at(TEN_PAST + timedelta(minutes=10), run_due_schedules)
    assert Notice.objects.count() == 3


def test_a_single_report_is_told_with_its_own_page(plan, region, cast):
    make(region, cast.admin, recipients=[cast.council], kind="small")
    at(TEN_PAST, run_due_schedules)
    fill_report(CompiledReport.objects.get().pk)
    notice = Notice.objects.get(user=cast.council)
    assert (notice.kind, notice.params["title"]) == ("schedule.report", "Laporan kecil")
    assert Notice.objects.filter(user=cast.admin).count() == 1


def test_somebody_who_lost_their_role_is_told_nothing(plan, region, cast):
    make(region, cast.admin, recipients=[cast.council], kind="small")
    Membership.objects.filter(user=cast.council).update(ends_on=date(2026, 9, 30))
    at(TEN_PAST, run_due_schedules)
    fill_report(CompiledReport.objects.get().pk)
    assert not Notice.objects.filter(user=cast.council).exists()


def test_what_failed_is_told_to_who_takes_care_and_the_rest_to_all(plan, region, cast):
    make(region, cast.verifier, kind="small", each_agency=True, recipients=[cast.council])
    more_programs(plan, region, 1)
    at(TEN_PAST, run_due_schedules)
    first, second = CompiledReport.objects.order_by("pk")
    fill_report(first.pk)
    cancel_report(second, by=cast.admin)
    at(TEN_PAST + timedelta(minutes=10), run_due_schedules)
    CompiledReport.objects.filter(pk=second.pk).update(finished_at=TEN_PAST)
    at(TEN_PAST + timedelta(minutes=20), run_due_schedules)
    assert {each.kind for each in Notice.objects.filter(user=cast.council)} == {"schedule.partly"}
    assert {each.kind for each in Notice.objects.filter(user=cast.verifier)} == {"schedule.partly", "schedule.broken"}
    assert {each.kind for each in Notice.objects.filter(user=cast.admin)} == {"schedule.broken"}
    retry_report(CompiledReport.objects.get(pk=second.pk), by=cast.admin)
    fill_report(second.pk)
    assert Notice.objects.get(user=cast.admin, kind="report.done"), "who had it tried again is told"
    assert not Notice.objects.filter(user=cast.council, kind="report.done").exists()


def test_without_the_right_of_its_owner_it_says_so_and_the_administrator_is_told(plan, region, cast):
    schedule = make(region, cast.verifier, recipients=[cast.council])
    Membership.objects.filter(user=cast.verifier).update(ends_on=date(2026, 9, 30))
    assert at(TEN_PAST, run_due_schedules) == 0
    turn = schedule.turns.get()
    assert cast.verifier.name in turn.problem
    assert turn.finished_at
    assert Notice.objects.get(user=cast.admin).kind == "schedule.problem"
    assert not Notice.objects.filter(user=cast.council).exists()
    assert at(TEN_PAST, run_due_schedules) == 0


def test_a_period_that_was_not_opened_is_a_problem_in_words(region, cast):
    schedule = make(region, cast.admin)
    at(TEN_PAST, run_due_schedules)
    assert "2026" in schedule.turns.get().problem
    assert not CompiledReport.objects.exists()


def test_a_report_that_somebody_asked_for_already_becomes_that_of_the_turn(plan, region, cast):
    schedule = make(region, cast.admin, kind="small", recipients=[cast.council])
    asked = request_report("small", Wish(region, "id", period=plan.period), by=cast.verifier)
    at(TEN_PAST, run_due_schedules)
    report = CompiledReport.objects.get()
    assert (report.pk, report.schedule) == (asked.pk, schedule)
    fill_report(report.pk)
    assert Notice.objects.filter(user=cast.council, kind="schedule.report").exists()


def test_two_schedules_of_the_same_report_each_get_their_own(plan, region, cast):
    make(region, cast.admin, kind="small", name="A")
    second = make(region, cast.admin, kind="small", name="B", recipients=[cast.council])
    at(TEN_PAST, run_due_schedules)
    assert second.turns.get().finished_at is None
    fill_report(CompiledReport.objects.get().pk)
    at(TEN_PAST + timedelta(minutes=10), run_due_schedules)
    assert second.turns.get().finished_at
    fill_report(second.reports.get().pk)
    assert Notice.objects.filter(user=cast.council).count() == 1


def test_a_large_turn_is_asked_for_in_portions_within_the_limits(plan, region, cast, settings):
    settings.REPORTS_PER_PERSON = 2
    schedule = make(region, cast.admin, kind="small", each_agency=True)
    more_programs(plan, region, 2)
    assert at(TEN_PAST, run_due_schedules) == 2
    assert schedule.turns.get().finished_at is None
    for each in CompiledReport.objects.all():
        fill_report(each.pk)
    assert at(TEN_PAST + timedelta(minutes=10), run_due_schedules) == 1
    assert schedule.turns.get().problem == ""


def test_a_pause_stops_it_and_what_fell_due_meanwhile_is_not_made_up(plan, region, cast):
    schedule = make(region, cast.admin)
    at(datetime(2026, 10, 5, tzinfo=UTC), pause_schedule, schedule, by=cast.admin, paused=True)
    assert at(TEN_PAST, run_due_schedules) == 0
    at(datetime(2026, 10, 20, tzinfo=UTC), pause_schedule, schedule, by=cast.admin, paused=False)
    assert at(datetime(2026, 10, 21, tzinfo=UTC), run_due_schedules) == 0
    assert at(IN_NOVEMBER, run_due_schedules) == 1


def test_a_change_after_the_due_hour_loses_nothing_and_adds_nothing(plan, region, cast):
    schedule = make(region, cast.admin, kind="small")
    schedule.day, schedule.name = 5, "Nama baru"
    at(TEN_PAST, change_schedule, schedule, recipients=[], by=cast.verifier)
    assert schedule.turns.get().due_on == DUE_ON
    assert at(TEN_PAST + timedelta(minutes=5), run_due_schedules) == 1
    report = CompiledReport.objects.get()
    assert report.requested_by == cast.verifier
    fill_report(report.pk)
    assert at(datetime(2026, 11, 5, 1, tzinfo=UTC), run_due_schedules) == 1


def test_out_of_use_it_asks_for_nothing(plan, region, cast):
    schedule = make(region, cast.admin)
    archive_schedule(schedule, by=cast.admin)
    assert at(TEN_PAST, run_due_schedules) == 0
    verbs = list(AuditEntry.objects.filter(verb__startswith="schedule.").values_list("verb", flat=True).order_by("pk"))
    assert verbs == ["schedule.created", "schedule.archived"]


@pytest.mark.parametrize("name", ["staff", "head", "council", "assessor", "national", "nobody", "foreign_region_admin"])
def test_others_make_no_schedule(region, cast, name):
    with pytest.raises(PermissionDenied):
        make(region, getattr(cast, name))
    assert not ReportSchedule.objects.exists()


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"kind": "gone"}, "kind"),
        ({"each_agency": True}, "agency"),
        ({"kind": "small", "include_preliminary": True}, "include_preliminary"),
        ({"params": {"pillar": "smart-living"}}, "pillar"),
        ({"kind": "small", "params": {"agency": "00000000-0000-0000-0000-000000000000"}}, "agency"),
        ({"rhythm": "quarterly", "month_offset": 3}, "month_offset"),
        ({"rhythm": "monthly", "month_offset": 1}, "month_offset"),
        ({"recipient_roles": ["raja"]}, "recipient_roles"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_input(region, cast, columns, field):
    with pytest.raises(Refused) as refused:
        make(region, cast.admin, **columns)
    assert refused.value.field == field


def test_nobody_of_another_region_is_told(region, cast):
    with pytest.raises(Refused) as refused:
        make(region, cast.admin, recipients=[cast.foreign_council])
    assert refused.value.field == "recipients"


def test_nobody_overwrites_what_they_did_not_see(region, cast):
    schedule = make(region, cast.admin)
    stale = ReportSchedule.objects.get(pk=schedule.pk)
    change_schedule(schedule, recipients=[], by=cast.admin, seen_version=1)
    with pytest.raises(Conflict):
        change_schedule(stale, recipients=[], by=cast.verifier, seen_version=1)


def test_of_two_beats_that_meet_only_one_takes_the_turn_up(plan, region, cast, monkeypatch):
    schedule = make(region, cast.admin, kind="small")
    stale = ReportSchedule.objects.select_related("region").get(pk=schedule.pk)
    turn = turns.take_up(schedule, TEN_PAST)
    monkeypatch.setattr(type(stale.turns), "aggregate", lambda *_args, **_more: {"last": None})
    assert turns.take_up(stale, TEN_PAST) == turn, "the second one read before the first one wrote"
    assert [turns.finish_turn(each) for each in (turn, turn)] == [1, 0]
    assert CompiledReport.objects.count() == 1


def test_the_timetable_runs_them(plan, region, cast, settings):
    make(region, cast.admin, kind="small")
    entry = settings.CELERY_BEAT_SCHEDULE["run-report-schedules"]
    with time_machine.travel(TEN_PAST, tick=False):
        import_string(entry["task"]).apply(throw=True)
    assert CompiledReport.objects.count() == 1
