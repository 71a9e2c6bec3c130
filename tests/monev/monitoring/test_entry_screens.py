"""The page of entry for a person: nihil, copied texts, remarks at their fields, merged work, closed periods."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import MilestoneProgress, PledgeReport, ProgressReport
from monev.monitoring.models.trail import Remark
from monev.monitoring.selectors.entry import ReportData
from monev.monitoring.services.entry import enter, save_draft
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.monitoring import ActionItemProgressFactory, ProgressReportFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory
from tests.factories.trail import PledgeReportFactory, RemarkFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


@pytest.fixture
def url(case):
    return reverse("monitoring:progress-entry", args=[case.program.pk, case.period.pk])


@pytest.fixture
def browser(as_, cast):
    return as_(cast.staff)


@pytest.fixture
def earlier(case):
    words = {"narrative": "Kader dilatih", "follow_up": "Melanjutkan"}
    return ProgressReportFactory(
        program=case.program, period=case.earlier, physical_percent=Decimal(48), state="verified", **words
    )


def test_nihil_is_one_press_of_a_reason(browser, url, earlier, case):
    page = browser.get(url).content.decode()
    assert 'value="procurement"' in page
    assert "TW II 2026" in page
    response = browser.post(url, {"action": "nil", "reason": "procurement"}, follow=True)
    report = ProgressReport.objects.get(period=case.period)
    assert (report.state, report.physical_percent) == ("submitted", 48)
    assert report.nil_reason
    assert response.redirect_chain[-1][0] == reverse("monitoring:report-detail", args=[report.pk])


def test_nihil_against_a_draft_is_refused_beside_the_reasons(browser, url, case, cast):
    enter(case.program, case.period, ReportData(physical_percent=Decimal(5)), by=cast.staff, seen_version=0)
    response = browser.post(url, {"action": "nil", "reason": "funds"})
    assert response.status_code == 422
    assert response.context["nil_form"].errors
    assert 'value="5"' in response.content.decode()
    assert ProgressReport.objects.get().state == "draft"


def test_nihil_from_the_list_of_work(browser, case):
    address = reverse("monitoring:progress-nil", args=[case.program.pk, case.period.pk])
    assert 'value="unscheduled"' in browser.get(address).content.decode()
    assert browser.post(address, {}).status_code == 422
    assert not ProgressReport.objects.exists()
    assert browser.post(address, {"nil_words": "Banjir menutup jalan"}).status_code == 302
    assert ProgressReport.objects.get().nil_reason == "Banjir menutup jalan"
    assert browser.get(address).url == reverse("monitoring:report-detail", args=[ProgressReport.objects.get().pk])


def test_nihil_against_a_draft_leads_to_the_page_of_entry(browser, case, cast, url):
    enter(case.program, case.period, ReportData(physical_percent=Decimal(5)), by=cast.staff, seen_version=0)
    response = browser.post(
        reverse("monitoring:progress-nil", args=[case.program.pk, case.period.pk]), {"reason": "funds"}
    )
    assert response.status_code == 422
    assert f'href="{url}"' in response.content.decode()


def test_a_locked_period_takes_no_nihil(browser, case):
    address = reverse("monitoring:progress-nil", args=[case.program.pk, case.period.pk])
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now())
    assert browser.post(address, {"reason": "funds"}).status_code == 409
    assert "monitoring/entry_closed.html" in [each.name for each in browser.get(address).templates]


def test_a_report_of_no_change_keeps_its_reason_as_an_input(browser, url, case, cast):
    enter(case.program, case.period, ReportData(nil_reason="Menunggu"), by=cast.staff, seen_version=0)
    page = browser.get(url).content.decode()
    assert 'id="nil-form"' not in page
    assert 'id="field-nil_reason"' in page


def test_the_last_text_is_copied_below_what_is_typed(browser, url, earlier):
    page = browser.get(url).content.decode()
    assert '<template id="last-narrative">Kader dilatih</template>' in page
    assert 'data-copies="follow_up"' in page
    assert 'data-copies="hindering_factors"' not in page
    response = browser.post(url, {"seen_version": 0, "copy": "narrative", "narrative": "Baru", "physical_percent": "x"})
    assert response.status_code == 200
    assert response.context["form"]["narrative"].value() == "Baru\nKader dilatih"
    assert response.context["form"]["physical_percent"].value() == "x"
    assert ProgressReport.objects.count() == 1


def test_nothing_is_copied_into_an_input_that_has_no_text_of_last_time(browser, url, earlier):
    response = browser.post(url, {"seen_version": 0, "copy": "seen_version", "narrative": "Baru"})
    assert response.context["form"]["narrative"].value() == "Baru"
    assert response.context["form"]["seen_version"].value() == "0"


def test_plan_of_this_period_and_the_next_stand_beside_the_input(browser, url, earlier):
    response = browser.get(url)
    text = str(response.context["form"].fields["physical_percent"].help_text)
    for part in ("70,0 %", "48,0 %", "TW IV 2026", "100,0 %"):
        assert part in text
    curve = response.context["curve"]
    assert "TW II 2026 48,0 %" in curve.text
    assert curve.planned.count(" ") == 4
    assert f'aria-label="{curve.text}"' in response.content.decode()


def test_steps_show_their_last_state_and_whose_they_are(browser, url, case, earlier):
    ActionItemProgressFactory(report=earlier, action_item=case.step, state="stopped")
    form = browser.get(url).context["form"]
    own, helping = form.fields[f"action_{case.step.pk}"], form.fields[f"action_{case.helping.pk}"]
    assert str(ActionItemProgressFactory._meta.model.State.STOPPED.label) in own.choices[0][1]
    assert case.helping.agency.name in helping.help_text
    assert f"action_{case.over.pk}" not in form.fields


def test_states_of_steps_are_saved_by_the_page(browser, url, case):
    browser.post(url, {"action": "save", "seen_version": 0, f"action_{case.step.pk}": "done"})
    assert ProgressReport.objects.get().action_items.get().state == "done"
    response = browser.post(url, {"action": "save", "seen_version": 9, f"action_{case.step.pk}": "selesai"})
    assert response.status_code == 422
    assert f"action_{case.step.pk}" in response.context["form"].errors


def test_a_returned_report_shows_each_remark_at_its_field(browser, url, case, cast):
    report = enter(case.program, case.period, ReportData(physical_percent=Decimal(5)), by=cast.staff, seen_version=0)
    ProgressReport.objects.filter(pk=report.pk).update(state="returned", return_reason="Lihat catatan")
    RemarkFactory(progress_report=report, field=f"spending_{case.pad.pk}", text="Beda dengan SP2D", by=cast.verifier)
    RemarkFactory(progress_report=report, field="narrative", text="Sudah", resolved_at=timezone.now())
    page = browser.get(url).content.decode()
    assert "Lihat catatan" in page
    place = page.index(f'id="field-spending_{case.pad.pk}"')
    assert place < page.index("Beda dengan SP2D") < page.index(f'id="field-value_{case.indicator.pk}"')
    assert f'href="#field-spending_{case.pad.pk}"' in page
    assert "Sudah</p>" not in page
    assert Remark.objects.count() == 2


def test_what_somebody_else_changed_meanwhile_is_taken_over_and_said(browser, url, case, cast):
    seen = enter(case.program, case.period, ReportData(physical_percent=Decimal(5)), by=cast.staff, seen_version=0)
    save_draft(seen, ReportData(physical_percent=Decimal(5), narrative="B"), by=cast.head, seen_version=seen.version)
    posted = {"action": "save", "seen_version": seen.version, "physical_percent": "9", "narrative": ""}
    response = browser.post(url, posted, follow=True)
    report = ProgressReport.objects.get()
    assert (report.physical_percent, report.narrative) == (9, "B")
    label = response.context["form"].fields["narrative"].label
    assert any(str(label) in str(message) for message in response.context["messages"])


def test_a_locked_period_without_a_report_says_what_can_be_done(browser, url, case):
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now())
    response = browser.get(url)
    assert response.templates[0].name == "monitoring/entry_closed.html"
    assert reverse("monitoring:work-list") in response.content.decode()


def test_a_period_that_is_not_open_yet_says_when(browser, url):
    with time_machine.travel("2026-09-10 02:00:00+00:00"):
        page = browser.get(url).content.decode()
    assert "20 September 2026" in page
    assert 'id="entry-form"' not in page


def test_a_report_that_left_is_shown(browser, url, case):
    browser.post(url, {"action": "nil", "reason": "funds"})
    response = browser.get(url)
    assert response.url == reverse("monitoring:report-detail", args=[ProgressReport.objects.get().pk])


def test_a_quick_win_asks_the_day_of_what_is_not_reached_yet(browser, case, region, agency):
    win = QuickWinFactory(region=region, agency=agency, year=2026)
    done = MilestoneFactory(quick_win=win, name="Uji coba", done_on=date(2026, 3, 1))
    left = MilestoneFactory(quick_win=win, name="Peluncuran", done_on=None)
    address = reverse("monitoring:quick-win-entry", args=[win.pk, case.period.pk])
    form = browser.get(address).context["form"]
    assert f"milestone_{done.pk}" not in form.fields
    assert form.fields[f"milestone_{left.pk}"].widget.attrs["max"] == "2026-10-01"
    posted = {"action": "save", "seen_version": 0, "physical_percent": "50", f"milestone_{left.pk}": "2026-09-15"}
    browser.post(address, posted)
    assert MilestoneProgress.objects.get().done_on == date(2026, 9, 15)
    page = browser.get(address)
    assert 'value="2026-09-15"' in page.content.decode()
    assert page.context["milestones"].reached == 2


def test_a_pledge_shows_its_last_state(browser, case, region, agency):
    pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency))
    PledgeReportFactory(pledge=pledge, period=case.earlier, pledge_state="running", physical_percent=Decimal(30))
    response = browser.get(reverse("monitoring:pledge-entry", args=[pledge.pk, case.period.pk]))
    label = PledgeReport.objects.get().get_pledge_state_display()
    assert str(label) in response.context["form"].fields["pledge_state"].help_text
    assert "30,0 %" in response.context["form"].fields["physical_percent"].help_text
