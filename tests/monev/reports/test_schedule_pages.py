"""Pages of schedules: what stands in the list, how one is set, what people see who did not set it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from monev.reports.catalogue.registry import reports
from monev.reports.models import CompiledReport, ReportSchedule, ScheduleTurn
from monev.reports.services.compiling import fill_report
from monev.reports.services.turns import run_due_schedules
from tests.factories.reports import ReportScheduleFactory

pytestmark = pytest.mark.django_db
TEN_PAST_SEVEN = datetime(2026, 10, 9, 23, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _small_reports(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.REPORT_PACKAGES = [*settings.REPORT_PACKAGES, "tests.monev.reports.small_reports"]
    reports.cache_clear()
    with time_machine.travel(date(2026, 10, 6), tick=True):
        yield
    reports.cache_clear()


@pytest.fixture
def as_(as_):
    """Browsers that read English."""

    def reading_english(person):
        browser = as_(person)
        browser.cookies["django_language"] = "en"
        return browser

    return reading_english


def entered(cast, **more) -> dict:
    """Every 10th: the small report of every OPD, to the secretary and one person."""
    return {
        "kind": "small",
        "about": "each",
        "rhythm": "monthly",
        "month_offset": "0",
        "day": "10",
        "hour": "7",
        "language": "id",
        "recipient_roles": ["secretary"],
        "recipients": [cast.council.pk],
        "name": "",
    } | more


def new(region):
    return reverse("reports:schedule-new", args=[region.code])


def test_the_administrator_sets_one_and_reads_it_in_plain_words(plan, region, cast, as_):
    browser = as_(cast.admin)
    answer = browser.post(new(region), entered(cast))
    row = ReportSchedule.objects.get()
    assert answer.url == reverse("reports:schedule-detail", args=[row.pk])
    assert (row.each_agency, row.day, row.hour, row.recipient_roles) == (True, 10, 7, ["secretary"])
    assert list(row.recipients.all()) == [cast.council]
    page = browser.get(reverse("reports:schedule-list", args=[region.code])).content.decode()
    assert "Every month on day 10 at 07.00 WITA" in page
    assert "every OPD" in page
    assert str(cast.council) in page
    assert "07.00" in page


def test_one_opd_is_kept_by_its_stable_identifier(region, agency, cast, as_):
    as_(cast.admin).post(new(region), entered(cast, about=str(agency.uid)))
    row = ReportSchedule.objects.get()
    assert (row.each_agency, row.params) == (False, {"agency": str(agency.uid)})
    form = as_(cast.admin).get(reverse("reports:schedule-change", args=[row.pk])).context["form"]
    assert form["about"].value() == str(agency.uid)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": "32"}, "day"),
        ({"about": "opd-lain"}, "about"),
        ({"kind": "quarterly"}, "about"),
        ({"include_preliminary": "on"}, "include_preliminary"),
        ({"rhythm": "quarterly", "month_offset": "5"}, "month_offset"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_the_rest_stays(region, cast, as_, wrong, field):
    answer = as_(cast.admin).post(new(region), entered(cast, hour="9") | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["hour"].value() == "9"
    assert not ReportSchedule.objects.exists()


def test_people_of_other_regions_and_assessors_cannot_be_chosen(region, cast, as_):
    choices = as_(cast.admin).get(new(region)).context["form"].fields["recipients"].queryset
    assert cast.council in choices
    assert cast.assessor not in choices
    assert cast.foreign_council not in choices
    answer = as_(cast.admin).post(new(region), entered(cast, recipients=[cast.foreign_council.pk]))
    assert "recipients" in answer.context["form"].errors


def test_the_council_reads_it_without_the_means_to_change(region, cast, as_):
    row = ReportScheduleFactory(region=region, owner=cast.admin)
    page = as_(cast.council).get(reverse("reports:schedule-detail", args=[row.pk])).content.decode()
    assert row.name in page
    assert reverse("reports:schedule-change", args=[row.pk]) not in page
    assert reverse("reports:schedule-archive", args=[row.pk]) not in page
    assert (
        new(region) not in as_(cast.council).get(reverse("reports:schedule-list", args=[region.code])).content.decode()
    )


def test_it_is_paused_goes_on_and_is_taken_out_of_use(region, cast, as_):
    row = ReportScheduleFactory(region=region, owner=cast.admin)
    browser = as_(cast.verifier)
    for step, paused in (("pause", True), ("resume", False)):
        browser.post(reverse(f"reports:schedule-{step}", args=[row.pk]))
        row.refresh_from_db()
        assert row.is_paused is paused
    browser.post(reverse("reports:schedule-archive", args=[row.pk]))
    assert row.name not in browser.get(reverse("reports:schedule-list", args=[region.code])).content.decode()
    assert browser.get(reverse("reports:schedule-detail", args=[row.pk])).status_code == 200
    assert browser.get(reverse("reports:schedule-change", args=[row.pk])).status_code == 404


def test_two_people_at_once_see_what_differs_and_lose_nothing(region, cast, as_):
    row = ReportScheduleFactory(region=region, owner=cast.admin, day=10)
    address = reverse("reports:schedule-change", args=[row.pk])
    seen = as_(cast.admin).get(address).context["form"]["seen_version"].value()
    as_(cast.verifier).post(address, entered(cast, day="15", name="Bupati", seen_version=seen))
    answer = as_(cast.admin).post(address, entered(cast, day="20", name="Bupati", seen_version=seen))
    assert answer.status_code == 409
    assert dict(answer.context["stored"]) == {"Day of the month": "15"}
    assert answer.context["form"]["day"].value() == "20"
    again = answer.context["form"]["seen_version"].value()
    assert as_(cast.admin).post(address, entered(cast, day="20", name="Bupati", seen_version=again)).status_code == 302
    row.refresh_from_db()
    assert (row.day, row.owner) == (20, cast.admin)


def test_the_recipient_opens_the_turn_and_downloads(plan, region, agency, cast, as_):
    as_(cast.admin).post(new(region), entered(cast))
    with time_machine.travel(TEN_PAST_SEVEN, tick=False):
        run_due_schedules()
    report = CompiledReport.objects.get()
    turn = reverse("reports:schedule-turn", args=[ScheduleTurn.objects.get().pk])
    page = as_(cast.council).get(turn)
    assert "0 of 1 reports are ready so far" in page.content.decode()
    fill_report(report.pk)
    page = as_(cast.council).get(turn).content.decode()
    assert "1 report is ready" in page
    assert reverse("reports:report-download", args=[report.pk, "xlsx"]) in page
    assert as_(cast.foreign_council).get(turn).status_code == 404


def test_the_reports_page_leads_to_the_schedules(region, cast, as_):
    page = as_(cast.council).get(reverse("reports:report-list", args=[region.code])).content.decode()
    assert reverse("reports:schedule-list", args=[region.code]) in page
