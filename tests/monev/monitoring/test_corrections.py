"""Corrections of a locked period: who opens them, who enters and verifies them, what counts, what stays as it was."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core.errors import Refused
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ActionItemProgress, ProgressReport, Spending
from monev.monitoring.models.trail import Transition
from monev.monitoring.selectors.corrections import corrections_of, corrections_on, may_correct
from monev.monitoring.selectors.entry import ReportData, stored_data
from monev.monitoring.selectors.figures import region_figures, report_figures
from monev.monitoring.selectors.locking import period_state
from monev.monitoring.selectors.subjects import report_on
from monev.monitoring.selectors.verification import queue
from monev.monitoring.services.corrections import abandon_correction, open_correction
from monev.monitoring.services.entry import PeriodClosed, save_draft
from monev.monitoring.services.evidence_verdicts import judge
from monev.monitoring.services.periods import lock_period
from monev.monitoring.services.remarks import add_remark
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import IllegalStep, State
from notices.models import Notice
from organizations.models import AuditEntry
from organizations.roles import Can, Role
from tests.factories.masterplan import ActionItemFactory
from tests.factories.monitoring import (
    ActionItemProgressFactory,
    IndicatorValueFactory,
    ProgressReportFactory,
    SpendingFactory,
)
from tests.factories.organizations import MembershipFactory
from tests.factories.trail import (
    EvidenceUseFactory,
    MilestoneProgressFactory,
    PledgeReportFactory,
    QuickWinReportFactory,
)
from tests.monev.monitoring.entry_case import make_case

pytestmark = pytest.mark.django_db
LOCKED = "2026-11-24 02:00:00+00:00"
"""Long after the third quarter was locked."""
REASON = "Realisasi PAD salah ketik."


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(LOCKED, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


def reported(case, cast, state=State.VERIFIED, **columns):
    """A report with all its parts in a period that is locked afterwards."""
    report = ProgressReportFactory(
        program=case.program, period=case.period, narrative="Tiga posyandu.", entered_by=cast.staff, state=State.DRAFT
    )
    SpendingFactory(report=report, source_of_funds=case.pad, amount=Decimal(400_000_000))
    value = IndicatorValueFactory(report=report, indicator=case.indicator, value=Decimal(41))
    item = case.program.action_items.first() or _item(case)
    if item:
        ActionItemProgressFactory(report=report, action_item=item)
    EvidenceUseFactory(progress_report=report, verdict="strong")
    EvidenceUseFactory(
        progress_report=None, indicator_value=value, evidence__region=case.period.region,
        evidence__agency=case.program.lead_agency,
    )  # fmt: skip
    ProgressReport.objects.filter(pk=report.pk).update(state=state, **columns)
    lock_period(case.period, by=cast.verifier)
    return ProgressReport.objects.get(pk=report.pk)


def _item(case):
    """Action items of an adopted version are frozen, so they may have to be left out."""
    try:
        with transaction.atomic():
            return ActionItemFactory(program=case.program)
    except DatabaseError:
        return None


def corrected(report, cast, percent, by="staff"):
    """A correction of `report` to another percent, entered, sent and verified."""
    made = open_correction(report, by=cast.verifier, reason=REASON)
    enter(made, getattr(cast, by), percent)
    made.refresh_from_db()
    sent = take_step(made, "submit", by=cast.staff)
    return take_step(sent, "verify", by=cast.verifier)


def enter(report, person, percent):
    data = stored_data(report)
    fields = {name: getattr(data, name) for name in data.__dataclass_fields__}
    fields["physical_percent"] = Decimal(percent)
    return save_draft(report, ReportData(**fields), by=person, seen_version=report.version)


@pytest.mark.parametrize(
    ("name", "may"),
    [("verifier", True), ("admin", True)]
    + [(name, False) for name in ("staff", "head", "council", "assessor", "national", "nobody", "foreign_verifier")],
)
def test_who_locks_a_period_opens_its_corrections(case, cast, name, may):
    report, person = reported(case, cast), getattr(cast, name)
    assert may_correct(report, user=person) is may
    if not may:
        with pytest.raises(PermissionDenied):
            open_correction(report, by=person, reason=REASON)
        return
    made = open_correction(report, by=person, reason=REASON)
    assert (made.revision, made.state, made.correction_reason, made.return_reason) == (2, "returned", REASON, REASON)
    entry = AuditEntry.objects.get(verb="correction.opened")
    assert (entry.by, entry.details["reason"]) == (person, REASON)


def test_a_correction_begins_as_a_copy_of_everything_that_was_reported(case, cast):
    report = reported(case, cast)
    made = open_correction(report, by=cast.verifier, reason=REASON)
    assert stored_data(made) == stored_data(report)
    assert made.submitted_at is None
    assert made.verified_by is None
    assert ActionItemProgress.objects.filter(report=made).count() == report.action_items.count()
    assert EvidenceUse.objects.get(progress_report=made).verdict == "strong"
    assert EvidenceUse.objects.filter(indicator_value__report=made).count() == 1
    assert EvidenceUse.objects.filter(progress_report=report).count() == 1


def test_the_opd_is_told_and_nobody_else(case, cast):
    open_correction(reported(case, cast), by=cast.verifier, reason=REASON)
    told = Notice.objects.filter(kind="correction.opened")
    assert {each.user for each in told} == {cast.staff, cast.head}
    assert told[0].url.endswith(f"/laporan/program/{case.program.pk}/{case.period.pk}/isi/")


def test_a_correction_needs_a_reason_at_its_field(case, cast):
    with pytest.raises(Refused) as refused:
        open_correction(reported(case, cast), by=cast.verifier, reason="  ")
    assert refused.value.field == "reason"


def test_a_report_of_an_open_period_is_returned_not_corrected(case, cast):
    report = ProgressReportFactory(program=case.program, period=case.period, state=State.VERIFIED)
    with pytest.raises(Refused, match="belum dikunci"):
        open_correction(report, by=cast.verifier, reason=REASON)


def test_only_one_correction_of_a_report_is_under_way(case, cast):
    report = reported(case, cast)
    open_correction(report, by=cast.verifier, reason=REASON)
    assert not may_correct(report, user=cast.admin)
    with pytest.raises(Refused, match="masih berjalan"):
        open_correction(report, by=cast.admin, reason=REASON)


def test_the_opd_enters_and_sends_a_correction_although_the_period_is_locked(case, cast):
    report = reported(case, cast)
    made = open_correction(report, by=cast.verifier, reason=REASON)
    saved = enter(made, cast.staff, 55)
    assert take_step(saved, "submit", by=cast.staff).state == State.SUBMITTED
    with pytest.raises(PeriodClosed):
        enter(report, cast.staff, 55)


def test_nobody_else_enters_a_correction(case, cast):
    made = open_correction(reported(case, cast), by=cast.verifier, reason=REASON)
    for person in (cast.colleague, cast.verifier, cast.council):
        with pytest.raises(PermissionDenied):
            enter(made, person, 55)


def test_a_correction_is_not_late_because_it_comes_after_the_lock(case, cast):
    assert not corrected(reported(case, cast), cast, 55).is_late
    assert not ProgressReport.objects.filter(is_late=True).exists()


def test_a_correction_under_way_never_hides_the_verified_figures(case, cast, region):
    report = reported(case, cast)
    made = open_correction(report, by=cast.verifier, reason=REASON)
    enter(made, cast.staff, 55)
    for preliminary in (False, True):
        figure = own_figure(region, case, preliminary=preliminary)
        assert (figure.actual, figure.entry.revision) == (Decimal(62), 1)
    assert period_state(case.period).counts["verified"] == 1


def test_a_verified_correction_counts_instead_of_the_report_before_it(case, cast, region):
    report = reported(case, cast)
    done = corrected(report, cast, 55)
    figure = own_figure(region, case)
    assert (figure.actual, figure.entry.report_id, figure.entry.is_correction) == (Decimal(55), done.pk, True)
    own = report_figures([report, done])
    assert (own[report.pk].actual, own[done.pk].actual) == (Decimal(62), Decimal(55))
    rows = ProgressReport.objects.annotate_superseded().order_by("revision")
    assert [row.is_superseded for row in rows] == [True, False]
    assert list(ProgressReport.objects.in_effect()) == [done]


def test_a_correction_is_corrected_again(case, cast, region):
    second = corrected(reported(case, cast), cast, 55)
    third = corrected(second, cast, 58)
    assert (third.revision, own_figure(region, case).actual) == (3, Decimal(58))
    with pytest.raises(Refused, match="telah dikoreksi"):
        open_correction(second, by=cast.verifier, reason=REASON)
    found = corrections_on(third, seen_by=cast.council)
    assert [(each.number, each.standing) for each in found] == [(2, "counts"), (1, "superseded")]


def test_a_report_that_missed_the_lock_counts_once_its_correction_is_verified(case, cast, region):
    report = reported(case, cast, state=State.DRAFT)
    assert own_figure(region, case).actual is None
    corrected(report, cast, 62)
    assert own_figure(region, case).actual == Decimal(62)


def own_figure(region, case, preliminary=False):
    figures = region_figures(region, case.period, preliminary=preliminary)
    return next(each for each in figures.programs if each.program == case.program)


def test_a_correction_waits_in_the_queue_like_any_report(case, cast):
    made = open_correction(reported(case, cast), by=cast.verifier, reason=REASON)
    assert queue(cast.verifier, Can.VERIFY) == []
    take_step(enter(made, cast.staff, 55), "submit", by=cast.staff)
    assert [row.report for row in queue(cast.verifier, Can.VERIFY)] == [made]


def test_who_entered_a_correction_does_not_verify_it(case, cast, region, agency):
    MembershipFactory(user=cast.verifier, role=Role.AGENCY_STAFF, region=region, agency=agency)
    made = open_correction(reported(case, cast), by=cast.verifier, reason=REASON)
    sent = take_step(enter(made, cast.verifier, 55), "submit", by=cast.staff)
    with pytest.raises(Refused):
        take_step(sent, "verify", by=cast.verifier)


def test_what_changed_is_told_with_the_value_before(case, cast):
    made = corrected(reported(case, cast), cast, 55)
    (found,) = corrections_of(case.period, seen_by=cast.assessor)
    assert (found.report, found.opened_by, found.standing, found.number) == (made, cast.verifier, "counts", 1)
    assert [(each.before, each.now) for each in found.changes] == [("62,0 %", "55,0 %")]
    assert REASON in found.sentence
    assert corrections_of(case.period, seen_by=cast.foreign_verifier) == ()


def test_who_opened_a_correction_withdraws_it_and_the_number_is_not_used_again(case, cast, region):
    report = reported(case, cast)
    made = open_correction(report, by=cast.verifier, reason=REASON)
    for person in (cast.staff, cast.head, cast.council):
        with pytest.raises(PermissionDenied):
            abandon_correction(made, by=person, reason="Tidak perlu.")
    with pytest.raises(Refused) as refused:
        abandon_correction(made, by=cast.verifier, reason="")
    assert refused.value.field == "reason"
    abandon_correction(made, by=cast.verifier, reason="Tidak perlu.")
    assert report_on(case.program, case.period) == report
    assert Transition.objects.filter(progress_report=made, reason="Tidak perlu.", by=cast.verifier).exists()
    assert [each.standing for each in corrections_of(case.period, seen_by=cast.staff)] == ["withdrawn"]
    assert own_figure(region, case).actual == Decimal(62)
    assert open_correction(report, by=cast.admin, reason=REASON).revision == 3


def test_another_verifier_does_not_withdraw_it_the_administrator_does(case, cast, region):
    made = open_correction(reported(case, cast), by=cast.verifier, reason=REASON)
    assert abandon_correction(made, by=cast.admin, reason="Salah buka.").archived_at is not None


def test_nothing_is_entered_or_decided_in_a_withdrawn_correction(case, cast):
    made = open_correction(reported(case, cast), by=cast.verifier, reason=REASON)
    gone = abandon_correction(made, by=cast.verifier, reason="Tidak perlu.")
    with pytest.raises(PeriodClosed):
        enter(gone, cast.staff, 55)
    with pytest.raises(IllegalStep):
        take_step(gone, "submit", by=cast.staff)
    with pytest.raises(Refused):
        add_remark(gone, "narrative", "Siapa?", by=cast.verifier)
    with pytest.raises(Refused):
        judge(gone.evidence_uses.first(), "weak", by=cast.verifier)


def test_a_verified_correction_takes_no_more_steps_and_is_not_withdrawn(case, cast):
    done = corrected(reported(case, cast), cast, 55)
    with pytest.raises(IllegalStep):
        take_step(done, "return", by=cast.verifier, reason="Lagi.")
    with pytest.raises(Refused):
        abandon_correction(done, by=cast.verifier, reason="Tidak perlu.")


def test_the_database_freezes_the_first_revision_and_a_verified_correction(case, cast):
    """Raw statements, past every service: see the triggers of migration 0003."""
    report = reported(case, cast)
    made = open_correction(report, by=cast.verifier, reason=REASON)
    Spending.objects.filter(report=made).update(amount=1)
    refuse(ProgressReport.objects.filter(pk=report.pk), physical_percent=1)
    refuse(Spending.objects.filter(report=report), amount=1)
    refuse(EvidenceUse.objects.filter(progress_report=report), verdict="none")
    sent = take_step(enter(made, cast.staff, 55), "submit", by=cast.staff)
    done = take_step(sent, "verify", by=cast.verifier)
    refuse(ProgressReport.objects.filter(pk=done.pk), physical_percent=1)
    refuse(ProgressReport.objects.filter(pk=done.pk), state=State.RETURNED)
    refuse(Spending.objects.filter(report=done), amount=1)
    refuse(EvidenceUse.objects.filter(progress_report=done), verdict="none")
    with pytest.raises(DatabaseError), transaction.atomic():
        ProgressReport.objects.filter(pk=done.pk)._raw_delete("default")


def refuse(rows, **columns):
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**columns)


def test_a_quick_win_is_corrected_with_its_milestones(case, cast, region, agency):
    report = QuickWinReportFactory(
        quick_win__region=region, quick_win__agency=agency, quick_win__year=2026, period=case.period,
        physical_percent=Decimal(40),
    )  # fmt: skip
    reached = MilestoneProgressFactory(report=report)
    EvidenceUseFactory(
        progress_report=None, milestone=reached, evidence__region=region, evidence__agency=agency
    )  # fmt: skip
    type(report).objects.filter(pk=report.pk).update(state=State.VERIFIED)
    lock_period(case.period, by=cast.verifier)
    made = open_correction(type(report).objects.get(pk=report.pk), by=cast.verifier, reason=REASON)
    copied = made.milestones.get()
    assert (copied.milestone, copied.done_on) == (reached.milestone, reached.done_on)
    assert EvidenceUse.objects.filter(milestone=copied).count() == 1
    type(copied).objects.filter(pk=copied.pk).update(done_on=datetime.date(2026, 9, 20))
    (found,) = corrections_on(made, seen_by=cast.verifier)
    assert [each.now for each in found.changes] == ["20 September 2026"]


def test_a_pledge_stands_where_its_newest_verified_correction_says(case, cast, region, agency):
    report = PledgeReportFactory(
        pledge__commitment__region=region, pledge__commitment__agency=agency, period=case.period, pledge_state="kept",
        narrative="Selesai.",
    )  # fmt: skip
    type(report).objects.filter(pk=report.pk).update(state=State.VERIFIED)
    type(report.pledge).objects.filter(pk=report.pledge_id).update(state="kept")
    lock_period(case.period, by=cast.verifier)
    made = open_correction(type(report).objects.get(pk=report.pk), by=cast.verifier, reason=REASON)
    saved = save_draft(
        made, ReportData(pledge_state="running", narrative="Belum."), by=cast.staff, seen_version=made.version
    )
    take_step(take_step(saved, "submit", by=cast.staff), "verify", by=cast.verifier)
    report.pledge.refresh_from_db()
    assert report.pledge.state == "running"
