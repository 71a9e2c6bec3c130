"""Entering progress: what is accepted, what is refused, and that nobody's entry is lost."""

from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import Conflict, Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import IndicatorValue, PledgeReport, ProgressReport, QuickWinReport, Spending
from monev.monitoring.selectors.entry import ReportData, stored_data
from monev.monitoring.services.completeness import require_complete
from monev.monitoring.services.entry import (
    PeriodClosed,
    enter,
    open_report,
    save_draft,
    start_pledge_report,
    start_quick_win_report,
)
from tests.factories.masterplan import CommitmentFactory, PledgeFactory, ProgramFactory
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
    return open_report(case.program, case.period, by=cast.staff)


def data(case, percent=62, spent=412_500_000, value=41, **words):
    return ReportData(
        physical_percent=Decimal(percent),
        spending={case.pad.pk: Decimal(spent)},
        values={case.indicator.pk: Decimal(value)},
        **words,
    )


def lock(period):
    Period.objects.filter(pk=period.pk).update(locked_at=timezone.now())


def test_opening_twice_gives_the_same_draft(case, cast):
    first = open_report(case.program, case.period, by=cast.staff)
    assert open_report(case.program, case.period, by=cast.head) == first
    assert (first.state, first.entered_by) == ("draft", cast.staff)


def test_staff_save_a_whole_draft(case, cast, report):
    saved = save_draft(report, data(case, narrative=" Posyandu dibangun "), by=cast.staff, seen_version=report.version)
    assert saved.version == report.version + 1
    assert (saved.physical_percent, saved.narrative) == (62, "Posyandu dibangun")
    assert Spending.objects.get(report=report).amount == 412_500_000
    assert IndicatorValue.objects.get(report=report).value == 41
    assert saved.history.first().history_user == cast.staff


def test_saving_the_same_again_leaves_no_trace(case, cast, report):
    saved = save_draft(report, data(case), by=cast.staff, seen_version=report.version)
    again = save_draft(saved, data(case), by=cast.staff, seen_version=saved.version)
    assert again.version == saved.version
    assert again.history.count() == 2


def test_an_emptied_field_removes_the_figure(case, cast, report):
    saved = save_draft(report, data(case), by=cast.staff, seen_version=report.version)
    empty = ReportData(spending={case.pad.pk: None}, values={case.indicator.pk: None})
    save_draft(saved, empty, by=cast.staff, seen_version=saved.version)
    assert stored_data(ProgressReport.objects.get()) == ReportData()


def test_the_second_of_two_people_is_told_and_overwrites_nothing(case, cast, report):
    save_draft(report, data(case, percent=62), by=cast.staff, seen_version=report.version)
    with pytest.raises(Conflict) as conflict:
        save_draft(report, data(case, percent=70, spent=1), by=cast.head, seen_version=report.version)
    assert conflict.value.row.physical_percent == 62
    assert Spending.objects.get().amount == 412_500_000


def test_two_people_who_both_saw_no_report_conflict(case, cast):
    enter(case.program, case.period, data(case), by=cast.staff, seen_version=0)
    with pytest.raises(Conflict):
        enter(case.program, case.period, data(case, percent=70), by=cast.head, seen_version=0)


def test_a_refused_first_entry_leaves_no_empty_draft(case, cast):
    with pytest.raises(Refused):
        enter(case.program, case.period, data(case, percent=101), by=cast.staff, seen_version=0)
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("percent", ["-0.01", "100.01", "3200"])
def test_a_percent_outside_0_to_100_is_refused(case, cast, report, percent):
    with pytest.raises(Refused) as refused:
        save_draft(report, data(case, percent=percent), by=cast.staff, seen_version=report.version)
    assert refused.value.field == "physical_percent"


def test_spending_above_the_ceiling_says_ceiling_and_what_was_read(case, cast, report):
    with pytest.raises(Refused) as refused:
        save_draft(report, data(case, spent=750_000_001), by=cast.staff, seen_version=report.version)
    assert refused.value.field == f"spending_{case.pad.pk}"
    assert "Rp 750.000.000" in str(refused.value.message)
    assert "Rp 750.000.001" in str(refused.value.message)


def test_spending_up_to_the_ceiling_is_fine(case, cast, report):
    save_draft(report, data(case, spent=750_000_000), by=cast.staff, seen_version=report.version)
    assert Spending.objects.get().amount == 750_000_000


def test_negative_spending_is_refused(case, cast, report):
    with pytest.raises(Refused):
        save_draft(report, data(case, spent=-1), by=cast.staff, seen_version=report.version)


def test_money_outside_the_apbd_needs_no_budget_line_but_apbd_money_does(case, cast, report):
    saved = save_draft(
        report, ReportData(spending={case.csr.pk: Decimal(5)}), by=cast.staff, seen_version=report.version
    )
    assert Spending.objects.get().source_of_funds == case.csr
    report.refresh_from_db()
    save_draft(report, ReportData(spending={case.csr.pk: Decimal(9)}), by=cast.staff, seen_version=report.version)
    assert Spending.objects.get().amount == 9, "no ceiling stands for it, also once it was reported"
    with pytest.raises(Refused):
        save_draft(saved, ReportData(spending={case.dak.pk: Decimal(5)}), by=cast.staff, seen_version=saved.version)


def test_an_indicator_of_another_program_is_refused(case, cast, report):
    foreign = ReportData(values={case.foreign_indicator.pk: Decimal(1)})
    with pytest.raises(Refused):
        save_draft(report, foreign, by=cast.staff, seen_version=report.version)


@pytest.mark.parametrize("person", ["colleague", "verifier", "council", "admin", "foreign_agency_staff", "nobody"])
def test_nobody_else_enters_for_this_opd(case, cast, report, person):
    with pytest.raises(PermissionDenied):
        open_report(case.program, case.period, by=getattr(cast, person))
    with pytest.raises(PermissionDenied):
        save_draft(report, data(case), by=getattr(cast, person), seen_version=report.version)


def test_a_locked_period_takes_nothing(case, cast, report):
    lock(case.period)
    with pytest.raises(PeriodClosed):
        save_draft(report, data(case), by=cast.staff, seen_version=report.version)


def test_a_period_that_has_not_opened_takes_nothing(case, cast):
    with time_machine.travel("2026-09-19 12:00:00+00:00"), pytest.raises(PeriodClosed):
        open_report(case.program, case.period, by=cast.staff)


def test_the_day_is_the_one_of_the_region(case, cast):
    """At 17:00 UTC on 19 September it is already the 20th in Sumbawa."""
    with time_machine.travel("2026-09-19 17:00:00+00:00"):
        assert open_report(case.program, case.period, by=cast.staff).state == "draft"


@pytest.mark.parametrize("state", ["submitted", "approved", "verified"])
def test_a_report_that_left_the_opd_does_not_change(case, cast, report, state):
    ProgressReport.objects.filter(pk=report.pk).update(state=state)
    with pytest.raises(PeriodClosed):
        save_draft(report, data(case), by=cast.staff, seen_version=report.version)


def test_an_entry_after_closing_is_late(case, cast, report):
    with time_machine.travel("2026-10-06 02:00:00+00:00"):
        saved = save_draft(report, data(case), by=cast.staff, seen_version=report.version)
    assert saved.is_late


def test_a_correction_of_what_was_sent_in_time_is_not_late(case, cast, report):
    ProgressReport.objects.filter(pk=report.pk).update(state="returned", submitted_at=timezone.now())
    with time_machine.travel("2026-10-06 02:00:00+00:00"):
        saved = save_draft(report, data(case), by=cast.staff, seen_version=report.version)
    assert not saved.is_late


def test_a_program_of_a_draft_plan_is_not_reported(case, cast, region, agency):
    draft = ProgramFactory(plan_version__plan__region=region, lead_agency=agency)
    with pytest.raises(Refused):
        open_report(draft, case.period, by=cast.staff)


def test_quick_wins_and_pledges_are_reported_too(case, cast, region, agency):
    win = start_quick_win_report(QuickWinFactory(region=region, agency=agency), case.period, by=cast.staff)
    pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency))
    kept = start_pledge_report(pledge, case.period, by=cast.staff)
    save_draft(win, ReportData(physical_percent=Decimal(40)), by=cast.staff, seen_version=win.version)
    save_draft(kept, ReportData(pledge_state="running"), by=cast.staff, seen_version=kept.version)
    assert QuickWinReport.objects.get().physical_percent == 40
    assert PledgeReport.objects.get().pledge_state == "running"


def test_a_draft_may_have_gaps_but_a_sent_report_may_not(case, cast, report):
    with pytest.raises(Refused) as refused:
        require_complete(report)
    assert refused.value.field == "physical_percent"
    saved = save_draft(report, ReportData(physical_percent=Decimal(5)), by=cast.staff, seen_version=report.version)
    with pytest.raises(Refused) as refused:
        require_complete(saved)
    assert refused.value.field == f"spending_{case.pad.pk}"
    zero = data(case, percent=5, spent=0)
    require_complete(save_draft(saved, zero, by=cast.staff, seen_version=saved.version))


def test_nihil_with_a_reason_is_complete(case, cast, report):
    require_complete(
        save_draft(report, ReportData(nil_reason="Menunggu lelang"), by=cast.staff, seen_version=report.version)
    )


def test_nihil_with_another_figure_is_a_contradiction(case, cast, report):
    both = data(case, percent=30, nil_reason="Tidak ada kegiatan")
    saved = save_draft(report, both, by=cast.staff, seen_version=report.version)
    with pytest.raises(Refused) as refused:
        require_complete(saved)
    assert refused.value.field == "nil_reason"
