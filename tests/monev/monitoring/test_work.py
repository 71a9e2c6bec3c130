"""The work list: what an OPD owes in every open period, whose post answers for it, what is due first."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from masterplan.models.plans import PlanVersion
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import MilestoneProgress, ProgressReport, QuickWinReport
from monev.monitoring.selectors.work import ALL, MINE, board_of, work_of
from monev.monitoring.workflow import State
from organizations.models import Membership
from organizations.roles import Role
from tests.factories.masterplan import ActionItemFactory, CommitmentFactory, PledgeFactory, adopt
from tests.factories.monitoring import ActionItemProgressFactory, PeriodFactory, ProgressReportFactory
from tests.factories.organizations import MembershipFactory, PostFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory
from tests.factories.trail import DutyFactory, EvidenceFactory, RemarkFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
DAY = datetime.date
LOCKED = datetime.datetime(2026, 7, 20, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _today():
    """The first of October; the period closes on the fifth."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    made = make_case(region, agency, other_agency, programs=4)
    Period.objects.filter(pk=made.earlier.pk).update(locked_at=LOCKED)
    made.post = PostFactory(agency=agency, name="Kepala Seksi Data")
    return made


def give(post, subject):
    """The post answers for it."""
    column = {"Program": "program_lineage", "QuickWin": "quick_win", "Pledge": "pledge"}[type(subject).__name__]
    value = subject.lineage if column == "program_lineage" else subject
    return DutyFactory(post=post, **{"quick_win": None, column: value})


def plan_step(case, **columns):
    """An action item of the first program, written before the plan was adopted."""
    PlanVersion.objects.filter(pk=case.version.pk).update(status=PlanVersion.Status.DRAFT)
    step = ActionItemFactory(program=columns.pop("program", case.program), **columns)
    adopt(case.version)
    return step


def hold(user, post, starts=None, ends=None):
    return MembershipFactory(
        user=user,
        role=Role.AGENCY_STAFF,
        region=post.agency.region,
        agency=post.agency,
        held_post=post,
        starts_on=starts or DAY(2024, 1, 1),
        ends_on=ends,
    )


def items(user, scope=ALL):
    return [item for period in board_of(user, scope).periods for item in period.items]


def test_what_came_back_first_then_what_is_due_then_the_rest(case, cast, region, agency):
    returned, draft, missing, sent = case.programs
    for program, state in ((returned, State.RETURNED), (draft, State.DRAFT), (sent, State.SUBMITTED)):
        ProgressReportFactory(program=program, period=case.period, state=state)
    win = QuickWinFactory(region=region, agency=agency)
    MilestoneFactory(quick_win=win, due_on=DAY(2026, 10, 3))
    late = QuickWinFactory(region=region, agency=agency)
    MilestoneFactory(quick_win=late, due_on=DAY(2026, 8, 31))
    (period,) = work_of(cast.staff)
    assert [item.subject for item in period.items] == [returned, late, win, missing, draft, sent]
    assert [(group.code, len(group.items), group.is_done) for group in period.groups] == [
        ("returned", 1, False),
        ("due", 2, False),
        ("missing", 1, False),
        ("draft", 1, False),
        ("submitted", 1, True),
    ]
    assert period.first_unfinished.subject == returned
    assert period.everything == (1, 6)


def test_what_is_missing_also_where_nothing_was_begun(case, cast):
    found = {item.subject: item.gaps for item in items(cast.staff)}
    assert {"physical", "spending", "values", "evidence"} <= set(found[case.programs[1]])


def test_nil_needs_nothing_more(case, cast):
    ProgressReportFactory(program=case.program, period=case.period, physical_percent=None, nil_reason="Menunggu lelang")
    found = {item.subject: item.gaps for item in items(cast.staff)}
    assert found[case.program] == ()


def test_a_pledge_needs_its_state(case, cast, region, agency):
    pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency))
    found = {item.subject: item.gaps for item in items(cast.staff)}
    assert found[pledge] == ("state", "evidence")


def test_evidence_of_an_indicator_or_a_milestone_is_evidence_of_the_report(case, cast, region, agency):
    win = QuickWinFactory(region=region, agency=agency)
    report = QuickWinReport.objects.create(quick_win=win, period=case.period, physical_percent=Decimal(10))
    told = MilestoneProgress.objects.create(
        report=report, milestone=MilestoneFactory(quick_win=win), done_on=DAY(2026, 9, 9)
    )
    EvidenceUse.objects.create(evidence=EvidenceFactory(region=region, agency=agency), milestone=told)
    (item,) = [each for each in items(cast.staff) if each.subject == win]
    assert (item.evidence, item.gaps) == (1, ())


def test_action_items_show_their_last_state_and_ask_for_the_present_one(case, cast):
    step = plan_step(case, name="Pelatihan kader", start_year=2026, end_year=2026)
    plan_step(case, name="Tahun lain", start_year=2024, end_year=2024)
    before = ProgressReportFactory(program=case.program, period=PeriodFactory(region=case.period.region, number=1))
    ActionItemProgressFactory(report=before, action_item=step, state="running")
    (item,) = [each for each in items(cast.staff) if each.subject == case.program and each.report is None]
    found = {each.name: (each.state, each.is_told) for each in item.steps}
    assert found["Pelatihan kader"] == ("running", False)
    assert "Tahun lain" not in found
    assert "action_items" in item.gaps
    now = ProgressReportFactory(program=case.program, period=case.period)
    for row in case.program.action_items.filter(end_year__gte=2026):
        ActionItemProgressFactory(report=now, action_item=row, state="done")
    (item,) = [each for each in items(cast.staff) if each.report == now]
    assert {(each.state, each.is_told) for each in item.steps} == {("done", True)}
    assert item.finished_steps == len(item.steps) > 0
    assert "action_items" not in item.gaps


def test_milestones_reached_due_and_overdue(case, cast, region, agency):
    win = QuickWinFactory(region=region, agency=agency)
    days = (DAY(2026, 3, 1), DAY(2026, 6, 1), DAY(2026, 9, 1), DAY(2026, 10, 5), DAY(2026, 12, 1))
    rows = [
        MilestoneFactory(quick_win=win, name=str(day), due_on=day, position=place) for place, day in enumerate(days)
    ]
    rows[0].done_on = DAY(2026, 2, 20)
    rows[0].save()
    report = QuickWinReport.objects.create(quick_win=win, period=case.period, physical_percent=Decimal(10))
    MilestoneProgress.objects.create(report=report, milestone=rows[1], done_on=DAY(2026, 9, 9))
    (item,) = [each for each in items(cast.staff) if each.subject == win]
    assert item.reached == 2
    assert [(each.name, each.is_overdue) for each in item.due_milestones] == [
        ("2026-09-01", True),
        ("2026-10-05", False),
    ]
    assert item.due_on == DAY(2026, 9, 1)
    assert "milestones" in item.gaps


def test_what_came_back_shows_the_open_remarks(case, cast):
    report = ProgressReportFactory(program=case.program, period=case.period, state=State.RETURNED)
    RemarkFactory(progress_report=report, text="Angka belum cocok")
    RemarkFactory(progress_report=report, text="Sudah beres", resolved_at=LOCKED)
    RemarkFactory(progress_report=report, text="Jawaban", is_answer=True)
    (item,) = [each for each in items(cast.staff) if each.report == report]
    assert item.remarks == ("Angka belum cocok",)


def test_ones_own_work_is_that_of_the_posts_one_holds_today(case, cast):
    give(case.post, case.programs[0])
    board = board_of(cast.staff)
    assert (board.scope, board.mine, board.total) == (ALL, 0, 4)
    hold(cast.staff, case.post)
    board = board_of(cast.staff)
    assert (board.scope, board.mine, board.total) == (MINE, 1, 4)
    assert [item.subject for item in items(cast.staff, MINE)] == [case.programs[0]]
    assert [item.subject for item in items(cast.staff, "")] == [case.programs[0]]
    assert len(items(cast.staff, ALL)) == 4
    assert board.periods[0].everything == (0, 4)
    assert board.unowned == 3


@pytest.mark.parametrize(
    ("starts", "ends", "mine"),
    [
        (DAY(2026, 10, 1), None, 1),
        (DAY(2026, 10, 2), None, 0),
        (DAY(2024, 1, 1), DAY(2026, 10, 1), 1),
        (DAY(2024, 1, 1), DAY(2026, 9, 30), 0),
    ],
)
def test_a_term_counts_from_its_first_to_its_last_day(case, cast, starts, ends, mine):
    give(case.post, case.program)
    hold(cast.staff, case.post, starts, ends)
    assert board_of(cast.staff).mine == mine


def test_who_sees_the_own_work_is_told_of_what_nobody_answers_for(case, cast, as_):
    give(case.post, case.program)
    hold(cast.staff, case.post)
    page = as_(cast.staff).get("/pekerjaan/", {"lingkup": MINE}).content.decode()
    assert "3 laporan OPD Anda belum menjadi tugas jabatan mana pun" in page
    assert "belum menjadi tugas" not in as_(cast.staff).get("/pekerjaan/", {"lingkup": ALL}).content.decode()


def test_an_archived_membership_holds_no_post(case, cast):
    give(case.post, case.program)
    hold(cast.staff, case.post).archive(by=None, reason="never came")
    assert board_of(cast.staff).mine == 0


def test_a_post_of_another_opd_does_not_answer_for_the_program(case, cast, other_agency):
    post = PostFactory(agency=other_agency)
    give(post, case.program)
    hold(cast.staff, post)
    found = {item.subject: item for item in items(cast.staff)}
    assert found[case.program].post is None
    assert not found[case.program].is_mine


def test_a_locked_period_shows_only_what_is_being_corrected(case, cast):
    first = ProgressReportFactory(program=case.program, period=case.period, state=State.VERIFIED)
    other = ProgressReportFactory(program=case.programs[1], period=case.period, state=State.VERIFIED)
    Period.objects.filter(pk=case.period.pk).update(locked_at=LOCKED)
    assert work_of(cast.staff) == []
    correction = ProgressReport.objects.create(
        program=first.program, period=case.period, revision=2, correction_reason="Salah ketik", state=State.DRAFT
    )
    (period,) = work_of(cast.staff)
    assert [item.report for item in period.items] == [correction]
    ProgressReport.objects.filter(pk=correction.pk).update(state=State.VERIFIED)
    assert work_of(cast.staff) == []
    assert other.state == State.VERIFIED


@pytest.mark.parametrize("name", ["colleague", "foreign_agency_staff"])
def test_other_opds_see_nothing_of_it(case, cast, name):
    subjects = {item.subject for item in items(getattr(cast, name))}
    assert not subjects & set(case.programs)


def test_neither_periods_nor_items_cost_queries(case, cast, region, agency):
    def queries():
        person = type(cast.staff).objects.get(pk=cast.staff.pk)
        with CaptureQueriesContext(connection) as captured:
            count = len(items(person))
        return len(captured), count

    ProgressReportFactory(program=case.program, period=case.period, state=State.RETURNED)
    win = QuickWinFactory(region=region, agency=agency)
    MilestoneFactory(quick_win=win)
    give(case.post, PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency)))
    step = plan_step(case, program=case.programs[1], start_year=2022, end_year=2026)
    few, before = queries()
    for number in (1, 2, 4):
        period = PeriodFactory(region=region, number=number, opens_on=DAY(2026, number * 2, 1))
        Period.objects.filter(pk=period.pk).update(locked_at=None)
        report = ProgressReportFactory(program=case.programs[1], period=period, state=State.RETURNED)
        ActionItemProgressFactory(report=report, action_item=step)
        RemarkFactory(progress_report=report)
    for _each in range(3):
        MilestoneFactory(quick_win=QuickWinFactory(region=region, agency=agency))
        give(PostFactory(agency=agency), PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency)))
    many, after = queries()
    assert after > before * 4
    assert many == few


def test_the_page_offers_both_scopes_and_the_first_unfinished(case, cast, as_):
    give(case.post, case.programs[2])
    hold(cast.staff, case.post)
    url = reverse("monitoring:work-list")
    browser = as_(cast.staff)
    text = browser.get(url).content.decode()
    assert case.programs[2].name in text
    assert case.programs[0].name not in text
    first = reverse("monitoring:progress-entry", args=[case.programs[2].pk, case.period.pk])
    assert f'href="{first}"' in text
    assert case.programs[0].name in browser.get(f"{url}?lingkup=opd").content.decode()


def test_who_holds_no_post_is_told_where_the_work_stands(case, cast, as_):
    answer = as_(cast.staff).get(reverse("monitoring:work-list") + "?lingkup=saya")
    assert answer.context["work"] == []
    assert "?lingkup=opd" in answer.content.decode()


def test_a_head_without_a_post_sees_all_of_the_opd(case, cast):
    assert Membership.objects.get(user=cast.head).held_post is None
    assert board_of(cast.head).scope == ALL


def test_a_long_list_can_be_searched(case, cast, region, agency, as_):
    url = reverse("monitoring:work-list")
    browser = as_(cast.staff)
    assert "narrow-list.js" not in browser.get(url).content.decode()
    QuickWinFactory.create_batch(10, region=region, agency=agency)
    assert "narrow-list.js" in browser.get(url).content.decode()
