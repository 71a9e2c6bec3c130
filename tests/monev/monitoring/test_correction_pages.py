"""Correcting a locked period as people see it: the verifier's button, the OPD's entry, what every reader is told."""

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.lock_page import lock_page
from monev.monitoring.services.corrections import open_correction
from monev.monitoring.services.periods import lock_period, remind_now
from monev.reports.selectors.corrections import correction_rows
from notices.models import Notice
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
LOCKED = "2026-11-24 02:00:00+00:00"
REASON = "Realisasi PAD salah ketik."


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


@pytest.fixture
def report(case, cast):
    made = ProgressReportFactory(program=case.program, period=case.period, state="verified", entered_by=cast.staff)
    with time_machine.travel(LOCKED):
        lock_period(case.period, by=cast.verifier)
    return ProgressReport.objects.get(pk=made.pk)


@pytest.fixture
def _later():
    with time_machine.travel(LOCKED, tick=True):
        yield


def page(as_, person, name, *args):
    return as_(person).get(reverse(f"monitoring:{name}", args=args)).content.decode()


@pytest.mark.usefixtures("_later")
def test_the_verifier_opens_a_correction_and_the_opd_enters_it(as_, cast, case, report):
    url = reverse("monitoring:correction-open", args=[report.pk])
    assert url in page(as_, cast.verifier, "report-detail", report.pk)
    assert url not in page(as_, cast.staff, "report-detail", report.pk)
    assert as_(cast.verifier).post(url, {"seen_version": report.version, "reason": ""}).status_code == 422
    as_(cast.verifier).post(url, {"seen_version": report.version, "reason": REASON})
    made = ProgressReport.objects.get(revision=2)
    entry = reverse("monitoring:progress-entry", args=[case.program.pk, case.period.pk])
    assert as_(cast.staff).get(entry).status_code == 200
    assert entry in page(as_, cast.staff, "work-list")
    before = page(as_, cast.council, "report-detail", report.pk)
    assert reverse("monitoring:report-detail", args=[made.pk]) in before
    assert REASON in before


@pytest.mark.usefixtures("_later")
def test_who_opened_a_correction_withdraws_it_by_its_page(as_, cast, report):
    made = open_correction(report, by=cast.verifier, reason=REASON)
    url = reverse("monitoring:correction-abandon", args=[made.pk])
    assert url in page(as_, cast.verifier, "report-detail", made.pk)
    done = as_(cast.verifier).post(url, {"seen_version": made.version, "reason": "Tidak perlu."})
    assert done.url == reverse("monitoring:report-detail", args=[report.pk])
    assert not ProgressReport.objects.open_corrections().exists()


@pytest.mark.usefixtures("_later")
def test_everybody_reads_the_corrections_of_a_period(as_, cast, case, report, region):
    made = open_correction(report, by=cast.verifier, reason=REASON)
    ProgressReport.objects.filter(pk=made.pk).update(physical_percent=Decimal(55))
    shown = page(as_, cast.assessor, "correction-list", case.period.pk)
    assert all(each in shown for each in (REASON, "62,0 %", "55,0 %"))
    assert correction_rows(region, case.period) == []
    ProgressReport.objects.filter(pk=made.pk).update(state="verified", verified_at="2026-11-24T02:00:00Z")
    dashboard = as_(cast.council).get(reverse("portal:dashboard", args=[region.code]), {"periode": "2026-3"})
    assert REASON in dashboard.content.decode()
    (row,) = correction_rows(region, case.period)
    assert (row["number"], row["reason"], len(row["changes"])) == (1, REASON, 1)
    later = PeriodFactory(region=region, number=4)
    assert [each["reason"] for each in correction_rows(region, later)] == [REASON]
    assert correction_rows(region, case.earlier) == []


def test_the_lock_page_names_who_answers_and_who_was_reminded(as_, cast, case, agency):
    with time_machine.travel(NOW, tick=True):
        before = next(each for each in lock_page(case.period).missing if each.agency == agency)
        assert (before.todo, before.reminded, cast.staff in before.people) == (1, (), True)
        url = reverse("monitoring:period-remind", args=[case.period.pk])
        as_(cast.verifier).post(url, {"agency": agency.pk})
        after = next(each for each in lock_page(case.period).missing if each.agency == agency)
        assert [each.person for each in after.reminded] == [cast.staff]
        assert cast.staff.name in page(as_, cast.verifier, "period-lock", case.period.pk)


def test_the_lock_page_leads_to_the_queue_only_those_who_verify(as_, cast, case):
    ProgressReportFactory(program=case.program, period=case.period, state="submitted", entered_by=cast.staff)
    with time_machine.travel(NOW, tick=True):
        queue = f"{reverse('monitoring:verification-list')}?periode={case.period.pk}"
        assert queue in page(as_, cast.verifier, "period-lock", case.period.pk)
        assert queue not in page(as_, cast.admin, "period-lock", case.period.pk)


def test_a_person_is_reminded_by_hand_once_a_day(cast, case):
    with time_machine.travel(NOW):
        assert remind_now(case.period, by=cast.verifier) == 2
        assert remind_now(case.period, by=cast.verifier) == 0
    with time_machine.travel("2026-10-02 02:00:00+00:00"):
        assert remind_now(case.period, by=cast.admin) == 2
    assert Notice.objects.filter(kind="period.reminded").count() == 4
