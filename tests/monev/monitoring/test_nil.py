"""'Nihil' in one press: sent with a reason, the last figures carried on, never against what was typed."""

from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ActionItemProgress, PledgeReport, ProgressReport, QuickWinReport, Spending
from monev.monitoring.models.trail import Transition
from monev.monitoring.selectors.entry import ReportData, stored_data
from monev.monitoring.services.entry import PeriodClosed, enter
from monev.monitoring.services.nil import report_nil
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.monitoring import ActionItemProgressFactory, ProgressReportFactory, SpendingFactory
from tests.factories.quickwins import QuickWinFactory
from tests.factories.trail import QuickWinReportFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


def test_one_press_sends_the_last_figures_with_the_reason(case, cast):
    earlier = ProgressReportFactory(program=case.program, period=case.earlier, physical_percent=Decimal(48))
    SpendingFactory(report=earlier, source_of_funds=case.pad, amount=Decimal(300))
    ActionItemProgressFactory(report=earlier, action_item=case.step, state="running")
    report = report_nil(case.program, case.period, " Menunggu transfer ", by=cast.staff)
    assert (report.state, report.nil_reason, report.physical_percent) == ("submitted", "Menunggu transfer", 48)
    assert Spending.objects.get(report=report).amount == 300
    assert ActionItemProgress.objects.get(report=report).state == "running"
    assert Transition.objects.count() == 1


def test_with_nothing_before_it_the_figures_are_zero(case, cast):
    report = report_nil(case.program, case.period, "Belum dijadwalkan", by=cast.staff)
    assert (report.physical_percent, Spending.objects.get(report=report).amount) == (0, 0)


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_sent(case, cast, reason):
    with pytest.raises(Refused) as refused:
        report_nil(case.program, case.period, reason, by=cast.staff)
    assert refused.value.field == "nil_reason"
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("typed", [{"physical_percent": Decimal(60)}, {"spending": 5}])
def test_what_was_typed_before_stays_and_must_agree(case, cast, typed):
    if "spending" in typed:
        typed = {"spending": {case.pad.pk: Decimal(5)}}
    draft = enter(case.program, case.period, ReportData(**typed), by=cast.staff, seen_version=0)
    with pytest.raises(Refused) as refused:
        report_nil(case.program, case.period, "Tidak ada kegiatan", by=cast.staff)
    assert refused.value.field == "nil_reason"
    draft.refresh_from_db()
    assert (draft.state, draft.nil_reason) == ("draft", "")


def test_a_quick_win_and_a_pledge_go_on_too(case, cast, region, agency):
    win = QuickWinFactory(region=region, agency=agency)
    QuickWinReportFactory(quick_win=win, period=case.earlier, physical_percent=Decimal(35), state="verified")
    pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency), state="running")
    report_nil(win, case.period, "Menunggu regulasi", by=cast.staff)
    report_nil(pledge, case.period, "Menunggu regulasi", by=cast.staff)
    assert QuickWinReport.objects.get(period=case.period).physical_percent == 35
    assert PledgeReport.objects.get().pledge_state == "running"


def test_nobody_else_says_nihil_for_an_opd(case, cast):
    for person in (cast.colleague, cast.verifier, cast.foreign_agency_staff):
        with pytest.raises(PermissionDenied):
            report_nil(case.program, case.period, "Tidak ada", by=person)
    assert not ProgressReport.objects.exists()


def test_a_locked_period_takes_no_nihil(case, cast):
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now())
    with pytest.raises(PeriodClosed):
        report_nil(case.program, case.period, "Tidak ada", by=cast.staff)


def test_pressing_twice_is_refused_the_second_time(case, cast):
    report = report_nil(case.program, case.period, "Tidak ada", by=cast.staff)
    with pytest.raises(PeriodClosed):
        report_nil(case.program, case.period, "Tidak ada", by=cast.staff)
    assert stored_data(report).nil_reason == "Tidak ada"
    assert Transition.objects.count() == 1
