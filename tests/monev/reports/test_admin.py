"""Reports in the administration: asked for by the same service, looked at with files and log, cancelled, retried."""

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse

from monev.reports.models import CompiledReport
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from organizations.models import User
from tests.factories.reports import ReportScheduleFactory, ScheduleTurnFactory

pytestmark = pytest.mark.django_db
LIST, ADD = "admin:reports_compiledreport_changelist", "admin:reports_compiledreport_add"


@pytest.fixture(autouse=True)
def _files_and_day(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(date(2026, 10, 6), tick=True):
        yield


@pytest.fixture
def clerk(cast, as_):
    """The region administrator with a staff account that may look at reports; no superuser."""
    User.objects.filter(pk=cast.admin.pk).update(is_staff=True)
    cast.admin.user_permissions.set(
        Permission.objects.filter(content_type__app_label="reports", codename__startswith="view_")
    )
    return as_(cast.admin)


@pytest.fixture
def superuser(as_):
    return as_(User.objects.create_superuser("admin@contoh.example", "rahasia-sekali", name="Admin"))


@pytest.fixture
def report(plan, region, cast) -> CompiledReport:
    return request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)


def test_a_report_is_asked_for_step_by_step(plan, region, other_region, cast, clerk):
    first = clerk.get(reverse(ADD))
    assert list(first.context["choose"].fields["region"].queryset) == [region]
    address = f"{reverse(ADD)}?kind=quarterly&region={region.code}"
    page = clerk.get(address)
    assert list(page.context["form"].fields)[:2] == ["period", "include_preliminary"]
    answer = clerk.post(address, {"period": plan.period.pk, "language": "id", "number": "050/12"})
    row = CompiledReport.objects.get()
    assert answer.url == reverse("admin:reports_compiledreport_change", args=[row.pk])
    assert (row.requested_by, row.number, row.period) == (cast.admin, "050/12", plan.period)


def test_what_is_missing_is_said_at_its_field(plan, region, clerk):
    page = clerk.post(f"{reverse(ADD)}?kind=quarterly&region={region.code}", {"language": "id"})
    assert "period" in page.context["form"].errors
    assert not CompiledReport.objects.exists()
    page = clerk.get(f"{reverse(ADD)}?kind=quarterly&region=99.99")
    assert "region" in page.context["choose"].errors


def test_without_a_role_a_superuser_looks_but_asks_for_nothing(plan, region, superuser, report):
    assert superuser.get(reverse(ADD)).status_code == 403
    assert superuser.get(reverse(LIST)).status_code == 200
    choice = {"action": "cancel", "_selected_action": [report.pk]}
    page = superuser.post(reverse(LIST), choice, follow=True).content.decode()
    assert "peran Anda tidak mengizinkan" in page
    report.refresh_from_db()
    assert report.state == "queued"


def test_it_is_cancelled_and_tried_again_by_the_actions(report, clerk):
    for act, state in (("cancel", "cancelled"), ("retry", "queued")):
        clerk.post(reverse(LIST), {"action": act, "_selected_action": [report.pk]})
        report.refresh_from_db()
        assert report.state == state
    page = clerk.post(reverse(LIST), {"action": "retry", "_selected_action": [report.pk]}, follow=True)
    assert str(report) in page.content.decode(), "a rule that says no names the report"


def test_the_page_of_a_report_shows_files_log_and_snapshot(report, cast, clerk):
    fill_report(report.pk)
    report.refresh_from_db()
    address = reverse("admin:reports_compiledreport_change", args=[report.pk])
    page = clerk.get(address).content.decode()
    kept = report.files.get(format="pdf")
    download = reverse("admin:reports_reportfile_download", args=[kept.pk])
    assert download in page
    assert kept.sha256 in page
    assert cast.verifier.name in page
    assert report.snapshot.sha256 in page
    assert clerk.post(address, {"title": "Lain"}).status_code == 403
    assert b"".join(clerk.get(download).streaming_content).startswith(b"%PDF")
    snapshot = clerk.get(reverse("admin:reports_snapshot_change", args=[report.snapshot_id])).content.decode()
    assert address in snapshot
    assert '"programs"' not in snapshot, "megabytes of data are not shown"


def test_staff_see_the_rows_of_their_regions_only(report, other_region, cast, clerk, as_):
    fill_report(report.pk)
    kept = report.files.get(format="pdf")
    User.objects.filter(pk=cast.foreign_region_admin.pk).update(is_staff=True)
    cast.foreign_region_admin.user_permissions.set(Permission.objects.filter(content_type__app_label="reports"))
    stranger = as_(cast.foreign_region_admin)
    ScheduleTurnFactory(schedule=ReportScheduleFactory(region=report.region))
    for name in ("compiledreport", "reportfile", "reportlog", "snapshot", "reportschedule", "scheduleturn"):
        address = reverse(f"admin:reports_{name}_changelist")
        assert clerk.get(address).context["cl"].result_count, name
        assert stranger.get(address).context["cl"].result_count == 0, name
    assert stranger.get(reverse("admin:reports_reportfile_download", args=[kept.pk])).status_code == 404


def test_without_the_right_to_look_there_is_no_file(report, cast, as_):
    fill_report(report.pk)
    kept = report.files.get(format="pdf")
    User.objects.filter(pk=cast.council.pk).update(is_staff=True)
    assert as_(cast.council).get(reverse("admin:reports_reportfile_download", args=[kept.pk])).status_code == 404
    assert as_(cast.council).get(reverse(LIST)).status_code == 403
