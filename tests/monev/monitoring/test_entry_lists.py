"""Steps of a program and milestones of a quick win: entered, refused, carried to the milestone, seen as they stood."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from core.errors import Refused
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ActionItemProgress, MilestoneProgress, QuickWinReport
from monev.monitoring.selectors.entry import ReportData, entry_plan, plan_for, stored_data
from monev.monitoring.selectors.entry_history import data_at
from monev.monitoring.selectors.entry_parts import milestone_figure
from monev.monitoring.services.completeness import missing
from monev.monitoring.services.entry import enter, save_draft
from monev.monitoring.services.evidence import attach_link
from monev.monitoring.services.steps import take_step
from tests.factories.monitoring import ActionItemProgressFactory, ProgressReportFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


@pytest.fixture
def step(case):
    return case.step


@pytest.fixture
def win(region, agency):
    return QuickWinFactory(region=region, agency=agency, year=2026)


@pytest.fixture
def milestone(win):
    return MilestoneFactory(quick_win=win, name="Uji coba", due_on=date(2026, 9, 1), done_on=None, weight=1)


def actions(program, period, by, seen=0, **states):
    data = ReportData(physical_percent=Decimal(40), actions={int(key[1:]): value for key, value in states.items()})
    return enter(program, period, data, by=by, seen_version=seen)


def test_the_state_of_a_step_is_kept_changed_and_taken_back(case, cast, step):
    report = actions(case.program, case.period, cast.staff, **{f"a{step.pk}": "running"})
    assert ActionItemProgress.objects.get().state == "running"
    report = actions(case.program, case.period, cast.staff, report.version, **{f"a{step.pk}": "done"})
    assert stored_data(report).actions == {step.pk: "done"}
    actions(case.program, case.period, cast.staff, report.version, **{f"a{step.pk}": ""})
    assert not ActionItemProgress.objects.exists()
    assert ActionItemProgress.history.count() == 3


def test_what_the_entry_does_not_name_stays(case, cast, step):
    report = actions(case.program, case.period, cast.staff, **{f"a{step.pk}": "running"})
    save_draft(report, ReportData(physical_percent=Decimal(50)), by=cast.staff, seen_version=report.version)
    assert ActionItemProgress.objects.get().state == "running"


def test_unknown_steps_and_states_are_refused(case, cast, step):
    for key, state in ((case.foreign_step.pk, "done"), (case.over.pk, "done"), (step.pk, "finished")):
        with pytest.raises(Refused) as refused:
            actions(case.program, case.period, cast.staff, **{f"a{key}": state})
        assert refused.value.field == f"action_{key}"


def test_a_step_that_is_done_contradicts_no_progress(case, step):
    plan = entry_plan(case.program, case.period)
    data = ReportData(physical_percent=Decimal(0), spending={case.pad.pk: Decimal(0)}, actions={step.pk: "done"})
    assert [each.field for each in missing(plan, data)] == [f"action_{step.pk}"]


def test_own_steps_come_first_and_bring_their_last_state(case, step):
    earlier = ProgressReportFactory(program=case.program, period=case.earlier)
    ActionItemProgressFactory(report=earlier, action_item=step, state="stopped")
    own, theirs = entry_plan(case.program, case.period).actions
    assert (own.action_id, own.is_own, own.previous) == (step.pk, True, "stopped")
    assert (theirs.action_id, theirs.is_own, theirs.previous) == (case.helping.pk, False, "")


def reach(win, period, by, key, day, seen=0):
    data = ReportData(physical_percent=Decimal(40), milestones={key: day})
    return enter(win, period, data, by=by, seen_version=seen)


@pytest.mark.parametrize(("day", "says"), [(date(2026, 10, 2), "2 Oktober 2026"), (date(2025, 12, 31), "2025")])
def test_a_day_in_the_future_or_before_the_year_is_refused(case, cast, win, milestone, day, says):
    with pytest.raises(Refused) as refused:
        reach(win, case.period, cast.staff, milestone.pk, day)
    assert refused.value.field == f"milestone_{milestone.pk}"
    assert says in str(refused.value.message)


def test_today_where_the_region_lies_is_not_the_future(case, cast, win, milestone):
    """At 17:00 UTC on the first it is the second in Sumbawa."""
    with time_machine.travel("2026-10-01 17:00:00+00:00"):
        reach(win, case.period, cast.staff, milestone.pk, date(2026, 10, 2))
    assert MilestoneProgress.objects.get().done_on == date(2026, 10, 2)


def test_a_milestone_of_another_quick_win_is_refused(case, cast, win, region, agency):
    foreign = MilestoneFactory(quick_win=QuickWinFactory(region=region, agency=agency))
    with pytest.raises(Refused):
        reach(win, case.period, cast.staff, foreign.pk, date(2026, 8, 1))


def test_verifying_makes_it_the_day_of_the_milestone_and_returning_takes_it_back(case, cast, win, milestone):
    report = reach(win, case.period, cast.staff, milestone.pk, date(2026, 8, 17))
    report = take_step(report, "submit", by=cast.staff)
    milestone.refresh_from_db()
    assert milestone.done_on is None
    report = take_step(report, "verify", by=cast.verifier)
    milestone.refresh_from_db()
    assert milestone.done_on == date(2026, 8, 17)
    take_step(report, "return", by=cast.verifier, reason="Tanggal keliru")
    milestone.refresh_from_db()
    assert milestone.done_on is None


def test_a_day_from_the_plan_survives_reports_that_say_nothing_of_it(case, cast, win):
    planned = MilestoneFactory(quick_win=win, done_on=date(2026, 3, 1))
    report = enter(win, case.period, ReportData(physical_percent=Decimal(40)), by=cast.staff, seen_version=0)
    take_step(take_step(report, "submit", by=cast.staff), "verify", by=cast.verifier)
    planned.refresh_from_db()
    assert planned.done_on == date(2026, 3, 1)


def test_what_an_earlier_report_told_is_not_asked_again(case, cast, win, milestone):
    late = MilestoneFactory(quick_win=win, weight=3, done_on=None)
    report = QuickWinReport.objects.create(quick_win=win, period=case.earlier, state="verified")
    MilestoneProgress.objects.create(report=report, milestone=milestone, done_on=date(2026, 6, 1))
    plan = plan_for(win, case.period)
    assert [slot.milestone_id for slot in plan.to_enter] == [late.pk]
    assert [slot.reached_on for slot in plan.reached_before] == [date(2026, 6, 1)]
    figure = milestone_figure(plan, {})
    assert (figure.reached, figure.total, figure.share) == (1, 2, 25)
    assert milestone_figure(plan, {late.pk: date(2026, 9, 1)}).share == 100


def test_proof_of_a_figure_that_is_taken_back_proves_the_report(case, cast, win, milestone):
    report = reach(win, case.period, cast.staff, milestone.pk, date(2026, 8, 17))
    attach_link(report, "https://contoh.example/foto", by=cast.staff, proves=f"milestone_{milestone.pk}")
    assert EvidenceUse.objects.get().milestone.milestone == milestone
    reach(win, case.period, cast.staff, milestone.pk, None, report.version)
    assert EvidenceUse.objects.get().quick_win_report == report


def test_nothing_entered_cannot_be_proven(case, cast, win, milestone):
    report = enter(win, case.period, ReportData(physical_percent=Decimal(4)), by=cast.staff, seen_version=0)
    for name in (f"milestone_{milestone.pk}", "value_1", "milestone_x", "salah"):
        with pytest.raises(Refused) as refused:
            attach_link(report, "https://contoh.example/foto", by=cast.staff, proves=name)
        assert refused.value.field == "evidence_proves"


def test_history_gives_each_version_back(case, cast, step):
    first = ReportData(
        physical_percent=Decimal(10),
        narrative="A",
        spending={case.pad.pk: Decimal(5)},
        values={case.indicator.pk: Decimal(1)},
        actions={step.pk: "running"},
    )
    second = ReportData(physical_percent=Decimal(20), spending={case.pad.pk: Decimal(9)}, actions={step.pk: None})
    one = enter(case.program, case.period, first, by=cast.staff, seen_version=0)
    two = save_draft(one, second, by=cast.head, seen_version=one.version)
    seen = data_at(two, one.version)
    assert (seen.physical_percent, seen.narrative) == (10, "A")
    assert (seen.spending, seen.values) == ({case.pad.pk: 5}, {case.indicator.pk: 1})
    assert seen.actions == {step.pk: "running"}
    assert data_at(two, two.version) == stored_data(two)
    assert data_at(two, 0) == ReportData()
    assert data_at(two, two.version + 1) is None
