"""The queue of reports: what waits at which place, what is being compiled and for how long, what has ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from monev.reports.models import CompiledReport
from tests.factories.reports import CompiledReportFactory

pytestmark = pytest.mark.django_db
EVERYWHERE = reverse("reports:national-queue")


def queue(region):
    return reverse("reports:report-queue", args=[region.code])


def made(region, state="queued", **more):
    row = CompiledReportFactory(region=region, state=state, snapshot=None, progress=0, **more)
    return CompiledReport.objects.get(pk=row.pk)


def took(region, seconds, **more):
    """A report that was compiled in so many seconds."""
    row, now = CompiledReportFactory(region=region), timezone.now()
    what = {"started_at": now - timedelta(seconds=seconds), "finished_at": now, "attempt": 1} | more
    CompiledReport.objects.filter(pk=row.pk).update(**what)


def running(region, since, **more):
    row = made(region, "running", **more)
    started = timezone.now() - timedelta(seconds=since)
    CompiledReport.objects.filter(pk=row.pk).update(started_at=started, attempt=1, progress=50, step="pdf")
    return row


def jobs(page):
    board = page.context["board"]
    return [each.report for each in board.running], [(each.report, each.place) for each in board.waiting]


def test_what_waits_knows_its_place_among_all_regions(region, other_region, cast, as_):
    made(other_region)
    first, second = made(region), made(region)
    alone = made(region, queue="long")
    assert jobs(as_(cast.council).get(queue(region))) == ([], [(alone, 1), (first, 2), (second, 3)])


def test_nobody_sees_the_reports_of_another_region(region, other_region, cast, as_):
    foreign = made(other_region)
    assert str(foreign) not in as_(cast.council).get(queue(region)).content.decode()
    assert as_(cast.council).get(queue(other_region)).status_code == 404


def test_the_time_left_is_what_such_reports_took_lately(region, cast, as_):
    for seconds in (30, 40, 50):
        took(region, seconds)
    took(region, 4000, attempt=2)
    took(region, 4000, kind="other")
    running(region, since=10)
    (job,) = as_(cast.council).get(queue(region)).context["board"].running
    assert job.left == "kira-kira 30 detik lagi"
    page = as_(cast.council).get(reverse("reports:report-detail", args=[job.report.pk]))
    assert "kira-kira 30 detik lagi" in page.content.decode()


def test_the_queue_is_sent_again_only_when_something_changed(region, cast, as_):
    row, client = made(region), as_(cast.council)
    page = client.get(queue(region))
    known = {"seen": page.context["board"].seen, "said": page.context["said"]}
    assert client.get(queue(region), known, headers={"HX-Request": "true"}).status_code == 204
    CompiledReport.objects.filter(pk=row.pk).update(state="running", progress=20)
    news = client.get(queue(region), known, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in news
    assert "data-announce" in news


def test_progress_alone_is_shown_and_not_read_aloud_again(region, cast, as_):
    row, client = running(region, since=1), as_(cast.council)
    page = client.get(queue(region))
    known = {"seen": page.context["board"].seen, "said": page.context["said"]}
    CompiledReport.objects.filter(pk=row.pk).update(progress=80)
    news = client.get(queue(region), known, headers={"HX-Request": "true"})
    assert news.status_code == 200
    assert "data-announce" not in news.content.decode()


def test_buttons_stand_only_where_the_person_may(region, cast, as_):
    waits, failed = made(region), made(region, "failed", error="rusak")
    cancel = reverse("reports:report-cancel", args=[waits.pk])
    retry = reverse("reports:report-retry", args=[failed.pk])
    for person, may in ((cast.verifier, True), (cast.council, False)):
        text = as_(person).get(queue(region)).content.decode()
        assert "rusak" in text
        assert [cancel in text, retry in text] == [may, may]


def test_a_clerk_cancels_the_sheet_that_they_asked_for_and_no_other(samples, region, cast, as_):
    own, other = made(region, kind="sample-sheet", requested_by=cast.staff), made(region, kind="sample-sheet")
    client = as_(cast.staff)
    text = client.get(queue(region)).content.decode()
    assert reverse("reports:report-cancel", args=[own.pk]) in text
    assert reverse("reports:report-cancel", args=[other.pk]) not in text
    answer = client.post(reverse("reports:report-cancel", args=[own.pk]), {"from": "queue"})
    assert answer.url == queue(region)
    assert client.post(reverse("reports:report-cancel", args=[other.pk])).status_code == 403
    own.refresh_from_db()
    assert own.state == "cancelled"


def test_what_ended_long_ago_is_not_in_the_queue(region, cast, as_):
    took(region, 5)
    old = CompiledReportFactory(region=region)
    CompiledReport.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=8))
    assert old not in as_(cast.council).get(queue(region)).context["board"].ended


def test_the_ministry_sees_the_queue_of_all_regions_and_narrows_it(region, other_region, cast, as_):
    here, there, nation = made(region), made(other_region, kind="other"), made(None, period=None)
    client = as_(cast.national)
    assert {row for row, _place in jobs(client.get(EVERYWHERE))[1]} == {here, there, nation}
    assert jobs(client.get(EVERYWHERE, {"region": region.pk}))[1] == [(here, 1)]
    assert jobs(client.get(EVERYWHERE, {"state": "running"}))[1] == []
    assert as_(cast.verifier).get(EVERYWHERE).status_code == 403


def test_more_reports_need_no_more_queries(region, other_region, cast, as_, django_assert_max_num_queries):
    def fill():
        for where in (region, other_region):
            made(where), made(where, "failed"), running(where, since=3), took(where, 5)

    def counted(person, url, most):
        client = as_(person)
        client.get(url)
        with django_assert_max_num_queries(most) as queries:
            client.get(url)
        return len(queries)

    pages = [(cast.verifier, queue(region)), (cast.national, EVERYWHERE)]
    fill()
    few = [counted(person, url, 40) for person, url in pages]
    fill()
    for (person, url), most in zip(pages, few, strict=True):
        counted(person, url, most)
