"""Pages of reports: who sees them, what they say while it is compiled, what is downloaded."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from monev.reports.models import CompiledReport
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 10, 6), tick=True):
        yield


@pytest.fixture
def report(plan, region, cast) -> CompiledReport:
    return request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)


def listed(region):
    return reverse("reports:report-list", args=[region.code])


def asked(region):
    return reverse("reports:report-request", args=[region.code])


def test_a_verifier_sees_how_complete_each_period_is(plan, region, cast, as_):
    page = as_(cast.verifier).get(listed(region), headers={"accept-language": "en"}).content.decode()
    assert "2" in page
    assert asked(region) in page


def test_the_form_counts_what_is_verified_and_what_waits(plan, region, cast, as_):
    ProgressReportFactory(program=plan.silent, period=plan.period, state="submitted")
    form = as_(cast.verifier).get(listed(region)).context["form"]
    (choice,) = [label for value, label in form.fields["period"].choices]
    assert choice.startswith(str(plan.period))
    assert "2" in choice
    assert "3" in choice
    assert "1" in choice


def test_the_council_sees_the_list_without_the_form(report, region, cast, as_):
    page = as_(cast.council).get(listed(region))
    assert page.status_code == 200
    assert "form" not in page.context
    assert asked(region) not in page.content.decode()
    assert as_(cast.council).get(asked(region)).status_code == 403


def test_people_of_another_region_find_nothing(report, region, cast, as_):
    client = as_(cast.foreign_verifier)
    for url in (listed(region), asked(region), reverse("reports:report-detail", args=[report.pk])):
        assert client.get(url).status_code == 404


def test_a_request_leads_to_its_progress(plan, region, cast, as_):
    answer = as_(cast.verifier).post(asked(region), {"period": plan.period.pk, "language": "id"})
    report = CompiledReport.objects.get()
    assert answer.url == reverse("reports:report-detail", args=[report.pk])
    assert not report.include_preliminary


def test_a_wrong_choice_is_said_at_its_field_and_the_rest_stays(plan, region, other_region, cast, as_):
    foreign = PeriodFactory(region=other_region)
    data = {"period": foreign.pk, "language": "en", "include_preliminary": "on"}
    answer = as_(cast.verifier).post(asked(region), data)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"period"}
    assert answer.context["form"]["language"].value() == "en"
    assert not CompiledReport.objects.exists()


def test_a_period_that_has_not_begun_cannot_be_chosen(plan, region, cast, as_):
    later = PeriodFactory(region=region, number=4)
    answer = as_(cast.verifier).post(asked(region), {"period": later.pk, "language": "id"})
    assert answer.status_code == 422


def test_the_page_asks_for_news_until_it_is_finished(report, cast, as_):
    client, url = as_(cast.council), reverse("reports:report-detail", args=[report.pk])
    page = client.get(url)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    seen = page.context["seen"]
    assert client.get(url, {"seen": seen}, headers={"HX-Request": "true"}).status_code == 204
    fill_report(report.pk)
    news = client.get(url, {"seen": seen}, headers={"HX-Request": "true"})
    assert "hx-trigger" not in news.content.decode()
    assert "<html" not in news.content.decode()
    assert report.files.first().sha256 in news.content.decode()


@pytest.mark.parametrize(("extension", "head"), [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_a_finished_report_is_downloaded_under_a_name_that_says_what_it_is(report, cast, as_, extension, head):
    url = reverse("reports:report-download", args=[report.pk, extension])
    assert as_(cast.council).get(url).status_code == 404, "not finished yet"
    fill_report(report.pk)
    answer = as_(cast.council).get(url)
    content = b"".join(answer.streaming_content)
    assert content.startswith(head)
    assert "-52.07-" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert int(answer["Content-Length"]) == len(content)
    assert as_(cast.foreign_verifier).get(url).status_code == 404


def test_a_failed_report_is_tried_again_by_who_may(report, cast, as_):
    CompiledReport.objects.filter(pk=report.pk).update(state="failed", error="rusak")
    url = reverse("reports:report-retry", args=[report.pk])
    assert as_(cast.council).post(url).status_code == 403
    page = as_(cast.verifier).get(reverse("reports:report-detail", args=[report.pk])).content.decode()
    assert "rusak" in page
    assert url in page
    as_(cast.verifier).post(url)
    report.refresh_from_db()
    assert report.state == "queued"


def test_twice_the_reports_and_periods_same_number_of_queries(report, region, cast, as_, django_assert_max_num_queries):
    client = as_(cast.verifier)
    client.get(listed(region))
    with django_assert_max_num_queries(60) as few:
        client.get(listed(region))
    for number in (1, 2):
        period = PeriodFactory(region=region, number=number)
        request_report("quarterly", Wish(region, "id", period=period), by=cast.verifier)
    with django_assert_max_num_queries(len(few)):
        page = client.get(listed(region))
    assert len(page.context["reports"]) == 3


def test_the_page_tells_the_time_of_the_region(report, region, cast, as_):
    page = as_(cast.council).get(reverse("reports:report-detail", args=[report.pk])).content.decode()
    there = report.created_at.astimezone(ZoneInfo(region.time_zone))
    assert region.time_zone != settings.TIME_ZONE
    assert f"{there:%H.%M}" in page
