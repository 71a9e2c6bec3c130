"""Assigning assessors: days, conflict of interest, memberships that open and close a region, many at once."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.errors import Refused
from monev.evaluation.models.scores import Assignment
from monev.evaluation.services.assignments import Order, assign, change_assignment, withdraw
from notices.models import Notice
from organizations.models import Membership, User
from organizations.roles import Can, Role
from tests.factories.evaluation import AssessmentFactory
from tests.factories.organizations import MembershipFactory, UserFactory
from tests.monev.evaluation.scoring_case import FIRST, LAST, NOW, make_scoring

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, cast):
    return make_scoring(region, cast.admin)


@pytest.fixture
def dewi(db):
    return UserFactory(name="Dewi", email="dewi@kampus.example")


def order(case, user, **changes):
    return Order(**({"assessment": case.assessment, "assessor": user, "starts_on": FIRST, "ends_on": LAST} | changes))


def fresh(user):
    return User.objects.get(pk=user.pk)


def reads(user, region):
    return region.pk in fresh(user).access.reach(Can.VIEW).regions


def test_an_assignment_opens_the_region_for_its_days(case, cast, dewi, region):
    (made,) = assign(case.stage, [order(case, dewi, institution="ITB")], by=cast.national)
    membership = Membership.objects.get(user=dewi)
    assert made.membership == membership
    assert (membership.role, membership.region) == (Role.ASSESSOR, region)
    assert (membership.starts_on, membership.ends_on) == (FIRST, LAST)
    assert reads(dewi, region)
    assert Notice.objects.get(user=dewi).kind == "evaluation.assigned"


@pytest.mark.parametrize(
    ("day", "is_read"),
    [("2026-10-31", False), ("2026-11-01", True), ("2026-11-30", True), ("2026-12-01", False)],
)
def test_an_assessor_reads_the_region_from_the_first_to_the_last_day(case, cast, dewi, region, as_, day, is_read):
    (made,) = assign(case.stage, [order(case, dewi)], by=cast.national)
    with time_machine.travel(f"{day} 03:00:00+00:00", tick=True):
        browser = as_(dewi)
        status = 200 if is_read else 404
        region_page = browser.get(reverse("portal:dashboard", args=[region.code])).status_code
        assert region_page == status
        sheet = browser.get(reverse("evaluation:score-sheet", args=[made.pk, "output"])).status_code
        assert sheet == (200 if is_read else 403), "without any role in force the desk itself is closed"


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.REGION_ADMIN, Role.COUNCIL])
@pytest.mark.parametrize("ends_on", [None, date(2024, 12, 31)])
def test_whoever_holds_or_held_another_role_in_the_region_is_refused(case, cast, dewi, region, role, ends_on):
    MembershipFactory(user=dewi, role=role, region=region, starts_on=date(2022, 1, 1), ends_on=ends_on)
    with pytest.raises(Refused):
        assign(case.stage, [order(case, dewi)], by=cast.national)
    assert not Assignment.objects.filter(assessor=dewi).exists()
    assert Membership.objects.filter(user=dewi).count() == 1


def test_a_role_in_another_region_is_no_conflict(case, cast, dewi, other_region):
    MembershipFactory(user=dewi, role=Role.VERIFIER, region=other_region)
    assert assign(case.stage, [order(case, dewi)], by=cast.national)


def test_whoever_assesses_a_region_gets_no_other_role_in_it(case, cast, dewi, region):
    assign(case.stage, [order(case, dewi)], by=cast.national)
    with pytest.raises(ValidationError):
        Membership(user=dewi, role=Role.VERIFIER, region=region, starts_on=FIRST).full_clean()
    Membership(user=dewi, role=Role.VERIFIER, region=region, starts_on=date(2026, 12, 1)).full_clean()


def test_a_conflict_that_came_up_later_is_said_on_the_page_of_the_region(case, cast, as_, region):
    MembershipFactory(user=case.assignments[1].assessor, role=Role.VERIFIER, region=region)
    page = as_(cast.national).get(reverse("evaluation:round-region", args=[case.assessment.pk]))
    (found,) = [each for each in page.context["team"] if each.interest]
    assert found.assignment == case.assignments[1]


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": date(2026, 10, 31)},
        {"ends_on": date(2026, 12, 1)},
        {"starts_on": LAST, "ends_on": FIRST},
        {"is_chair": True},
    ],
)
def test_days_lie_inside_the_stage_and_a_team_has_one_chair(case, cast, dewi, changes):
    with pytest.raises(Refused):
        assign(case.stage, [order(case, dewi, **changes)], by=cast.national)


def test_nobody_is_assigned_twice_in_a_stage(case, cast):
    with pytest.raises(Refused):
        assign(case.stage, [order(case, case.assignments[0].assessor)], by=cast.national)


@pytest.mark.parametrize("name", ["admin", "verifier", "assessor"])
def test_only_the_nation_assigns(case, cast, dewi, name):
    with pytest.raises(PermissionDenied):
        assign(case.stage, [order(case, dewi)], by=getattr(cast, name))


def test_changing_the_days_moves_the_membership_and_never_makes_a_second_one(case, cast, dewi):
    (made,) = assign(case.stage, [order(case, dewi)], by=cast.national)
    what = {"institution": "UGM", "is_chair": False, "by": cast.national}
    changed = change_assignment(made, starts_on=FIRST, ends_on=date(2026, 11, 20), **what)
    assert Membership.objects.get(user=dewi).ends_on == date(2026, 11, 20)
    moved = change_assignment(changed, starts_on=date(2026, 11, 12), ends_on=LAST, **what)
    assert moved.membership.starts_on == date(2026, 11, 12)
    in_force = Membership.objects.filter(user=dewi, archived_at=None).in_force(date(2026, 11, 25))
    assert in_force.count() == 1
    assert Notice.objects.filter(user=dewi, kind="evaluation.assignment_changed").count() == 2


def test_a_withdrawn_assessor_reads_nothing_any_more(case, cast, region, as_):
    row = case.assignments[0]
    browser = as_(row.assessor)
    address = reverse("evaluation:assignment-detail", args=[row.pk])
    assert browser.get(address).status_code == 200
    with pytest.raises(Refused):
        withdraw(row, reason=" ", by=cast.national)
    withdraw(row, reason="Berhalangan", by=cast.national)
    assert browser.get(address).status_code == 403
    assert not reads(row.assessor, region)
    assert Notice.objects.get(user=row.assessor, kind="evaluation.assignment_ended").params["reason"] == "Berhalangan"


def test_a_withdrawn_assessor_can_be_assigned_again_in_the_same_row(case, cast, region):
    row = case.assignments[0]
    withdraw(row, reason="Berhalangan", by=cast.national)
    (again,) = assign(case.stage, [order(case, row.assessor)], by=cast.national)
    assert again.pk == row.pk
    assert Assignment.objects.filter(assessor=row.assessor, archived_at=None).count() == 1
    assert Membership.objects.filter(user=row.assessor, archived_at=None).count() == 1
    assert reads(row.assessor, region)


def test_two_stages_that_begin_together_share_the_membership(case, cast, dewi, region):
    (one,) = assign(case.stage, [order(case, dewi, ends_on=date(2026, 11, 20))], by=cast.national)
    (other,) = assign(case.first, [order(case, dewi)], by=cast.national)
    assert one.membership == other.membership
    withdraw(other, reason="Salah", by=cast.national)
    assert Membership.objects.get(user=dewi).ends_on == date(2026, 11, 20)
    assert reads(dewi, region)


def many(browser, case, lines, **changes):
    sent = {"stage": case.stage.pk, "starts_on": "2026-11-01", "ends_on": "2026-11-30", "lines": lines}
    return browser.post(reverse("evaluation:assign-many", args=[case.round.pk]), sent | changes)


def test_many_are_assigned_from_a_pasted_table(case, cast, as_, dewi, other_region):
    AssessmentFactory(region=other_region, round=case.round)
    UserFactory(email="eko@kampus.example")
    lines = (
        "Daerah;E-mail;Instansi;Ketua\n"
        "52.07;DEWI@kampus.example;ITB;\n"
        "KAB. SUMBAWA;dewi@kampus.example;ITB;ya\n"
        "5204;eko@kampus.example;UGM;"
    )
    assert many(as_(cast.national), case, lines).status_code == 302
    found = Assignment.objects.filter(assessor=dewi).order_by("assessment__region__code")
    assert [(each.assessment.region.code, each.is_chair, each.institution) for each in found] == [
        ("52.04", True, "ITB"),
        ("52.07", False, "ITB"),
    ]
    assert Assignment.objects.filter(assessor__email="eko@kampus.example").count() == 1


def test_one_wrong_line_writes_nothing_and_every_problem_is_listed(case, cast, as_, dewi, region):
    MembershipFactory(user=UserFactory(email="orang@daerah.example"), role=Role.VERIFIER, region=region)
    lines = (
        "52.07,dewi@kampus.example,ITB,\n"
        "99.99,dewi@kampus.example,ITB,\n"
        "52.07,siapa@kampus.example,ITB,\n"
        "52.07,orang@daerah.example,Dinas,\n"
        "52.07,dewi@kampus.example,ITB,"
    )
    answer = many(as_(cast.national), case, lines)
    assert answer.status_code == 422
    assert [number for number, _text, _problem in answer.context["problems"]] == [2, 3, 4, 5]
    assert not Assignment.objects.filter(assessor=dewi).exists()


def test_an_assessor_is_assigned_on_the_page_of_the_region(case, cast, as_, dewi):
    sent = {"stage": case.stage.pk, "email": dewi.email, "starts_on": "2026-11-01", "ends_on": "2026-11-30"}
    page = reverse("evaluation:assign", args=[case.assessment.pk])
    browser = as_(cast.national)
    assert browser.post(page, sent | {"email": "siapa@kampus.example"}).status_code == 422
    assert browser.post(page, sent).status_code == 302
    assert Assignment.objects.get(assessor=dewi).starts_on == FIRST
