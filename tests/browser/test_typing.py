"""What the page of entry shows while one types: the server's figures, how an amount was read, the text of last time."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from tests.browser.cases import PHONE, open_case
from tests.browser.test_offline import state
from tests.factories.monitoring import ProgressReportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LAST_TEXT = "Kader dilatih di tiga kecamatan."


@pytest.fixture
def case(live_server, region, agency, other_agency):
    made = open_case(region, agency, other_agency)
    Period.objects.filter(pk=made.earlier.pk).update(locked_at=None)
    ProgressReportFactory(
        program=made.program, period=made.earlier, state="verified", physical_percent=48, narrative=LAST_TEXT
    )
    return made


@pytest.fixture
def page(open_as, cast, case):
    staff = open_as(cast.staff, **PHONE)
    staff.open(case.address)
    return staff.page


def test_the_figures_follow_what_is_typed(page, case):
    """412,5 of 750 million is 55 percent; 41 of 60 villages is 68.3 percent. Nothing is pressed."""
    figures = page.locator("#figures")
    expect(figures).not_to_contain_text("55,0 %")
    page.fill(f"[name=spending_{case.pad.pk}]", "412,5 juta")
    expect(page.locator(f"[data-read=spending_{case.pad.pk}]")).to_contain_text("Rp 412.500.000")
    expect(figures).to_contain_text("55,0 %")
    page.fill(f"[name=value_{case.indicator.pk}]", "41")
    expect(figures).to_contain_text("68,3 %")
    expect(figures).to_contain_text("Sedang")
    page.fill("[name=physical_percent]", "12")
    expect(figures.locator(".state--red")).to_contain_text("Sangat terlambat")
    assert ProgressReport.objects.get(period=case.period).physical_percent == Decimal(12)


def test_the_text_of_last_period_is_one_tap_away(page, case):
    page.fill("[name=narrative]", "Bulan ini:")
    page.click("[data-copies=narrative]")
    expect(page.locator("[name=narrative]")).to_have_value(f"Bulan ini:\n{LAST_TEXT}")
    state(page, "saved")
    assert LAST_TEXT in ProgressReport.objects.get(period=case.period).narrative
