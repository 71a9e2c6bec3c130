"""Two people enter the same report: both values are shown field by field, and the person chooses."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from monev.monitoring.models.progress import ProgressReport
from tests.browser.cases import PHONE, is_kept, open_case
from tests.browser.test_offline import CUT, state

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(live_server, region, agency, other_agency):
    return open_case(region, agency, other_agency)


@pytest.fixture
def both(open_as, cast, case):
    """Staff at a phone, the head of the OPD at a desk, both on the same page of entry."""
    staff, head = open_as(cast.staff, **PHONE), open_as(cast.head)
    for each in (staff, head):
        each.tolerated = CUT
        each.open(case.address)
    return staff, head


def type_in(person, **words: str) -> None:
    for name, text in words.items():
        person.page.fill(f"[name={name}]", text)


def test_two_people_choose_field_by_field(both, case):
    staff, head = both
    type_in(staff, narrative="Menurut staf", physical_percent="40", follow_up="Menambah tenaga")
    state(staff.page, "saved")
    type_in(head, narrative="Menurut kepala", physical_percent="45", hindering_factors="Hujan")
    dialog = head.page.locator("dialog#conflict")
    expect(dialog).to_be_visible()
    expect(dialog.locator("fieldset")).to_have_count(2)
    expect(dialog).to_contain_text("Menurut staf")
    expect(dialog).to_contain_text("Menurut kepala")
    expect(dialog).to_contain_text(ProgressReport.objects.get().entered_by.name)
    expect(dialog.locator("h2")).to_be_focused()
    head.check()
    assert ProgressReport.objects.get().narrative == "Menurut staf"
    dialog.locator("[name=choose_narrative][value=stored]").check()
    dialog.locator("[name=choose_physical_percent][value=mine]").check()
    dialog.locator("#conflict-done").click()
    state(head.page, "saved")
    report = ProgressReport.objects.get()
    assert (report.narrative, report.physical_percent) == ("Menurut staf", 45)
    assert (report.hindering_factors, report.follow_up) == ("Hujan", "Menambah tenaga")
    expect(head.page.locator("[name=follow_up]")).to_have_value("Menambah tenaga")
    expect(head.page.locator("[name=narrative]")).to_have_value("Menurut staf")


def test_what_only_one_of_them_changed_needs_no_choice(both, case):
    staff, head = both
    type_in(staff, follow_up="Menambah tenaga")
    state(staff.page, "saved")
    type_in(head, hindering_factors="Hujan")
    state(head.page, "saved")
    report = ProgressReport.objects.get()
    assert (report.hindering_factors, report.follow_up) == ("Hujan", "Menambah tenaga")
    expect(head.page.locator("[name=follow_up]")).to_have_value("Menambah tenaga")


def test_deciding_later_overwrites_nothing(both, case):
    staff, head = both
    type_in(staff, narrative="Menurut staf")
    state(staff.page, "saved")
    type_in(head, narrative="Menurut kepala")
    head.page.locator("dialog#conflict").wait_for()
    head.page.keyboard.press("Escape")
    state(head.page, "conflict")
    assert ProgressReport.objects.get().narrative == "Menurut staf"
    expect(head.page.locator("[name=narrative]")).to_have_value("Menurut kepala")
    head.page.click("#save-state button")
    dialog = head.page.locator("dialog#conflict")
    dialog.locator("#conflict-done").click()
    state(head.page, "saved")
    assert ProgressReport.objects.get().narrative == "Menurut kepala"


def test_a_conflict_at_a_late_sending_is_the_persons_choice(both, case):
    """The report was made ready without a connection; meanwhile somebody else changed the same field."""
    staff, head = both
    staff.open(reverse("monitoring:work-list"))
    is_kept(staff.page, case.address)
    staff.open(case.address)
    staff.context.set_offline(True)
    money, value = f"spending_{case.pad.pk}", f"value_{case.indicator.pk}"
    type_in(staff, narrative="Menurut staf", physical_percent="40", **{money: "1 juta", value: "3"})
    staff.page.click("#submit-report")
    state(staff.page, "queued")
    type_in(head, narrative="Menurut kepala")
    state(head.page, "saved")
    staff.page.goto(staff.host + reverse("monitoring:work-list"))
    staff.context.set_offline(False)
    line = staff.page.locator("#waiting-line")
    expect(line).to_have_attribute("data-kind", "asks")
    assert ProgressReport.objects.get().narrative == "Menurut kepala"
    line.locator("a").click()
    dialog = staff.page.locator("dialog#conflict")
    expect(dialog.locator("fieldset")).to_have_count(1)
    staff.check()
    dialog.locator("#conflict-done").click()
    staff.page.wait_for_url("**/laporan/*/")
    report = ProgressReport.objects.get()
    assert (report.state, report.narrative, report.physical_percent) == ("submitted", "Menurut staf", 40)
