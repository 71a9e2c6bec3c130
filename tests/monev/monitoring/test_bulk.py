"""Verifying many at once: only the unremarkable, each on its own, and each refusal with its reason."""

from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import QualityFlag, Transition
from monev.monitoring.progress import AMBER, GREEN, RED
from monev.monitoring.selectors.authors import has_entered, own_entries
from monev.monitoring.selectors.signs import signs_of
from monev.monitoring.selectors.subjects import KINDS, kind_of
from monev.monitoring.selectors.unremarkable import REASONS, Signs, unremarkable
from monev.monitoring.selectors.verification import QueueFilter, agency_counts, queue
from monev.monitoring.services.bulk import Choice, choices_of, verify_together
from monev.monitoring.services.remarks import add_remark
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import State, Step
from organizations.roles import Can, Role
from tests.factories.monitoring import ProgressReportFactory, SpendingFactory
from tests.factories.organizations import MembershipFactory
from tests.factories.trail import EvidenceFactory, EvidenceUseFactory
from tests.monev.monitoring.entry_case import NOW, make_case

QUEUE = "/verifikasi/"


def test_numbers_that_no_report_has_are_left_out():
    assert choices_of([f"progress:{'9' * digits}:1" for digits in (19, 5000)]) == []


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, ()),
        ({"is_waiting": False}, ("not_waiting",)),
        ({"is_own": True}, ("own_entry",)),
        ({"is_correction": True}, ("correction",)),
        ({"open_flags": 1}, ("open_flags",)),
        ({"open_remarks": 2}, ("open_remarks",)),
        ({"is_late": True}, ("late",)),
        ({"rose": True}, ("no_evidence",)),
        ({"rose": True, "evidence": 1}, ()),
        ({"light": AMBER}, ("behind",)),
        ({"light": RED}, ("behind",)),
        ({"light": None}, ("behind",)),
        ({"light": None, "has_plan": False}, ()),
        ({"is_own": True, "is_late": True, "light": RED}, ("own_entry", "late", "behind")),
    ],
)
def test_the_rule_of_the_unremarkable(change, reasons):
    assert unremarkable(replace(Signs(), **change)) == reasons


SIGNS = st.builds(
    Signs,
    is_waiting=st.booleans(),
    is_own=st.booleans(),
    is_correction=st.booleans(),
    open_flags=st.integers(0, 3),
    open_remarks=st.integers(0, 3),
    is_late=st.booleans(),
    rose=st.booleans(),
    evidence=st.integers(0, 3),
    has_plan=st.booleans(),
    light=st.sampled_from([GREEN, AMBER, RED, None]),
)


@given(SIGNS)
def test_ones_own_entry_is_never_unremarkable_and_every_reason_has_words(signs):
    against = unremarkable(signs)
    assert set(against) <= set(REASONS)
    if signs.is_own or signs.open_flags or signs.open_remarks or not signs.is_waiting:
        assert against
    assert unremarkable(replace(signs, evidence=signs.evidence + 1)) in (
        against,
        tuple(code for code in against if code != "no_evidence"),
    )


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency, db):
    return make_case(region, agency, other_agency, programs=3)


def calm(case, program, by):
    """A report about which nothing has to be asked: on schedule, with evidence, its findings settled."""
    report = ProgressReportFactory(program=program, period=case.period, physical_percent=Decimal(100))
    report.entered_by = by
    report.store(by=by, reason="entry")
    SpendingFactory(report=report, source_of_funds=case.pad)
    proof = EvidenceFactory(region=case.period.region, agency=program.lead_agency, uploaded_by=by)
    EvidenceUseFactory(progress_report=report, evidence=proof)
    sent = take_step(report, Step.SUBMIT, by=by)
    QualityFlag.objects.filter(progress_report=report).update(settled_at=sent.submitted_at)
    return sent


def choice(report):
    return Choice(kind_of(report).slug, report.pk, report.version)


def test_each_chosen_report_is_verified_or_comes_back_with_its_reason(case, cast):
    good, asked, flagged = (calm(case, program, cast.staff) for program in case.programs)
    add_remark(asked, "narrative", "Siapa?", by=cast.verifier)
    QualityFlag.objects.create(
        progress_report=flagged,
        region=case.period.region,
        agency=flagged.agency,
        code="jump",
        about="x",
        severity="notice",
        params={"points": "45"},
    )
    result = verify_together([choice(asked), choice(good), choice(flagged)], by=cast.verifier)
    assert (result.asked, [each.pk for each in result.verified]) == (3, [good.pk])
    assert [(each.name, each.reasons) for each in result.refused] == [
        (str(asked), (str(REASONS["open_remarks"]),)),
        (str(flagged), (str(REASONS["open_flags"]),)),
    ]
    states = dict(ProgressReport.objects.values_list("pk", "state"))
    assert states == {good.pk: State.VERIFIED, asked.pk: State.SUBMITTED, flagged.pk: State.SUBMITTED}
    assert Transition.objects.filter(progress_report=good, to_state=State.VERIFIED, by=cast.verifier).count() == 1


def test_what_changed_since_the_list_was_shown_is_not_verified(case, cast):
    report = calm(case, case.program, cast.staff)
    seen = choice(report)
    back = take_step(report, Step.WITHDRAW, by=cast.staff)
    again = take_step(back, Step.SUBMIT, by=cast.staff)
    QualityFlag.objects.update(settled_at=again.submitted_at)
    result = verify_together([seen], by=cast.verifier)
    assert (result.verified, len(result.refused)) == ((), 1)
    again.refresh_from_db()
    assert again.state == State.SUBMITTED


def test_nobody_verifies_the_own_entry_in_bulk(case, cast, region):
    MembershipFactory(user=cast.staff, role=Role.VERIFIER, region=region)
    person = type(cast.staff).objects.get(pk=cast.staff.pk)
    report = calm(case, case.program, person)
    result = verify_together([choice(report)], by=person)
    assert [each.reasons for each in result.refused] == [(str(REASONS["own_entry"]),)]
    report.refresh_from_db()
    assert report.state == State.SUBMITTED


def test_who_handed_in_evidence_only_has_entered_too(case, cast, region):
    report = calm(case, case.program, cast.staff)
    proof = EvidenceFactory(region=region, agency=report.agency, uploaded_by=cast.head)
    EvidenceUseFactory(progress_report=report, evidence=proof)
    assert has_entered(report, cast.head)
    assert not has_entered(report, cast.verifier)
    take_step(report, Step.RETURN, by=cast.verifier, reason="Periksa")
    assert not has_entered(report, cast.verifier), "to return is not to enter"
    assert own_entries(KINDS[0], [report.pk, 0], cast.staff) == {report.pk}


@pytest.mark.parametrize("name", ["staff", "colleague", "council", "admin", "foreign_verifier", "nobody"])
def test_others_verify_nothing(case, cast, name):
    report = calm(case, case.program, cast.staff)
    result = verify_together([choice(report)], by=getattr(cast, name))
    assert result.verified == ()
    report.refresh_from_db()
    assert report.state == State.SUBMITTED


def test_what_rose_without_evidence_is_a_sign(case, cast):
    report = ProgressReportFactory(program=case.program, period=case.period, physical_percent=Decimal(30))
    SpendingFactory(report=report, source_of_funds=case.pad)
    earlier = ProgressReportFactory(program=case.program, period=case.earlier, physical_percent=Decimal(30))
    ProgressReport.objects.filter(pk=earlier.pk).update(state=State.VERIFIED)
    take_step(report, Step.SUBMIT, by=cast.staff)
    (row,) = queue(cast.verifier, Can.VERIFY)
    assert not signs_of([row], seen_by=cast.verifier)[row.key].rose
    ProgressReport.objects.filter(pk=earlier.pk).update(physical_percent=Decimal(20))
    assert signs_of([row], seen_by=cast.verifier)[row.key].rose


# The page


def test_the_page_offers_boxes_for_the_unremarkable_only_and_says_what_became_of_each(as_, case, cast):
    good, late = calm(case, case.programs[0], cast.staff), calm(case, case.programs[1], cast.staff)
    ProgressReport.objects.filter(pk=late.pk).update(is_late=True)
    browser = as_(cast.verifier)
    text = browser.get(QUEUE).content.decode()
    boxes = [f"progress:{each.pk}:{each.version}" for each in (good, late)]
    assert [box in text for box in boxes] == [True, False]
    answer = browser.post(f"{QUEUE}?urut=opd", {"chosen": boxes})
    assert (answer.status_code, answer["Location"]) == (302, f"{QUEUE}?urut=opd")
    said = [str(each) for each in get_messages(answer.wsgi_request)]
    assert len(said) == 2
    assert str(late) in said[1]
    assert str(REASONS["late"]) in said[1]


def test_choosing_nothing_is_said(as_, cast, case):
    answer = as_(cast.verifier).post(QUEUE, {"chosen": ["nonsense", "progress:x:1", "progress:9999999:1"]})
    assert len(list(get_messages(answer.wsgi_request))) == 1
    answer = as_(cast.verifier).post(QUEUE)
    assert len(list(get_messages(answer.wsgi_request))) == 1


def test_what_the_boxes_send_is_read_with_care():
    good = Choice("progress", 1, 2)
    assert choices_of(["progress:1:2", "progress:1:2", "progress:1", "other:1:2", "progress:²:1", ":::"]) == [good]


def test_the_desk_of_the_head_verifies_nothing_in_bulk(as_, cast, case):
    assert as_(cast.head).post("/persetujuan/", {"chosen": "progress:1:1"}).status_code == 405


def test_the_queue_is_sorted_as_asked_and_counted_by_opd(case, cast):
    first = calm(case, case.programs[1], cast.staff)
    second = calm(case, case.foreign, cast.colleague)
    third = calm(case, case.programs[0], cast.staff)
    orders = {
        "age": [first, second, third],
        "name": sorted([first, second, third], key=lambda each: str(each.program).casefold()),
        "agency": sorted([first, second, third], key=lambda each: str(each.agency).casefold()),
    }
    for order, wanted in orders.items():
        rows = queue(cast.verifier, Can.VERIFY, QueueFilter(order=order))
        names = [getattr(row.report, "agency" if order == "agency" else "pk") for row in rows]
        assert names == [getattr(each, "agency" if order == "agency" else "pk") for each in wanted], order
    counts = agency_counts(queue(cast.verifier, Can.VERIFY))
    assert [(each.agency, each.count) for each in counts] == [(first.agency, 2), (second.agency, 1)]


def test_the_points_of_risk_are_said_in_words(case, cast):
    report = calm(case, case.program, cast.staff)
    ProgressReport.objects.filter(pk=report.pk).update(is_late=True)
    QualityFlag.objects.create(
        progress_report=report,
        region=case.period.region,
        agency=report.agency,
        code="jump",
        about="x",
        severity="warning",
    )
    (row,) = queue(cast.verifier, Can.VERIFY)
    assert row.risk == 5
    assert sum(int(reason.rsplit("+", 1)[1].rstrip(")")) for reason in row.risk_reasons) == row.risk


def test_previous_and_next_keep_the_filter(as_, case, cast):
    reports = [calm(case, program, cast.staff) for program in case.programs]
    rows = queue(cast.verifier, Can.VERIFY, QueueFilter(order="age"))
    url = reverse("monitoring:verification-detail", args=[reports[1].pk])
    page = as_(cast.verifier).get(f"{url}?urut=umur")
    for name, row in (("previous_url", rows[0]), ("next_url", rows[2])):
        wanted = reverse("monitoring:verification-detail", args=[row.report.pk])
        assert page.context[name] == f"{wanted}?urut=umur"
