"""A whole period of one OPD on a phone: through every report, until the list of work says that all is sent."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import MilestoneProgress, PledgeReport, ProgressReport, QuickWinReport
from tests.browser.cases import PHONE, PROOF, entry_address, open_case, quick_win_and_pledge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(live_server, region, agency, other_agency):
    made = open_case(region, agency, other_agency, programs=2)
    quick_win_and_pledge(made, region, agency)
    return made


def test_a_period_of_one_opd(open_as, cast, case):
    """What is due first comes first; a press on a reason is enough where nothing changed."""
    staff = open_as(cast.staff, **PHONE)
    one, other = case.programs
    tasks = {
        entry_address(case, one): lambda: report_program(staff, one, case),
        entry_address(case, other): lambda: report_nihil(staff),
        entry_address(case, case.quick_win, "quick-win"): lambda: report_quick_win(staff, case),
        entry_address(case, case.pledge, "pledge"): lambda: report_pledge(staff),
    }
    while tasks:
        staff.open(reverse("monitoring:work-list"))
        tasks.pop(first_unfinished(staff))()
    staff.open(reverse("monitoring:work-list"))
    assert not staff.page.locator("a.work__first").count()
    expect(staff.page.locator("main .notice--success")).to_be_visible()
    sent = [*ProgressReport.objects.all(), *QuickWinReport.objects.all(), *PledgeReport.objects.all()]
    assert [report.state for report in sent] == ["submitted"] * 4


def first_unfinished(staff) -> str:
    """One tap from the list to the first that is not finished."""
    address = staff.page.locator("a.work__first").first.get_attribute("href")
    staff.press("a.work__first >> nth=0")
    return address


def send(staff) -> None:
    with staff.page.expect_navigation(url="**/laporan/**"):
        staff.page.click("#submit-report")
    staff.check()
    expect(staff.page.locator("#flash .notice--success")).to_be_visible()


def report_program(staff, program, case) -> None:
    """Figures as an official writes them, how they were understood, a file as evidence, and sent."""
    page = staff.page
    indicator = program.indicators.get()
    page.fill("[name=physical_percent]", "62,5")
    page.fill(f"[name=spending_{case.pad.pk}]", "412,5 juta")
    page.fill(f"[name=value_{indicator.pk}]", "41")
    page.fill("[name=narrative]", "Posyandu dibangun")
    expect(page.locator(f"[data-read=spending_{case.pad.pk}]")).to_contain_text("412.500.000", timeout=20_000)
    expect(page.locator("#save-state")).to_have_attribute("data-kind", "saved", timeout=20_000)
    part = page.locator("#evidence details").first
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()
    page.set_input_files("[name=evidence_file]", {"name": "ba.pdf", "mimeType": "application/pdf", "buffer": PROOF})
    page.fill("[name=evidence_title]", "Berita acara")
    page.click("#attach")
    expect(page.locator("#evidence-list")).to_contain_text("Berita acara", timeout=20_000)
    staff.check()
    send(staff)
    report = ProgressReport.objects.get(program=program)
    assert report.spending.get().amount == 412_500_000
    assert EvidenceUse.objects.get().progress_report == report


def report_nihil(staff) -> None:
    """Nothing changed: one press on a reason."""
    page = staff.page
    page.locator("#nil > summary").click()
    with page.expect_navigation(url="**/laporan/**"):
        page.locator("#nil-form button[name=reason]").first.click()
    staff.check()
    assert ProgressReport.objects.exclude(nil_reason="").count() == 1


def report_quick_win(staff, case) -> None:
    today = timezone.localdate()
    staff.page.fill("[name=physical_percent]", "80")
    staff.page.fill(f"[name=milestone_{case.milestone.pk}]", today.isoformat())
    staff.page.fill("[name=narrative]", "Uji coba selesai")
    send(staff)
    assert MilestoneProgress.objects.get().done_on == today


def report_pledge(staff) -> None:
    state = staff.page.locator("[name=pledge_state]")
    if state.first.get_attribute("type") == "radio":
        staff.page.check("[name=pledge_state][value=running]")
    else:
        state.select_option("running")
    staff.page.fill("[name=narrative]", "Berjalan")
    send(staff)
    assert PledgeReport.objects.get().pledge_state == "running"
