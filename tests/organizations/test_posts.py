"""Posts change hands: terms begin and end on a day, history stays, rights come and go with the term."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from core.errors import Conflict, Refused
from organizations.models import AuditEntry, Membership, Post, User
from organizations.roles import Can, Role
from organizations.selectors.posts import candidates, first_gap, tenure, terms_of
from organizations.services.posts import hand_over, make_post, rename_post, retire_post, vacate
from tests.factories.organizations import MembershipFactory, PostFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date
TODAY = DAY(2026, 10, 1)
LONG_AGO = DAY(2024, 1, 1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-10-01 02:00:00+00:00", tick=False):
        yield


@pytest.fixture
def post(agency):
    return PostFactory(agency=agency, name="Kepala Seksi Data")


@pytest.fixture
def successor(agency):
    """Somebody who works in the OPD, without a post."""
    return staff(agency)


def staff(agency, **columns):
    user = columns.pop("user", None) or UserFactory()
    row = {"role": Role.AGENCY_STAFF, "region": agency.region, "agency": agency, "starts_on": LONG_AGO, **columns}
    MembershipFactory(user=user, **row)
    return user


def fresh(user):
    return User.objects.get(pk=user.pk)


def may_enter(user, agency):
    return fresh(user).access.reach(Can.ENTER).covers(region_id=None, agency_id=agency.pk)


def holder(post, on):
    found = tenure(terms_of([post.pk]).get(post.pk, []), on).holder
    return found.user if found else None


def test_the_successor_holds_it_from_the_day_on_and_the_history_stays(post, agency, cast, successor):
    before = staff(agency, held_post=post)
    made = hand_over(post, successor, by=cast.head, from_day=DAY(2026, 10, 15))
    assert (made.role, made.is_acting, made.ends_on) == (Role.AGENCY_STAFF, False, None)
    assert [holder(post, day) for day in (TODAY, DAY(2026, 10, 14), DAY(2026, 10, 15))] == [before, before, successor]
    old = Membership.objects.get(user=before, held_post=post)
    assert (old.starts_on, old.ends_on) == (LONG_AGO, DAY(2026, 10, 14))
    assert old.history.count() == 2
    entry = AuditEntry.objects.get(verb="post.handed_over")
    assert (entry.by, entry.region, entry.details["to"]) == (cast.head, agency.region, str(successor.uid))


def test_who_stays_keeps_the_right_to_enter_who_leaves_loses_it(post, agency, cast, successor):
    before = staff(agency, held_post=post)
    hand_over(post, successor, by=cast.head, from_day=TODAY)
    assert may_enter(before, agency)
    stays = Membership.objects.get(user=before, held_post=None)
    assert (stays.role, stays.starts_on) == (Role.AGENCY_STAFF, TODAY)
    hand_over(Post.objects.get(pk=post.pk), before, by=cast.head, from_day=DAY(2026, 10, 2), leaves=True)
    with time_machine.travel("2026-10-01 16:59:00+00:00"):
        assert may_enter(successor, agency)
    with time_machine.travel("2026-10-02 02:00:00+00:00"):
        assert not may_enter(successor, agency)
        assert holder(post, DAY(2026, 10, 2)) == before


def test_an_acting_official_of_another_opd_enters_for_both_until_the_last_day(post, agency, other_agency, cast):
    own = PostFactory(agency=other_agency)
    acting = staff(other_agency, held_post=own)
    made = hand_over(post, acting, by=cast.admin, from_day=TODAY, acting=True, until=DAY(2026, 12, 31))
    assert (made.is_acting, made.agency, made.ends_on) == (True, agency, DAY(2026, 12, 31))
    assert may_enter(acting, agency)
    assert may_enter(acting, other_agency)
    assert holder(own, TODAY) == acting
    with time_machine.travel("2027-01-01 02:00:00+00:00"):
        assert not may_enter(acting, agency)
        assert may_enter(acting, other_agency)


def test_the_acting_official_becomes_the_holder(post, cast, successor):
    hand_over(post, successor, by=cast.head, from_day=DAY(2026, 9, 15), acting=True)
    made = hand_over(Post.objects.get(pk=post.pk), successor, by=cast.head, from_day=TODAY)
    assert not made.is_acting
    assert [row.is_acting for row in terms_of([post.pk])[post.pk]] == [True, False]
    with pytest.raises(Refused) as refused:
        hand_over(Post.objects.get(pk=post.pk), successor, by=cast.head, from_day=DAY(2026, 10, 3))
    assert refused.value.field == "to_user"


def test_a_plan_that_changes_before_it_begins_is_archived(post, agency, cast, successor):
    before = staff(agency, held_post=post)
    other = staff(agency)
    hand_over(post, other, by=cast.head, from_day=DAY(2026, 11, 1))
    hand_over(Post.objects.get(pk=post.pk), successor, by=cast.head, from_day=DAY(2026, 10, 20))
    assert Membership.objects.get(user=other, held_post=post).archived_at is not None
    assert [holder(post, DAY(2026, 10, 19)), holder(post, DAY(2026, 11, 2))] == [before, successor]


def test_the_wrong_person_of_the_same_day_is_put_right_and_back(post, agency, cast, successor):
    wrong = staff(agency)
    for person in (wrong, successor, wrong):
        hand_over(Post.objects.get(pk=post.pk), person, by=cast.head, from_day=TODAY)
    assert holder(post, TODAY) == wrong
    assert Membership.objects.filter(held_post=post, archived_at=None).count() == 1


def test_who_left_came_back_and_stays_after_all_is_staff_again(post, agency, cast, successor):
    wavering = staff(agency)
    for person, leaves in ((wavering, False), (successor, False), (wavering, False)):
        hand_over(Post.objects.get(pk=post.pk), person, by=cast.head, from_day=TODAY, leaves=leaves)
    own = Membership.objects.filter(user=wavering, held_post=None)
    own.update(starts_on=TODAY, archived_at=datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC))
    hand_over(Post.objects.get(pk=post.pk), successor, by=cast.head, from_day=TODAY)
    assert own.get().archived_at is None
    assert may_enter(wavering, agency)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (DAY(2026, 8, 30), None, "from_day"),
        (TODAY, DAY(2026, 9, 30), "until"),
    ],
)
def test_days_that_cannot_be(post, cast, successor, first, last, field):
    with pytest.raises(Refused) as refused:
        hand_over(post, successor, by=cast.head, from_day=first, until=last)
    assert refused.value.field == field


def test_a_hand_over_before_the_present_holder_began_is_refused(post, agency, cast, successor):
    staff(agency, held_post=post, starts_on=DAY(2026, 9, 20))
    with pytest.raises(Refused) as refused:
        hand_over(post, successor, by=cast.head, from_day=DAY(2026, 9, 10))
    assert refused.value.field == "from_day"


def test_nothing_is_left_of_a_hand_over_that_was_refused(post, agency, cast):
    before = staff(agency, held_post=post)
    stranger = UserFactory()
    with pytest.raises(Refused) as refused:
        hand_over(post, stranger, by=cast.head, from_day=TODAY)
    assert refused.value.field == "to_user"
    assert Membership.objects.get(user=before).ends_on is None


def test_of_two_hand_overs_at_the_same_time_the_second_sees_the_first(post, agency, cast, successor):
    seen = post.version
    hand_over(post, successor, by=cast.head, from_day=TODAY, seen_version=seen)
    with pytest.raises(Conflict):
        hand_over(post, staff(agency), by=cast.admin, from_day=TODAY, seen_version=seen)


@pytest.mark.parametrize(
    "name", ["staff", "colleague", "verifier", "council", "assessor", "national", "nobody", "foreign_region_admin"]
)
def test_who_may_not(post, cast, successor, name):
    person = getattr(cast, name)
    for act in (
        lambda: hand_over(post, successor, by=person, from_day=TODAY),
        lambda: vacate(post, by=person, last_day=TODAY),
        lambda: rename_post(post, "Lain", by=person),
        lambda: retire_post(post, by=person),
        lambda: make_post(post.agency, "Baru", by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Post.objects.filter(name__in=("Lain", "Baru")).exists()


def test_the_head_chooses_from_the_opd_the_administrator_from_the_region(post, agency, other_agency, cast, successor):
    gone = staff(agency, ends_on=DAY(2026, 9, 30))
    inactive = staff(agency, user=UserFactory(is_active=False))
    own = [each.user for each in candidates(post, seen_by=cast.head, on=TODAY)]
    assert set(own) == {cast.staff, cast.head, successor}
    wide = [each.user for each in candidates(post, seen_by=cast.admin, on=TODAY)]
    assert set(wide) == {*own, cast.colleague}
    assert wide[-1] == cast.colleague
    assert candidates(post, seen_by=cast.foreign_region_admin, on=TODAY) == []
    assert {gone, inactive}.isdisjoint(wide)


def test_the_post_of_the_head_makes_a_head_and_only_the_region_hands_it_over(agency, cast, successor):
    chair = PostFactory(agency=agency, name="Kepala Dinas")
    MembershipFactory(
        user=cast.head, role=Role.AGENCY_HEAD, region=agency.region, agency=agency, held_post=chair, starts_on=LONG_AGO
    )
    with pytest.raises(Refused):
        hand_over(chair, successor, by=fresh(cast.head), from_day=TODAY)
    with pytest.raises(Refused):
        vacate(chair, by=fresh(cast.head), last_day=TODAY)
    made = hand_over(chair, successor, by=cast.admin, from_day=TODAY, acting=True)
    assert made.role == Role.AGENCY_HEAD
    assert fresh(successor).access.may(Can.APPROVE)


def test_a_head_takes_nobody_the_role_of_a_head(post, agency, cast, successor):
    other_head = UserFactory()
    for held in (None, post):
        role = Role.AGENCY_STAFF if held else Role.AGENCY_HEAD
        staff(agency, user=other_head, role=role, held_post=held)
    hand_over(post, successor, by=cast.head, from_day=TODAY, leaves=True)
    assert fresh(other_head).access.may(Can.APPROVE)


def test_a_post_left_vacant(post, agency, cast):
    before = staff(agency, held_post=post)
    vacate(post, by=cast.head, last_day=TODAY, leaves=True)
    assert holder(post, TODAY) == before
    assert holder(post, DAY(2026, 10, 2)) is None
    with time_machine.travel("2026-10-02 02:00:00+00:00"):
        assert not may_enter(before, agency)
    with pytest.raises(Refused):
        vacate(Post.objects.get(pk=post.pk), by=cast.head, last_day=TODAY)
    with pytest.raises(Refused):
        vacate(Post.objects.get(pk=post.pk), by=cast.head, last_day=DAY(2026, 8, 1))


def test_a_post_is_made_named_and_closed(agency, cast):
    made = make_post(agency, "  Kepala   Seksi Gizi ", by=cast.head)
    assert made.name == "Kepala Seksi Gizi"
    for name in ("", "   ", "kepala seksi gizi", "x" * 151):
        with pytest.raises(Refused) as refused:
            make_post(agency, name, by=cast.head)
        assert refused.value.field == "name"
    renamed = rename_post(made, "Kepala Bidang Gizi", by=cast.admin)
    assert renamed.history.count() == 2
    with pytest.raises(Conflict):
        rename_post(made, "Kepala Unit Gizi", by=cast.head, seen_version=1)
    assert retire_post(renamed, by=cast.head).archived_at is not None
    with pytest.raises(Refused):
        rename_post(renamed, "Lagi", by=cast.head)


def test_a_post_that_somebody_holds_is_not_closed(post, agency, cast):
    staff(agency, held_post=post)
    with pytest.raises(Refused):
        retire_post(post, by=cast.head)


def test_gaps_between_terms():
    """The pure rule; the cases with periods are in test_vacancies."""
    spans = [(DAY(2026, 1, 1), DAY(2026, 9, 30)), (DAY(2026, 9, 1), None)]
    assert first_gap(spans, TODAY, DAY(2027, 1, 1)) is None
    assert first_gap(spans[:1], TODAY, TODAY) == TODAY


def test_nobody_leaves_a_post_on_the_last_day_that_there_is(post, cast):
    with pytest.raises(Refused) as refused:
        vacate(post, by=cast.head, last_day=DAY.max)
    assert refused.value.field == "last_day"


def test_a_term_until_the_last_day_that_there_is_leaves_no_gap():
    assert first_gap([(DAY(2026, 1, 1), DAY.max)], DAY(2026, 9, 20), DAY(2026, 10, 5)) is None
