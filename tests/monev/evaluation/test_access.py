"""Who reads what in the course of an evaluation, over all its pages and REST lists at once.

An assessor reads the assigned region in the assigned days and no other; a region reads no score, note or result before
the ministry publishes it. The addresses are those that the site knows: a page that is added later is asked for too.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import NoReverseMatch, reverse

from core import formats
from monev.evaluation import urls
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore, StageResult
from monev.evaluation.services.assignments import Order, assign
from monev.evaluation.services.score_sheets import Closed, Mark, score_items
from organizations.models import Membership, User
from smartcity.api import router
from tests.factories.evaluation import AssessorFindingFactory
from tests.factories.organizations import MembershipFactory, UserFactory
from tests.monev.evaluation.stage_case import close, give, make_stage, publish, result_of, take_part

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SECRET = "RAHASIA-ASESOR"
"""Stands in everything that assessors write."""
OF_REGION = ("staff", "head", "colleague", "verifier", "council", "secretary", "admin")
EVALUATION = [
    (prefix, view) for prefix, view, _name in router.registry if view.queryset.model._meta.app_label == "evaluation"
]


@pytest.fixture
def case(cast, region, other_region) -> SimpleNamespace:
    """Two regions in a round; three assessors have scored both, each with a note and a finding."""
    stage = make_stage({"a": 60, "b": 40}, {"a": 2, "b": 1})
    made = SimpleNamespace(stage=stage, region=region, national=cast.national)
    made.assessment, made.foreign = (take_part(stage, each) for each in (region, other_region))
    made.assignments = [give(stage, made.assessment, scores) for scores in ([1, 2, 1], [2, 1, 1], [4, 1, 0])]
    made.assignments.append(give(stage, made.foreign, [1, 2, 1]))
    ItemScore.objects.update(note=SECRET)
    for row in made.assignments:
        AssessorFindingFactory(assignment=row, text=f"{SECRET} {row.pk}")
    return made


def bring_to(case: SimpleNamespace, state: str) -> list[str]:
    """Take the stage on to `state`; returns the words that then belong to the result."""
    if state != "submitted":
        close(case.stage, by=case.national, confirmed=True)
    if state == "published":
        publish(case.stage, by=case.national)
    found = StageResult.objects.filter(assessment=case.assessment).first()
    return [SECRET, *((formats.number(found.index, 2), str(found.index), str(found.raw_index)) if found else ())]


def addresses(case: SimpleNamespace) -> Iterator[str]:
    """Every page of the evaluation, with every object of the round that it could name."""
    keys = {case.assessment.pk, case.foreign.pk, case.stage.pk, case.stage.round.pk}
    keys |= set(Assignment.objects.values_list("pk", flat=True))
    keys |= set(AssessorFinding.objects.values_list("pk", flat=True))
    words = {"dimension": "a", "code": "1.01", "kind": "II", "item": case.stage.round.instrument.items.first().pk}
    for pattern in urls.urlpatterns:
        names = set(pattern.pattern.regex.groupindex) | set(pattern.pattern.converters)
        for key in keys if names & {"pk", "assessment"} else [0]:
            known = {"region": case.region.code, "pk": key, "assessment": key, "format": "xlsx", **words}
            try:
                yield reverse(f"evaluation:{pattern.name}", kwargs={name: known[name] for name in names})
            except (KeyError, NoReverseMatch):
                continue
    for name in ("portal:dashboard", "monitoring:ledger", "portal:meetings"):
        yield reverse(name, args=[case.region.code])
    yield reverse("portal:home")


def told(browser, address: str) -> str:
    answer = browser.get(address)
    return b"".join(answer).decode(errors="replace") if answer.status_code == 200 else ""


def lists(browser, prefix: str) -> str:
    answer = browser.get(reverse(f"api:{prefix_name(prefix)}-list"), {"page_size": 100})
    assert answer.status_code in (200, 403), prefix
    # The parts of a second in a moment are no score, but may look like one.
    return re.sub(r"(:\d\d)\.\d+", r"\1", answer.content.decode()) if answer.status_code == 200 else ""


def prefix_name(prefix: str) -> str:
    return next(router.get_default_basename(view) for known, view, _name in router.registry if known == prefix)


@pytest.mark.parametrize("state", ["submitted", "closed"])
@pytest.mark.parametrize(("prefix", "view"), EVALUATION, ids=[prefix for prefix, _view in EVALUATION])
def test_no_rest_list_tells_a_region_a_score_before_publication(as_, cast, case, prefix, view, state):
    secrets = bring_to(case, state)
    for who in OF_REGION:
        shown = lists(as_(getattr(cast, who)), prefix)
        assert not [each for each in secrets if each in shown], (who, prefix)


@pytest.mark.parametrize("state", ["submitted", "closed"])
def test_no_page_tells_a_region_a_score_before_publication(as_, cast, case, state):
    secrets = bring_to(case, state)
    asked = list(addresses(case))
    assert len(asked) > 30
    for who in ("staff", "verifier", "council", "admin"):
        browser = as_(getattr(cast, who))
        for address in asked:
            shown = told(browser, address)
            assert not [each for each in secrets if each in shown], (who, address)


def test_after_publication_the_region_reads_its_scores_and_no_other_regions(as_, cast, case):
    secrets = bring_to(case, "published")
    assert result_of(case.assessment).index > 0
    pages = "".join(told(as_(cast.verifier), each) for each in addresses(case))
    assert all(each in pages for each in secrets[:2])
    for prefix, _view in EVALUATION:
        rows = as_(cast.verifier).get(reverse(f"api:{prefix_name(prefix)}-list"), {"page_size": 100}).json()
        regions = {row["region"]["code"] for row in rows["results"] if row.get("region")}
        assert regions <= {case.region.code}, prefix
        foreign = lists(as_(cast.foreign_verifier), prefix)
        assert f"{SECRET} {case.assignments[0].pk}" not in foreign


@pytest.fixture
def days():
    """`days(n)`: it is the n-th of November 2026, at noon in Jakarta."""
    return lambda number: time_machine.travel(datetime.datetime(2026, 11, number, 5, tzinfo=datetime.UTC), tick=True)


@pytest.fixture
def assigned(case, cast, days) -> SimpleNamespace:
    """A person without any role, assigned to the region from the 10th to the 20th."""
    person = UserFactory(name="Asesor Baru")
    with days(5):
        order = Order(case.assessment, person, datetime.date(2026, 11, 10), datetime.date(2026, 11, 20), "Universitas")
        row = assign(case.stage, [order], by=cast.national)[0]
    return SimpleNamespace(person=person, row=row, item=case.stage.round.instrument.items.first())


def reads(person: User, region) -> int:
    """What the dashboard of a region answers this person, who logs in anew."""
    browser = Client()
    browser.force_login(User.objects.get(pk=person.pk))
    return browser.get(reverse("portal:dashboard", args=[region.code])).status_code


@pytest.mark.parametrize(("day", "lets_in"), [(9, False), (10, True), (15, True), (20, True), (21, False)])
def test_an_assessor_reads_the_assigned_region_in_the_assigned_days_and_no_other(
    case, assigned, other_region, days, day, lets_in
):
    with days(day):
        assert (reads(assigned.person, case.region) == 200) is lets_in
        assert reads(assigned.person, other_region) in (403, 404)
        person = User.objects.get(pk=assigned.person.pk)
        assert set(Assessment.objects.allowed(person, "view")) == ({case.assessment} if lets_in else set())


@pytest.mark.parametrize(("day", "lets_in"), [(9, False), (10, True), (20, True), (21, False)])
def test_an_assessor_scores_in_the_assigned_days_only(assigned, days, day, lets_in):
    with days(day):
        person = User.objects.get(pk=assigned.person.pk)
        if lets_in:
            score_items(assigned.row, {assigned.item.pk: Mark(score=2)}, by=person)
        else:
            with pytest.raises((PermissionDenied, Closed)):
                score_items(assigned.row, {assigned.item.pk: Mark(score=2)}, by=person)
    assert ItemScore.objects.filter(assignment=assigned.row).exists() is lets_in


def test_an_assessor_who_has_not_submitted_reads_no_colleagues_scores_anywhere(as_, case, assigned, days):
    with days(12):
        browser = as_(User.objects.get(pk=assigned.person.pk))
        for prefix, _view in EVALUATION:
            assert SECRET not in lists(browser, prefix), prefix
        for address in addresses(case):
            assert SECRET not in told(browser, address), address
        Assignment.objects.filter(pk=assigned.row.pk).update(submitted_at=datetime.datetime.now(datetime.UTC))
        assert SECRET in "".join(told(browser, each) for each in addresses(case))


def test_an_assignment_that_ends_takes_the_reading_with_it(case, assigned, days):
    with days(12):
        held = Membership.objects.get(user=assigned.person)
        assert (held.region, held.starts_on, held.ends_on) == (
            case.region,
            datetime.date(2026, 11, 10),
            datetime.date(2026, 11, 20),
        )
        Membership.objects.filter(pk=held.pk).update(ends_on=datetime.date(2026, 11, 11))
        assert reads(assigned.person, case.region) != 200


def test_an_assessor_of_another_region_reads_nothing_of_this_one(as_, cast, case):
    bring_to(case, "closed")
    stranger = UserFactory()
    MembershipFactory(user=stranger, role="assessor", region=case.foreign.region)
    browser = as_(stranger)
    for prefix, _view in EVALUATION:
        assert f"{SECRET} {case.assignments[0].pk}" not in lists(browser, prefix)
    assert browser.get(reverse("evaluation:result", args=[case.region.code, case.assessment.pk])).status_code == 404


def test_the_ministry_reads_the_results_before_it_publishes_them(as_, cast, case):
    secrets = bring_to(case, "closed")
    pages = "".join(told(as_(cast.national), each) for each in addresses(case))
    assert all(each in pages for each in secrets[:2])
    assert case.stage.state == RoundStage.State.CLOSED
