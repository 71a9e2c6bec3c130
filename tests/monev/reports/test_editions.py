"""Compiled again, a report is the next edition; the older one stays, and what differs is listed."""

import pytest
from django.urls import reverse

from core.errors import Refused
from monev.monitoring.models.progress import ProgressReport
from monev.reports.models import CompiledReport
from monev.reports.services.compiling import fill_report
from monev.reports.services.editions import compile_again
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from tests.factories.monitoring import PeriodFactory
from tests.factories.reports import CompiledReportFactory, SnapshotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def pair(region) -> tuple[CompiledReport, CompiledReport]:
    """Two ready editions whose spending differs."""
    period = PeriodFactory(region=region)
    series = Wish(region, "id", period=period).series("quarterly")
    first, second = (
        CompiledReportFactory(
            region=region,
            period=period,
            series=series,
            edition=edition,
            snapshot=SnapshotFactory(data={"total": {"spending": spending}}),
        )
        for edition, spending in ((1, "1000"), (2, "2500"))
    )
    return first, second


def differences(report) -> str:
    return reverse("reports:report-differences", args=[report.pk])


def again(report) -> str:
    return reverse("reports:report-again", args=[report.pk])


def test_the_next_edition_has_fresh_data_and_the_older_one_stays(plan, region, cast):
    first = request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)
    fill_report(first.pk)
    kept = list(first.files.values_list("format", "sha256"))
    ProgressReport.objects.filter(state="verified").update(physical_percent=70)
    first.refresh_from_db()
    second = compile_again(first, by=cast.admin)
    assert compile_again(first, by=cast.admin) == second, "it is under way already"
    fill_report(second.pk)
    second.refresh_from_db()
    assert (second.edition, second.params, second.state) == (2, first.params, "done")
    assert second.check_code != first.check_code
    assert second.snapshot.data["total"]["physical"]["value"] == "70.00"
    assert list(first.files.values_list("format", "sha256")) == kept


def test_only_a_report_that_is_ready_gets_a_next_edition(region, cast):
    failed = CompiledReportFactory(region=region, state="failed", snapshot=None)
    with pytest.raises(Refused):
        compile_again(failed, by=cast.admin)


def test_the_button_asks_for_the_next_edition(as_, cast, region):
    _first, second = pair(region)
    page = as_(cast.verifier).get(reverse("reports:report-detail", args=[second.pk])).content.decode()
    assert again(second) in page
    assert differences(second) in page
    answer = as_(cast.verifier).post(again(second), follow=True)
    assert "Edisi 3 sedang disusun" in answer.content.decode()
    assert CompiledReport.objects.get(series=second.series, edition=3).state == "queued"


def test_who_may_only_read_finds_no_button_and_is_refused(as_, cast, region):
    _first, second = pair(region)
    assert again(second) not in as_(cast.staff).get(reverse("reports:report-detail", args=[second.pk])).content.decode()
    assert as_(cast.staff).post(again(second)).status_code == 403
    assert as_(cast.foreign_region_admin).post(again(second)).status_code == 404


def test_what_differs_is_shown_with_old_and_new(as_, cast, region):
    first, second = pair(region)
    text = as_(cast.staff).get(differences(second)).content.decode()
    assert "Rp 1.000" in text
    assert "Rp 2.500" in text
    assert "Ini edisi pertama" in as_(cast.staff).get(differences(first)).content.decode()
    assert as_(cast.foreign_region_admin).get(differences(second)).status_code == 404


def test_two_equal_editions_differ_in_nothing(as_, cast, region):
    first, second = pair(region)
    CompiledReport.objects.filter(pk=second.pk).update(snapshot=first.snapshot)
    assert "Tidak ada perbedaan" in as_(cast.staff).get(differences(second)).content.decode()
