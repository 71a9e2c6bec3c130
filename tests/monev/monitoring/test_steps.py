"""Who takes which step with a report, what it leaves behind, and what is refused."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import Conflict, Refused
from masterplan.models.commitments import Pledge
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.models.trail import QualityFlag, Transition
from monev.monitoring.quality import JUMP, NO_EVIDENCE
from monev.monitoring.services.flags import settle_flag
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import IllegalStep, State, Step
from organizations.models import AuditEntry, Region
from organizations.roles import Role
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.monitoring import SpendingFactory
from tests.factories.organizations import MembershipFactory
from tests.factories.quickwins import QuickWinFactory
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
def report(case, cast):
    """A whole report of the OPD under test, entered by its staff."""
    return whole_report(case, cast.staff)


def whole_report(case, by, **columns):
    report = ProgressReport(program=case.program, period=case.period, **{"physical_percent": Decimal(30), **columns})
    report.entered_by = by
    report.store(by=by, reason="entry")
    SpendingFactory(report=report, source_of_funds=case.pad)
    return report


def put(report, state):
    """The report as if it stood in `state`."""
    type(report).objects.filter(pk=report.pk).update(state=state)
    report.refresh_from_db()
    return report


def approving(region):
    Region.objects.filter(pk=region.pk).update(head_approves=True)


EVERYBODY = (
    "staff",
    "head",
    "colleague",
    "verifier",
    "council",
    "admin",
    "assessor",
    "national",
    "nobody",
    "foreign_agency_staff",
    "foreign_verifier",
    "foreign_council",
    "foreign_region_admin",
    "foreign_assessor",
)
OPD, HEAD, VERIFIER = {"staff", "head"}, {"head"}, {"verifier"}
RIGHTS = [
    # from, step, to, who may, in regions where the head approves
    (State.DRAFT, Step.SUBMIT, State.SUBMITTED, OPD, False),
    (State.RETURNED, Step.SUBMIT, State.SUBMITTED, OPD, False),
    (State.SUBMITTED, Step.WITHDRAW, State.DRAFT, OPD, False),
    (State.SUBMITTED, Step.APPROVE, State.APPROVED, HEAD, True),
    (State.SUBMITTED, Step.DECLINE, State.RETURNED, HEAD, True),
    (State.SUBMITTED, Step.VERIFY, State.VERIFIED, VERIFIER, False),
    (State.SUBMITTED, Step.RETURN, State.RETURNED, VERIFIER, False),
    (State.APPROVED, Step.VERIFY, State.VERIFIED, VERIFIER, True),
    (State.APPROVED, Step.RETURN, State.RETURNED, VERIFIER, True),
    (State.VERIFIED, Step.RETURN, State.RETURNED, VERIFIER, False),
]


@pytest.mark.parametrize(("source", "step", "target", "who", "approval"), RIGHTS)
def test_every_step_is_taken_by_those_who_may_and_by_nobody_else(
    report, cast, region, source, step, target, who, approval
):
    if approval:
        approving(region)
    for name in EVERYBODY:
        put(report, source)
        if name in who:
            assert take_step(report, step, by=getattr(cast, name), reason="Lengkapi foto").state == target
        else:
            with pytest.raises(PermissionDenied):
                take_step(report, step, by=getattr(cast, name), reason="Lengkapi foto")
            report.refresh_from_db()
            assert report.state == source


@pytest.mark.parametrize(
    ("approval", "step"), [(True, Step.VERIFY), (False, Step.APPROVE), (False, Step.DECLINE), (False, Step.SUBMIT)]
)
def test_a_submitted_report_knows_no_step_of_the_other_kind_of_region(report, cast, region, approval, step):
    if approval:
        approving(region)
    put(report, State.SUBMITTED)
    person = cast.verifier if step == Step.VERIFY else cast.head
    with pytest.raises(IllegalStep):
        take_step(report, step, by=person, reason="Karena")


@pytest.mark.parametrize(("source", "step", "target", "who", "approval"), RIGHTS)
def test_nothing_moves_in_a_locked_period(report, cast, region, source, step, target, who, approval):
    if approval:
        approving(region)
    put(report, source)
    Period.objects.filter(pk=report.period_id).update(locked_at=timezone.now())
    with pytest.raises(IllegalStep, match=r"terkunci|locked|dikunci"):
        take_step(report, step, by=getattr(cast, sorted(who)[0]), reason="Karena")


@pytest.mark.parametrize("step", [Step.RETURN, Step.DECLINE])
def test_giving_back_needs_a_reason_at_its_field(report, cast, region, step):
    approving(region)
    put(report, State.SUBMITTED)
    person = cast.verifier if step == Step.RETURN else cast.head
    with pytest.raises(Refused) as refused:
        take_step(report, step, by=person, reason="   ")
    assert refused.value.field == "reason"
    report.refresh_from_db()
    assert report.state == State.SUBMITTED


def test_staff_submit_only_what_is_complete(case, cast):
    report = whole_report(case, cast.staff, physical_percent=None)
    with pytest.raises(Refused) as refused:
        take_step(report, Step.SUBMIT, by=cast.staff)
    assert refused.value.field == "physical_percent"
    assert not Transition.objects.exists()


def test_nobody_submits_before_the_period_opens(report, cast):
    with time_machine.travel("2026-09-01 02:00:00+00:00"), pytest.raises(Refused):
        take_step(report, Step.SUBMIT, by=cast.staff)


def test_a_report_sent_after_the_closing_day_is_late_and_one_corrected_after_it_is_not(case, report, cast):
    sent = take_step(report, Step.SUBMIT, by=cast.staff)
    assert not sent.is_late
    back = take_step(sent, Step.RETURN, by=cast.verifier, reason="Lengkapi foto")
    with time_machine.travel("2026-10-07 02:00:00+00:00"):
        assert not take_step(back, Step.SUBMIT, by=cast.staff).is_late
        case.program = case.foreign
        other = whole_report(case, cast.colleague)
        assert take_step(other, Step.SUBMIT, by=cast.colleague).is_late


def test_a_step_writes_who_when_and_why(report, cast, region, agency):
    sent = take_step(report, Step.SUBMIT, by=cast.staff)
    assert (sent.submitted_by, sent.submitted_at is not None) == (cast.staff, True)
    back = take_step(sent, Step.RETURN, by=cast.verifier, reason="Lengkapi foto")
    assert back.return_reason == "Lengkapi foto"
    done = take_step(take_step(back, Step.SUBMIT, by=cast.head), Step.VERIFY, by=cast.verifier)
    assert (done.verified_by, done.verified_at is not None) == (cast.verifier, True)
    trail = Transition.objects.filter(progress_report=report)
    assert [(each.from_state, each.to_state, each.by, each.reason) for each in trail] == [
        ("draft", "submitted", cast.staff, ""),
        ("submitted", "returned", cast.verifier, "Lengkapi foto"),
        ("returned", "submitted", cast.head, ""),
        ("submitted", "verified", cast.verifier, ""),
    ]
    assert {(each.region, each.agency) for each in trail} == {(region, agency)}
    assert AuditEntry.objects.filter(verb="report.return", by=cast.verifier).count() == 1
    newest = done.history.first()
    assert (newest.history_user, newest.history_change_reason) == (cast.verifier, "verify")


def test_a_report_that_was_verified_and_returned_is_no_longer_called_verified(report, cast):
    put(report, State.VERIFIED)
    back = take_step(report, Step.RETURN, by=cast.verifier, reason="Salah tahun")
    assert (back.verified_by, back.verified_at) == (None, None)


def doubled(user, region, role, agency=None):
    """The same person with a second role."""
    MembershipFactory(user=user, role=role, region=region, agency=agency)
    return type(user).objects.get(pk=user.pk)


def test_nobody_verifies_what_they_submitted(report, cast, region):
    person = doubled(cast.staff, region, Role.VERIFIER)
    sent = take_step(report, Step.SUBMIT, by=person)
    with pytest.raises(Refused):
        take_step(sent, Step.VERIFY, by=person)
    assert take_step(sent, Step.VERIFY, by=cast.verifier).state == State.VERIFIED


def test_nobody_verifies_what_they_entered_and_another_submitted(report, cast, region):
    report.physical_percent = Decimal(31)
    report.entered_by = cast.head
    report.store(by=cast.head, reason="entry")
    sent = take_step(report, Step.SUBMIT, by=cast.head)
    first = doubled(cast.staff, region, Role.VERIFIER)
    with pytest.raises(Refused):
        take_step(sent, Step.VERIFY, by=first)
    assert take_step(sent, Step.RETURN, by=first, reason="Lengkapi").state == State.RETURNED


def test_a_verifier_does_not_decide_on_figures_that_changed_meanwhile(report, cast):
    sent = take_step(report, Step.SUBMIT, by=cast.staff)
    seen = sent.version
    take_step(sent, Step.WITHDRAW, by=cast.staff)
    with pytest.raises(Conflict):
        take_step(sent, Step.VERIFY, by=cast.verifier, seen_version=seen)
    report.refresh_from_db()
    assert report.state == State.DRAFT


def test_submitting_writes_what_looks_wrong_and_verifying_settles_it(report, cast, region, agency):
    report.physical_percent = Decimal(100)
    report.store(by=cast.staff, reason="entry")
    sent = take_step(report, Step.SUBMIT, by=cast.staff)
    flags = {flag.code: flag for flag in QualityFlag.objects.filter(progress_report=report)}
    assert {NO_EVIDENCE, JUMP} <= set(flags)
    assert flags[NO_EVIDENCE].severity == QualityFlag.Severity.WARNING
    assert (flags[JUMP].region, flags[JUMP].agency, flags[JUMP].settled_at) == (region, agency, None)
    take_step(sent, Step.VERIFY, by=cast.verifier)
    assert set(QualityFlag.objects.filter(progress_report=report).values_list("settled_by", flat=True)) == {
        cast.verifier.pk
    }


def test_a_corrected_report_loses_its_flag(report, cast):
    report.physical_percent = Decimal(100)
    report.store(by=cast.staff, reason="entry")
    back = take_step(take_step(report, Step.SUBMIT, by=cast.staff), Step.RETURN, by=cast.verifier, reason="Bukti?")
    back.physical_percent = Decimal(35)
    back.store(by=cast.staff, reason="entry")
    take_step(back, Step.SUBMIT, by=cast.staff)
    assert not QualityFlag.objects.filter(progress_report=report, code__in=[NO_EVIDENCE, JUMP]).exists()


def test_only_the_verifier_of_the_region_settles_a_flag_and_once(report, cast):
    report.physical_percent = Decimal(100)
    report.store(by=cast.staff, reason="entry")
    take_step(report, Step.SUBMIT, by=cast.staff)
    flag = QualityFlag.objects.filter(code=JUMP).get()
    for person in (cast.staff, cast.head, cast.council, cast.foreign_verifier):
        with pytest.raises(PermissionDenied):
            settle_flag(flag, by=person)
    assert settle_flag(flag, by=cast.verifier).settled_by == cast.verifier
    with pytest.raises(Refused):
        settle_flag(flag, by=cast.verifier)


@pytest.fixture
def others(case, region, agency, cast):
    """A report on a quick win and one on a pledge of the OPD under test."""
    win = QuickWinFactory(region=region, agency=agency)
    pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency))
    return SimpleNamespace(
        quick_win=QuickWinReport.objects.create(
            quick_win=win, period=case.period, physical_percent=Decimal(20), entered_by=cast.staff
        ),
        pledge=PledgeReport.objects.create(
            pledge=pledge, period=case.period, pledge_state=Pledge.State.KEPT, entered_by=cast.staff
        ),
    )


@pytest.mark.parametrize(("name", "field"), [("quick_win", "quick_win_report"), ("pledge", "pledge_report")])
def test_quick_wins_and_pledges_go_the_same_way(others, cast, name, field):
    report = getattr(others, name)
    sent = take_step(report, Step.SUBMIT, by=cast.staff)
    with pytest.raises(PermissionDenied):
        take_step(sent, Step.VERIFY, by=cast.head)
    assert take_step(sent, Step.VERIFY, by=cast.verifier).state == State.VERIFIED
    assert Transition.objects.filter(**{field: report}).count() == 2


def test_a_pledge_stands_where_its_verified_report_says(others, cast):
    pledge = others.pledge.pledge
    done = take_step(take_step(others.pledge, Step.SUBMIT, by=cast.staff), Step.VERIFY, by=cast.verifier)
    pledge.refresh_from_db()
    assert (done.state, pledge.state) == (State.VERIFIED, Pledge.State.KEPT)
