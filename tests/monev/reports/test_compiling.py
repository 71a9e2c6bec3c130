"""A report is compiled once, from one snapshot, whoever is killed on the way."""

import hashlib
from datetime import timedelta

import pytest
import typst
import xlsxwriter
from django.core.files.storage import default_storage
from django.utils import timezone

from monev.monitoring.models.progress import ProgressReport
from monev.reports.models import CompiledReport, ReportFile, Snapshot
from monev.reports.services.compiling import MOST_ATTEMPTS, fill_report, take_up_stale_reports
from monev.reports.services.requests import request_report, retry_report
from monev.reports.wishes import Wish
from organizations.models import AuditEntry, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def report(plan, region, cast) -> CompiledReport:
    return request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)


def grow_old(report: CompiledReport) -> None:
    """As if its worker had given no sign of life for an hour."""
    past = timezone.now() - timedelta(hours=1)
    CompiledReport.objects.filter(pk=report.pk).update(heartbeat_at=past, updated_at=past)


def killed(*args, **kwargs):
    raise SystemExit("killed")


def test_a_report_has_one_file_of_each_format_with_its_hash(report):
    done = fill_report(report.pk)
    assert (done.state, done.progress, done.attempt) == ("done", 100, 1)
    assert sorted(done.files.values_list("format", flat=True)) == ["docx", "pdf", "xlsx"]
    for each in done.files.all():
        content = each.file.read()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (each.sha256, each.size)
    assert AuditEntry.objects.get(verb="compiled_report.done").details["attempt"] == 1


def test_a_second_message_does_nothing(report):
    fill_report(report.pk)
    files = list(ReportFile.objects.values_list("pk", "sha256"))
    assert fill_report(report.pk) is None
    assert list(ReportFile.objects.values_list("pk", "sha256")) == files
    assert Snapshot.objects.count() == 1


def test_a_second_worker_keeps_off_while_the_first_is_alive(report):
    CompiledReport.objects.filter(pk=report.pk).update(state="running", attempt=1, heartbeat_at=timezone.now())
    assert fill_report(report.pk) is None
    assert not ReportFile.objects.exists()


@pytest.mark.parametrize(("owner", "name"), [(typst, "compile"), (xlsxwriter, "Workbook")])
def test_a_killed_worker_leaves_what_the_next_one_finishes(report, monkeypatch, owner, name):
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, killed)
        with pytest.raises(SystemExit):
            fill_report(report.pk)
    report.refresh_from_db()
    snapshot = report.snapshot
    assert (report.state, report.attempt) == ("running", 1)
    assert fill_report(report.pk) is None, "its heart still beats"
    grow_old(report)
    done = fill_report(report.pk)
    assert (done.state, done.attempt, done.snapshot) == ("done", 2, snapshot)
    assert ReportFile.objects.count() == 3
    assert Snapshot.objects.count() == 1


def test_figures_that_change_after_the_snapshot_do_not_reach_the_report(report, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(typst, "compile", killed)
        with pytest.raises(SystemExit):
            fill_report(report.pk)
    ProgressReport.objects.update(physical_percent=1)
    grow_old(report)
    done = fill_report(report.pk)
    assert {each["actual"] for each in done.snapshot.data["programs"]} == {"62.50", None}


def test_a_worker_that_was_replaced_writes_nothing_more(report, monkeypatch):
    def slow(*args, **kwargs):
        CompiledReport.objects.filter(pk=report.pk).update(attempt=2, heartbeat_at=timezone.now())
        return b"%PDF-late"

    with monkeypatch.context() as patched:
        patched.setattr(typst, "compile", slow)
        assert fill_report(report.pk) is None
    assert not ReportFile.objects.exists()
    assert CompiledReport.objects.get(pk=report.pk).state == "running"


def test_a_fault_is_shown_to_the_person_who_waits_and_can_be_tried_again(report, monkeypatch, cast):
    def broken(*args, **kwargs):
        raise ValueError("fault")

    with monkeypatch.context() as patched:
        patched.setattr(typst, "compile", broken)
        failed = fill_report(report.pk)
    assert failed.state == "failed"
    assert "ValueError" in failed.error
    retry_report(failed, by=cast.verifier)
    assert fill_report(report.pk).state == "done"


def test_a_full_disk_is_waited_out(report, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(typst, "compile", full)
        assert fill_report(report.pk) is None
    report.refresh_from_db()
    assert report.state == "running"
    grow_old(report)
    assert fill_report(report.pk).state == "done"


def test_the_sweep_wakes_what_is_silent_and_leaves_what_lives(report, django_capture_on_commit_callbacks):
    assert take_up_stale_reports() == 0
    grow_old(report)
    CompiledReport.objects.filter(pk=report.pk).update(heartbeat_at=None)
    with django_capture_on_commit_callbacks() as callbacks:
        assert take_up_stale_reports() == 1
    assert len(callbacks) == 1
    CompiledReport.objects.filter(pk=report.pk).update(state="running", heartbeat_at=timezone.now())
    assert take_up_stale_reports() == 0


def test_after_five_attempts_the_sweep_gives_up_and_says_so(report):
    CompiledReport.objects.filter(pk=report.pk).update(state="running", attempt=MOST_ATTEMPTS)
    grow_old(report)
    CompiledReport.objects.filter(pk=report.pk).update(attempt=MOST_ATTEMPTS)
    assert take_up_stale_reports() == 0
    report.refresh_from_db()
    assert report.state == "failed"
    assert "5" in report.error
    assert AuditEntry.objects.filter(verb="compiled_report.failed").exists()
    assert fill_report(report.pk) is None


def test_somebody_who_lost_the_right_gets_no_report(report, cast):
    Membership.objects.filter(user=cast.verifier).delete()
    failed = fill_report(report.pk)
    assert failed.state == "failed"
    assert failed.snapshot is None


def test_a_snapshot_that_was_tampered_with_is_not_printed(report, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(typst, "compile", killed)
        with pytest.raises(SystemExit):
            fill_report(report.pk)
    snapshot = Snapshot.objects.get()
    snapshot.data["total"]["verified"] = 99
    snapshot.save()
    grow_old(report)
    assert fill_report(report.pk).state == "failed"
    assert not ReportFile.objects.exists()


def test_no_unfinished_file_is_left_in_the_folder(report, tmp_path):
    fill_report(report.pk)
    assert not list(tmp_path.rglob("*.part"))
    assert sum(each.is_file() for each in tmp_path.rglob("*")) == 3
    assert all(default_storage.exists(each.file.name) for each in ReportFile.objects.all())
