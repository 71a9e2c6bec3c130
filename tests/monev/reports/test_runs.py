"""National runs: started by the ministry, asked for region by region, followed, cancelled, resumed, told once."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import Refused
from monev.reports.models import CompiledReport, ReportRun
from monev.reports.selectors.runs import failures_of, run_progress
from monev.reports.services import runs
from monev.reports.services.compiling import fill_report, take_up_stale_reports
from monev.reports.services.requests import cancel_report, request_report
from monev.reports.services.runs import ask_for_run, cancel_run, finish_run, resume_run, start_run, take_up_runs
from monev.reports.wishes import Wish
from notices.models import Notice
from organizations.models import AuditEntry, Region
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import CohortFactory, RegionFactory
from tests.factories.reports import ReportFileFactory, SnapshotFactory

pytestmark = pytest.mark.django_db
PARAMS = {"period": "2026-3"}


@pytest.fixture
def regions(region):
    """Four regions with a plan to report on, and one without the period."""
    cohort = CohortFactory()
    made = [RegionFactory(code=f"35.0{number}", cohort=cohort, is_active=True) for number in range(1, 5)]
    for each in made:
        PeriodFactory(region=each)
    return [*made, region]


@pytest.fixture
def run(regions, cast):
    return start_run("quarterly", PARAMS, regions, by=cast.national)


def reports_of(run):
    return CompiledReport.objects.filter(run=run).order_by("region__code")


def end(report, state="done"):
    """As a worker leaves it."""
    snapshot = SnapshotFactory() if state == "done" else None
    CompiledReport.objects.filter(pk=report.pk).update(state=state, snapshot=snapshot, progress=100, error="Gagal")


def test_each_region_gets_one_report_on_the_queue_for_long_work(run, regions, cast):
    ask_for_run(run.pk)
    ask_for_run(run.pk)
    assert [each.region for each in reports_of(run)] == regions[:4]
    assert {(each.queue, each.requested_by, each.period.address) for each in reports_of(run)} == {
        ("long", cast.national, "2026-3")
    }


def test_a_region_without_the_period_is_named_and_the_others_go_on(run, region):
    ask_for_run(run.pk)
    run.refresh_from_db()
    assert run.problems == {region.code: "Daerah ini tidak memiliki periode TW III 2026."}
    assert [(each.region, each.report) for each in failures_of(run)] == [(region, None)]


def test_many_regions_are_asked_for_in_portions(run, monkeypatch):
    monkeypatch.setattr(runs, "PORTION", 2)
    assert [ask_for_run(run.pk) for _ in range(4)] == [2, 2, 1, 0]
    assert reports_of(run).count() == 4


def test_the_progress_of_all_reports_is_one_query(run, django_assert_num_queries):
    ask_for_run(run.pk)
    first, second, third, _fourth = reports_of(run)
    end(first)
    end(second, "failed")
    CompiledReport.objects.filter(pk=third.pk).update(state="running", progress=50)
    with django_assert_num_queries(1):
        found = run_progress(run)
    assert (found.regions, found.done, found.failed, found.unfinished, found.problems) == (5, 1, 1, 2, 1)
    assert found.percent == (100 + 100 + 50 + 100) // 5
    assert found.to_ask == 0


def test_a_run_is_finished_with_its_last_report_and_told_once(run, cast):
    ask_for_run(run.pk)
    *others, last = reports_of(run)
    for each in others:
        end(each)
        assert not finish_run(run.pk)
    end(last, "failed")
    assert finish_run(run.pk)
    assert not finish_run(run.pk)
    run.refresh_from_db()
    assert run.state == "done"
    notice = Notice.objects.get(user=cast.national)
    assert (notice.kind, notice.params["done"], notice.params["missing"]) == ("report.run_incomplete", "3", "2")
    assert notice.url == reverse("reports:run-detail", args=[run.pk])


def test_reports_of_a_run_send_no_notices_of_their_own(run, region, settings):
    ask_for_run(run.pk)
    fill_report(reports_of(run)[0].pk)
    assert reports_of(run)[0].state in ("failed", "done")
    assert not Notice.objects.exists()


def test_the_sweep_finishes_a_run_whose_last_worker_was_killed_before_it_could(run, settings):
    settings.REPORT_STALE_SECONDS = 0
    ask_for_run(run.pk)
    for each in reports_of(run):
        end(each)
    take_up_runs()
    run.refresh_from_db()
    assert run.state == "done"


def test_a_run_killed_between_two_portions_goes_on_where_it_stopped(run, monkeypatch, settings):
    settings.REPORT_STALE_SECONDS = 0
    monkeypatch.setattr(runs, "PORTION", 2)
    ask_for_run(run.pk)
    ReportRun.objects.filter(pk=run.pk).update(state="running")
    sent = []
    monkeypatch.setattr(runs, "_send", sent.append)
    assert take_up_runs() == 1
    assert sent == [run.pk]
    while ask_for_run(run.pk):
        pass
    assert reports_of(run).count() == 4


def test_a_cancelled_run_keeps_what_is_ready_and_is_resumed(run, cast):
    ask_for_run(run.pk)
    first, *others = reports_of(run)
    end(first)
    cancel_run(run, by=cast.national)
    assert [each.state for each in reports_of(run)] == ["done", "cancelled", "cancelled", "cancelled"]
    assert ask_for_run(run.pk) == 0
    run.refresh_from_db()
    assert run.state == "cancelled"
    resume_run(run, by=cast.national)
    assert [each.state for each in reports_of(run)] == ["done", "queued", "queued", "queued"]
    assert others[0].history.filter(history_change_reason="retried", history_user=cast.national).count() == 1
    assert [line.code for line in others[0].log.all()] == ["requested", "cancelled", "retried"]


def test_resuming_asks_for_what_was_missing_and_tries_again_what_failed(run, region, cast):
    ask_for_run(run.pk)
    for each, state in zip(reports_of(run), ("done", "done", "done", "failed"), strict=True):
        end(each, state)
    finish_run(run.pk)
    PeriodFactory(region=region)
    run.refresh_from_db()
    resume_run(run, by=cast.national)
    ask_for_run(run.pk)
    assert [each.state for each in reports_of(run)] == ["done", "done", "done", "queued", "queued"]
    run.refresh_from_db()
    assert (run.problems, run.state) == ({}, "running")


def test_nothing_is_resumed_when_nothing_is_missing(regions, cast):
    run = start_run("quarterly", PARAMS, regions[:1], by=cast.national)
    ask_for_run(run.pk)
    with pytest.raises(Refused):
        resume_run(run, by=cast.national)


def test_the_same_run_is_not_started_twice(run, regions, cast):
    with pytest.raises(Refused):
        start_run("quarterly", PARAMS, regions[:1], by=cast.national)
    cancel_run(run, by=cast.national)
    start_run("quarterly", PARAMS, regions[:1], by=cast.national)


@pytest.mark.parametrize(
    ("kind", "params", "field"),
    [
        ("quarterly", {}, "period"),
        ("quarterly", {"period": "2026-3", "agency": "x"}, "agency"),
        ("none", PARAMS, "kind"),
    ],
)
def test_parameters_that_do_not_fit_every_region_are_refused(kind, params, field, regions, cast):
    with pytest.raises(Refused) as refused:
        start_run(kind, params, regions, by=cast.national)
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["verifier", "admin", "assessor", "secretary"])
def test_only_the_ministry_starts_stops_and_resumes_runs(who, run, regions, cast):
    person = getattr(cast, who)
    for attempt in (
        lambda: start_run("quarterly", {"period": "2026-2"}, regions, by=person),
        lambda: cancel_run(run, by=person),
        lambda: resume_run(run, by=person),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_region_that_asks_for_the_same_report_does_not_wait_for_the_run(regions, region, cast):
    period = PeriodFactory(region=region)
    run = start_run("quarterly", PARAMS, [region], by=cast.national)
    ask_for_run(run.pk)
    own = request_report("quarterly", Wish(region, "id", period=period), by=cast.verifier)
    assert (own.run, own.queue, own.edition) == (None, "quick", 2)
    with pytest.raises(PermissionDenied):
        cancel_report(reports_of(run).get(), by=cast.verifier)


def test_reports_that_wait_their_turn_are_not_woken_while_the_queue_moves(
    run, settings, django_capture_on_commit_callbacks
):
    settings.REPORT_STALE_SECONDS = 1
    ask_for_run(run.pk)
    long_ago = run.created_at.replace(year=2020)
    CompiledReport.objects.filter(run=run).update(updated_at=long_ago)
    assert take_up_stale_reports() == 4
    moving = reports_of(run)[0]
    CompiledReport.objects.filter(pk=moving.pk).update(state="running", heartbeat_at=run.updated_at)
    settings.REPORT_STALE_SECONDS = 3600
    assert take_up_stale_reports() == 0


def test_who_lost_the_right_gets_no_reports(run, cast):
    cast.national.memberships.all().delete()
    ask_for_run(run.pk)
    run.refresh_from_db()
    assert not reports_of(run).exists()
    assert len(run.problems) == 5
    assert run.state == "done"


class TestPages:
    def test_the_ministry_chooses_a_report_a_period_and_regions(self, as_, cast, regions):
        browser = as_(cast.national)
        assert reverse("reports:run-start", args=["quarterly"]) in browser.get(reverse("reports:run-kinds")).text
        page = browser.get(reverse("reports:run-start", args=["quarterly"]))
        assert "TW III 2026 (4 daerah)" in page.text
        data = {"period": "2026-3", "language": "id", "which": "chosen", "regions": "35.01, 52.07"}
        answer = browser.post(reverse("reports:run-start", args=["quarterly"]), data)
        run = ReportRun.objects.get()
        assert answer.url == reverse("reports:run-detail", args=[run.pk])
        assert [each.code for each in run.regions.all()] == ["35.01", "52.07"]
        assert run.title == "Laporan monev triwulanan, TW III 2026"
        assert AuditEntry.objects.get(verb="report_run.started").details["count"] == 2

    def test_all_regions_that_use_the_portal(self, as_, cast, regions):
        data = {"period": "2026-3", "language": "id", "which": "all"}
        as_(cast.national).post(reverse("reports:run-start", args=["quarterly"]), data)
        active = Region.objects.filter(is_active=True)
        assert set(ReportRun.objects.get().regions.all()) == set(active) > set(regions[:4])

    def test_a_name_that_means_no_region_stands_at_its_field(self, as_, cast, regions):
        data = {"period": "2026-3", "language": "id", "which": "chosen", "regions": "Kota Entah"}
        answer = as_(cast.national).post(reverse("reports:run-start", args=["quarterly"]), data)
        assert answer.status_code == 422
        assert "Kota Entah" in answer.text
        assert not ReportRun.objects.exists()

    def test_the_poll_gets_nothing_while_nothing_changes(self, as_, cast, run):
        ask_for_run(run.pk)
        browser, address = as_(cast.national), reverse("reports:run-detail", args=[run.pk])
        page = browser.get(address)
        assert "Daerah ini tidak memiliki periode" in page.text
        seen = page.context["seen"]
        assert browser.get(address, {"seen": seen}, headers={"HX-Request": "true"}).status_code == 204
        end(reports_of(run)[0])
        part = browser.get(address, {"seen": seen}, headers={"HX-Request": "true"})
        assert "1 dari 5 laporan siap" in part.text
        assert "<html" not in part.text

    def test_all_files_come_as_one_archive_with_a_manifest(self, as_, cast, run):
        ask_for_run(run.pk)
        first, second, *_others = reports_of(run)
        for each in (first, second):
            end(each)
            ReportFileFactory(report=each)
        lost = second.files.get()
        lost.file.storage.delete(lost.file.name)
        answer = as_(cast.national).get(reverse("reports:run-download", args=[run.pk]))
        archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        assert archive.testzip() is None
        path, *_ = archive.namelist()
        assert path.startswith("35.01-")
        assert archive.read(path) == b"%PDF-1.7"
        manifest = archive.read("manifest.csv").decode()
        assert ",damaged," in manifest, "the factory gives a hash that is not the file's"
        assert ",missing," in manifest
        assert path in archive.read("SHA256SUMS").decode()

    def test_failures_are_tried_again_from_the_page(self, as_, cast, run):
        ask_for_run(run.pk)
        for each in reports_of(run):
            end(each, "failed")
        finish_run(run.pk)
        as_(cast.national).post(reverse("reports:run-resume", args=[run.pk]))
        assert {each.state for each in reports_of(run)} == {"queued"}

    def test_rest_tells_the_progress(self, as_, cast, run):
        ask_for_run(run.pk)
        end(reports_of(run)[0])
        row = as_(cast.national).get(f"/api/v1/report-runs/{run.pk}/").json()
        assert row["progress"]["done"] == 1
        assert row["progress"]["regions"] == 5
        assert "52.07" in row["problems"]
