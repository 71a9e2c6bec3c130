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
from organizations.roles import Can
from tests.factories.monitoring import PeriodFactory
from tests.factories.reports import CompiledReportFactory, ReportFileFactory

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


def test_the_catalogue_stands_over_the_list_for_who_may_ask(report, region, cast, as_):
    page = as_(cast.verifier).get(listed(region))
    assert "quarterly" in [each.report.code for each in page.context["offers"]]
    assert f"{asked(region)}?kind=quarterly" in page.content.decode()


def test_the_council_is_offered_only_what_everybody_may_ask_for(report, region, cast, as_):
    page = as_(cast.council).get(listed(region))
    assert page.status_code == 200
    assert {each.report.needs for each in page.context["offers"]} == {Can.VIEW}
    assert f"{asked(region)}?kind=quarterly" not in page.content.decode()
    assert as_(cast.council).get(asked(region), {"kind": "quarterly"}).status_code == 403


def newest_quarterly(page):
    """The newest quarterly report, as the catalogue of the page names it."""
    return next(each.newest for each in page.context["offers"] if each.report.code == "quarterly")


def test_the_catalogue_says_when_each_report_was_last_compiled(plan, region, cast, as_):
    CompiledReportFactory(region=region, period=plan.period, state="failed", snapshot=None)
    assert newest_quarterly(as_(cast.verifier).get(listed(region))) is None, "a failed one is none"
    done = CompiledReportFactory(region=region, period=plan.period)
    assert newest_quarterly(as_(cast.verifier).get(listed(region))) == done


def test_people_of_another_region_find_nothing(report, region, cast, as_):
    client = as_(cast.foreign_verifier)
    for url in (listed(region), asked(region), reverse("reports:report-detail", args=[report.pk])):
        assert client.get(url).status_code == 404


def test_older_editions_are_folded_under_the_newest(plan, region, cast, as_):
    old, failed, new = (
        CompiledReportFactory(region=region, period=plan.period, series="s" * 64, edition=number, state=state)
        for number, state in ((1, "done"), (2, "failed"), (3, "done"))
    )
    other = CompiledReportFactory(region=region, period=plan.period)
    client = as_(cast.council)
    assert in_shelves(client.get(listed(region))) == [(other, []), (new, [failed, old])]
    assert in_shelves(client.get(listed(region), {"state": "failed"})) == [(failed, [new, old])]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["second", "first"]),
        ({"period": "2026-3"}, ["first"]),
        ({"period": "2025"}, ["second"]),
        ({"kind": "monthly"}, ["second"]),
        ({"kind": "nonsense", "period": "x", "agency": "7", "state": "y"}, ["second", "first"]),
    ],
)
def test_the_list_is_narrowed(plan, region, cast, as_, query, found):
    last_year = PeriodFactory(region=region, year=2025, number=4)
    rows = {
        "first": CompiledReportFactory(region=region, period=plan.period),
        "second": CompiledReportFactory(region=region, period=last_year, kind="monthly"),
    }
    page = as_(cast.council).get(listed(region), query)
    assert in_shelves(page) == [(rows[name], []) for name in found]


def test_the_list_is_narrowed_to_an_opd_that_has_reports(plan, region, agency, cast, as_):
    sheet = CompiledReportFactory(region=region, period=plan.period, agency=agency)
    CompiledReportFactory(region=region, period=plan.period)
    page = as_(cast.staff).get(listed(region), {"agency": agency.pk})
    assert in_shelves(page) == [(sheet, [])]


def in_shelves(page):
    return [(each.report, each.others) for each in page.context["shelves"]]


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
    assert len(page.context["shelves"]) == 3


def test_the_page_tells_the_time_of_the_region(report, region, cast, as_):
    page = as_(cast.council).get(reverse("reports:report-detail", args=[report.pk])).content.decode()
    there = report.created_at.astimezone(ZoneInfo(region.time_zone))
    assert region.time_zone != settings.TIME_ZONE
    assert f"{there:%H.%M}" in page


def test_the_page_says_what_happened_and_when(report, cast, as_):
    fill_report(report.pk)
    page = as_(cast.council).get(reverse("reports:report-detail", args=[report.pk]))
    words = [text for _line, text in page.context["log"]]
    assert cast.verifier.name in words[0]
    assert len(words) == report.log.count() > 4
    assert page.context["shown_code"].replace("-", "") == report.check_code
    assert reverse("reports:check-code", args=[report.check_code]) in page.content.decode()


def test_an_older_edition_points_to_the_newer_one(plan, region, cast, as_):
    old, new = (
        CompiledReportFactory(region=region, period=plan.period, series="s" * 64, edition=number) for number in (1, 2)
    )
    to_new = reverse("reports:report-detail", args=[new.pk])
    page = as_(cast.council).get(reverse("reports:report-detail", args=[old.pk]))
    assert page.content.decode().count(f'"{to_new}"') == 2, "a warning, and in the list of editions"
    page = as_(cast.council).get(to_new)
    assert "notice--warning" not in page.content.decode()


def test_each_part_of_a_large_file_is_downloaded(plan, region, cast, as_):
    report = CompiledReportFactory(region=region, period=plan.period)
    ReportFileFactory(report=report, format="zip", part=1, file__data=b"one")
    ReportFileFactory(report=report, format="zip", part=2, file__data=b"two")
    client = as_(cast.council)
    page = client.get(reverse("reports:report-detail", args=[report.pk])).content.decode()
    second = reverse("reports:report-part-download", args=[report.pk, "zip", 2])
    assert second in page
    assert client.get(reverse("reports:report-part-download", args=[report.pk, "zip", 3])).status_code == 404


@pytest.mark.parametrize(("name", "answer"), [("verifier", 302), ("council", 403), ("foreign_verifier", 404)])
def test_a_report_under_way_is_cancelled_by_who_may(report, cast, as_, name, answer):
    url = reverse("reports:report-cancel", args=[report.pk])
    assert as_(getattr(cast, name)).post(url, {"from": "queue"}).status_code == answer
    report.refresh_from_db()
    assert report.state == ("cancelled" if answer == 302 else "queued")


def test_a_cancelled_report_can_be_tried_again(report, cast, as_):
    client, url = as_(cast.verifier), reverse("reports:report-detail", args=[report.pk])
    client.post(reverse("reports:report-cancel", args=[report.pk]))
    assert reverse("reports:report-retry", args=[report.pk]) in client.get(url).content.decode()
    client.post(reverse("reports:report-retry", args=[report.pk]))
    report.refresh_from_db()
    assert (report.state, report.started_at) == ("queued", None)


def test_a_report_of_the_nation_has_a_page_without_a_region(cast, as_):
    report = CompiledReportFactory(region=None, period=None, title="Perbandingan nasional", subject="2026")
    url = reverse("reports:report-detail", args=[report.pk])
    page = as_(cast.national).get(url)
    assert "Perbandingan nasional, 2026" in page.content.decode()
    assert reverse("reports:national-list") in page.content.decode()
    assert as_(cast.verifier).get(url).status_code == 404
    assert in_shelves(as_(cast.national).get(reverse("reports:national-list"))) == [(report, [])]


def test_the_dashboard_and_the_period_lead_to_the_form_filled_in(plan, region, cast, as_):
    there = f"{asked(region)}?kind=quarterly&amp;period=2026-3"
    dashboard = reverse("portal:dashboard", args=[region.code]) + "?periode=2026-3"
    assert there in as_(cast.verifier).get(dashboard).content.decode()
    assert asked(region) not in as_(cast.council).get(dashboard).content.decode()
    lock = reverse("monitoring:period-lock", args=[plan.period.pk])
    assert there in as_(cast.verifier).get(lock).content.decode()
