"""Which post answers for what: given one by one or in a table, moved, taken back; and the pages of posts."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import Refused
from monev.monitoring.models.duties import Duty
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.posts import agency_posts, duty_table, overview, post_page
from monev.monitoring.selectors.work import board_of
from monev.monitoring.services.duties import (
    Choice,
    Overtaken,
    assign,
    assign_all,
    close_post,
    hand_over_post,
    move_duties,
)
from monev.monitoring.workflow import State
from notices.models import Notice
from organizations.models import Agency, AuditEntry, Membership, Post, User
from organizations.roles import Role
from organizations.services.posts import hand_over
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.monitoring import ProgressReportFactory
from tests.factories.organizations import MembershipFactory, PostFactory, UserFactory
from tests.factories.quickwins import QuickWinFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
DAY = datetime.date


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
    made.other = PostFactory(agency=agency, name="Kepala Bidang")
    made.elsewhere = PostFactory(agency=other_agency, name="Kepala Seksi Sampah")
    made.win = QuickWinFactory(region=region, agency=agency)
    made.pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency))
    return made


def newcomer(agency):
    user = UserFactory()
    MembershipFactory(user=user, role=Role.AGENCY_STAFF, region=agency.region, agency=agency)
    return user


def test_a_post_answers_for_each_kind(case, cast):
    for subject in (case.program, case.win, case.pledge):
        assert assign(subject, case.post, by=cast.head).post == case.post
    assert Duty.objects.filter(post=case.post, archived_at=None).count() == 3
    assert AuditEntry.objects.filter(verb="duty.assigned").count() == 3


def test_another_post_then_none(case, cast):
    first = assign(case.program, case.post, by=cast.head)
    again = assign(case.program, case.post, by=cast.head)
    second = assign(case.program, case.other, by=cast.admin)
    assert first.pk == again.pk == second.pk
    assert (again.version, second.post, second.history.count()) == (1, case.other, 2)
    assert assign(case.program, None, by=cast.head) is None
    assert Duty.objects.get().archived_at is not None
    assert assign(case.program, None, by=cast.head) is None
    assert assign(case.program, case.post, by=cast.head).pk != first.pk


def test_the_duty_of_a_program_goes_on_in_the_next_version(case, cast):
    """The lineage is what the duty names, not the row of a version."""
    assert assign(case.program, case.post, by=cast.head).program_lineage == case.program.lineage


def test_a_post_of_another_opd_or_out_of_use_is_refused(case, cast):
    case.other.archive(by=None, reason="closed")
    for post in (case.elsewhere, case.other):
        with pytest.raises(Refused) as refused:
            assign(case.program, post, by=cast.admin)
        assert refused.value.field == "post"


@pytest.mark.parametrize(
    "name", ["staff", "colleague", "verifier", "council", "assessor", "national", "nobody", "foreign_region_admin"]
)
def test_who_may_not(case, cast, agency, name):
    person = getattr(cast, name)
    for act in (
        lambda: assign(case.program, case.post, by=person),
        lambda: assign_all(agency, [Choice(case.program, None, case.post.pk)], by=person),
        lambda: move_duties(case.post, case.other, by=person),
        lambda: close_post(case.post, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Duty.objects.exists()


def test_the_head_gives_nothing_of_another_opd(case, cast, agency):
    with pytest.raises(PermissionDenied):
        assign(case.foreign, case.elsewhere, by=cast.head)
    with pytest.raises(PermissionDenied):
        assign_all(agency, [Choice(case.foreign, None, case.post.pk)], by=cast.head)


def test_a_table_is_saved_as_a_whole(case, cast, agency):
    wanted = [Choice(case.program, None, case.post.pk), Choice(case.win, None, case.other.pk)]
    assert assign_all(agency, [*wanted, Choice(case.pledge, None, None)], by=cast.head) == 2
    assert AuditEntry.objects.get(verb="duties.assigned").details["count"] == 2
    with pytest.raises(Refused):
        assign_all(
            agency,
            [Choice(case.pledge, None, case.post.pk), Choice(case.program, case.post.pk, case.elsewhere.pk)],
            by=cast.head,
        )
    assert Duty.objects.count() == 2


def test_what_somebody_else_changed_is_not_overwritten(case, cast, agency):
    assign(case.program, case.other, by=cast.admin)
    with pytest.raises(Overtaken) as overtaken:
        assign_all(
            agency,
            [Choice(case.program, None, case.post.pk), Choice(case.win, None, case.post.pk)],
            by=cast.head,
        )
    assert overtaken.value.now == {("progress", case.program.lineage): case.other.pk}
    assert Duty.objects.get().post == case.other
    assert assign_all(agency, [Choice(case.program, None, case.other.pk)], by=cast.head) == 1


def test_all_work_of_a_post_moves(case, cast):
    for subject in (case.program, case.win):
        assign(subject, case.post, by=cast.head)
    assert move_duties(case.post, case.other, by=cast.head) == 2
    assert set(Duty.objects.values_list("post", flat=True)) == {case.other.pk}
    for target in (case.other, case.elsewhere, case.post):
        with pytest.raises(Refused):
            move_duties(case.post, target, by=cast.admin)


def test_a_post_is_closed_once_it_answers_for_nothing(case, cast):
    assign(case.program, case.post, by=cast.head)
    with pytest.raises(Refused):
        close_post(case.post, by=cast.head)
    assign(case.program, None, by=cast.head)
    assert close_post(case.post, by=cast.head).archived_at


def test_the_successor_has_the_list_the_same_day_and_nothing_that_was_entered_changes(case, cast, agency):
    before = newcomer(agency)
    assign(case.program, case.post, by=cast.head)
    hand_over(case.post, before, by=cast.head, from_day=DAY(2026, 9, 10))
    report = ProgressReportFactory(program=case.program, period=case.period, state=State.DRAFT, entered_by=before)
    stored = ProgressReport.objects.filter(pk=report.pk).values().get()
    successor = newcomer(agency)
    hand_over(Post.objects.get(pk=case.post.pk), successor, by=cast.head, from_day=DAY(2026, 10, 1))
    board = board_of(User.objects.get(pk=successor.pk))
    assert [item.report for item in board.periods[0].items] == [report]
    assert board_of(User.objects.get(pk=before.pk)).mine == 0
    assert ProgressReport.objects.filter(pk=report.pk).values().get() == stored
    assert report.history.count() == 1


def test_the_successor_is_told_once_what_comes_with_the_post(case, cast, agency):
    for subject in (case.program, case.win):
        assign(subject, case.post, by=cast.head)
    hand_over_post(case.post, cast.staff, by=cast.head, from_day=DAY(2026, 10, 1), acting=True)
    told = Notice.objects.get(kind="post.received")
    assert (told.user, told.params["duties"], told.params["from_on"]) == (cast.staff, "2", "2026-10-01")
    with pytest.raises(Refused):
        hand_over_post(Post.objects.get(pk=case.post.pk), UserFactory(), by=cast.head, from_day=DAY(2026, 10, 1))
    hand_over_post(Post.objects.get(pk=case.post.pk), cast.head, by=cast.head, from_day=DAY(2026, 10, 1))
    assert Notice.objects.filter(kind="post.received").count() == 1


def test_the_posts_of_an_opd_with_holder_work_and_alarm(case, cast, agency):
    for subject in (case.program, case.win):
        assign(subject, case.post, by=cast.head)
    hand_over(case.other, cast.staff, by=cast.head, from_day=DAY(2026, 10, 1), acting=True)
    ProgressReportFactory(program=case.program, period=case.period, state=State.SUBMITTED)
    (board,) = agency_posts([Agency.objects.select_related("region").get(pk=agency.pk)])
    first, second = board.rows
    assert (first.post, first.duties, first.open, first.vacancy.is_vacant) == (case.post, 2, 1, True)
    assert (second.tenure.holder.user, second.tenure.holder.is_acting, second.vacancy) == (cast.staff, True, None)
    assert (board.vacant, board.duties, board.unassigned) == (1, 2, 3)


def test_without_an_open_period_the_running_one_says_what_is_due(case, cast, agency):
    Period.objects.update(locked_at=datetime.datetime(2026, 9, 25, tzinfo=datetime.UTC))
    period, rows = duty_table(Agency.objects.select_related("region").get(pk=agency.pk))
    assert (period.pk, period.year, period.number) == (None, 2026, 4)
    assert {row.subject for row in rows} == {*case.programs, case.win, case.pledge}
    assert {row.state for row in rows} == {""}


def test_what_no_post_answers_for_stands_first(case, cast, agency):
    assign(case.programs[0], case.post, by=cast.head)
    _period, rows = duty_table(Agency.objects.select_related("region").get(pk=agency.pk))
    assert [row.post for row in rows] == [None, None, None, None, case.post]


def test_the_page_of_a_post_names_work_that_is_not_due_now(case, cast, region, agency):
    old = QuickWinFactory(region=region, agency=agency, year=2025)
    for subject in (case.program, old):
        assign(subject, case.post, by=cast.head)
    page = post_page(Post.objects.select_related("agency__region").get(pk=case.post.pk))
    assert {(row.subject, row.state) for row in page.duties} == {(case.program, "missing"), (old, "")}
    assert (page.open, page.vacancy.post, page.others) == (1, case.post, (case.other,))


def test_the_overview_shows_what_one_may_hand_over(case, cast, agency, other_agency):
    assert [each.agency for each in overview(cast.head)] == [agency]
    assert {each.agency for each in overview(cast.admin)} == {agency, other_agency}
    assert overview(cast.staff) == []


def test_more_posts_and_duties_cost_no_more_queries(case, cast, agency):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            overview(User.objects.get(pk=cast.admin.pk))
        return len(captured)

    assign(case.program, case.post, by=cast.head)
    hand_over(case.post, cast.staff, by=cast.head, from_day=DAY(2026, 10, 1))
    few = queries()
    for subject in (*case.programs[1:], case.win, case.pledge):
        post = PostFactory(agency=agency)
        assign(subject, post, by=cast.head)
        hand_over(post, newcomer(agency), by=cast.head, from_day=DAY(2026, 10, 1), until=DAY(2026, 10, 2))
    assert queries() == few


# The pages.


def choice(subject, slug, seen, wanted):
    return {f"seen-{slug}-{subject.pk}": seen or "", f"post-{slug}-{subject.pk}": wanted or ""}


def test_a_head_adds_a_post_and_hands_it_over_after_reading_what_will_happen(case, cast, agency, as_):
    browser = as_(cast.head)
    page = reverse("monitoring:post-list", args=[agency.pk])
    answer = browser.post(page, {"name": "Kepala Seksi Gizi"})
    made = Post.objects.get(name="Kepala Seksi Gizi")
    form = reverse("monitoring:post-hand-over", args=[made.pk])
    assert answer["Location"] == form
    posted = {"to_user": cast.staff.pk, "kind": "acting", "from_day": "2026-10-01", "until": "", "seen_version": 1}
    asked = browser.post(form, posted)
    assert asked.context["asks"]
    assert "csrfmiddlewaretoken" in asked.content.decode().split('id="what-happens"')[1]
    assert not Membership.objects.filter(held_post=made).exists()
    assert not browser.post(form, {**posted, "change": "1"}).context["asks"]
    assert browser.post(form, {**posted, "confirmed": "1"})["Location"] == page
    assert Membership.objects.get(held_post=made).is_acting
    assert cast.staff.name in browser.get(page).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to_user", ""),
        ("to_user", "999999"),
        ("from_day", "kemarin"),
        ("from_day", "2026-01-01"),
        ("until", "2026-09-30"),
    ],
)
def test_what_cannot_be_comes_back_at_its_field(case, cast, as_, field, value):
    posted = {"to_user": cast.staff.pk, "kind": "definitive", "from_day": "2026-10-01", "seen_version": 1}
    url = reverse("monitoring:post-hand-over", args=[case.post.pk])
    answer = as_(cast.head).post(url, {**posted, field: value, "confirmed": "1"})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Membership.objects.filter(held_post=case.post).exists()


def test_a_hand_over_on_an_old_page_is_a_conflict(case, cast, agency, as_):
    hand_over(case.post, cast.staff, by=cast.admin, from_day=DAY(2026, 10, 1))
    posted = {"to_user": newcomer(agency).pk, "kind": "definitive", "from_day": "2026-10-02", "seen_version": 1}
    url = reverse("monitoring:post-hand-over", args=[case.post.pk])
    answer = as_(cast.head).post(url, {**posted, "holder": "stays", "confirmed": "1"})
    assert answer.status_code == 409
    assert Membership.objects.get(held_post=case.post).user == cast.staff


def test_the_other_acts_on_a_post(case, cast, as_):
    browser = as_(cast.head)

    def act(name, **posted):
        return browser.post(reverse(f"monitoring:{name}", args=[case.post.pk]), posted, follow=True)

    act("post-rename", **{"rename-name": "Kepala Seksi Statistik"})
    case.post.refresh_from_db()
    assert case.post.name == "Kepala Seksi Statistik"
    hand_over(case.post, cast.staff, by=cast.head, from_day=DAY(2026, 9, 10))
    act("post-vacate", **{"vacate-last_day": "2026-10-01", "vacate-holder": "stays"})
    assert Membership.objects.get(held_post=case.post).ends_on == DAY(2026, 10, 1)
    assign(case.program, case.post, by=cast.head)
    act("duties-move", **{"move-to_post": case.other.pk})
    assert Duty.objects.get().post == case.other
    act("post-close")
    assert Post.objects.get(pk=case.post.pk).archived_at is None
    with time_machine.travel("2026-10-02 02:00:00+00:00"):
        act("post-close")
    assert Post.objects.get(pk=case.post.pk).archived_at is not None
    assert browser.get(reverse("monitoring:post-hand-over", args=[case.post.pk])).status_code == 404


def test_a_head_gives_many_rows_their_post_at_once(case, cast, agency, as_):
    url = reverse("monitoring:duty-assign", args=[agency.pk])
    posted = choice(case.program, "progress", None, case.post.pk) | choice(case.win, "quick-win", None, case.other.pk)
    assert as_(cast.head).post(url, posted).status_code == 302
    assert set(Duty.objects.values_list("post__name", flat=True)) == {case.post.name, case.other.name}
    assert as_(cast.head).get(url).context["unassigned"] == 3


def test_the_table_shows_what_somebody_else_changed(case, cast, agency, as_):
    assign(case.program, case.other, by=cast.admin)
    url = reverse("monitoring:duty-assign", args=[agency.pk])
    posted = choice(case.program, "progress", None, case.post.pk)
    answer = as_(cast.head).post(url, posted)
    assert answer.status_code == 409
    (line,) = [each for each in answer.context["lines"] if each[0].subject == case.program]
    _row, field, seen, is_overtaken = line
    assert (field.value(), seen.value(), is_overtaken) == (str(case.post.pk), str(case.other.pk), True)
    assert Duty.objects.get().post == case.other
    posted = choice(case.program, "progress", case.other.pk, case.post.pk)
    assert as_(cast.head).post(url, posted).status_code == 302
    assert Duty.objects.get().post == case.post


def test_a_post_of_another_opd_is_not_in_the_choices(case, cast, agency, as_):
    url = reverse("monitoring:duty-assign", args=[agency.pk])
    posted = choice(case.program, "progress", None, case.elsewhere.pk)
    assert as_(cast.admin).post(url, posted).status_code == 422
    assert not Duty.objects.exists()


def test_the_alarm_stands_on_the_first_page_of_those_who_act(case, cast, as_):
    assign(case.program, case.post, by=cast.head)
    link = reverse("monitoring:post-hand-over", args=[case.post.pk])
    for person in (cast.head, cast.admin):
        assert link in as_(person).get("/").content.decode()
    for person in (cast.staff, cast.verifier):
        text = as_(person).get("/").content.decode()
        assert case.post.name in text
        assert link not in text
    for person in (cast.colleague, cast.council, cast.foreign_region_admin):
        assert case.post.name not in as_(person).get("/").content.decode()
