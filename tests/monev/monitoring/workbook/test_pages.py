"""The pages around the workbook."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.services.workbooks.handling import handle_workbook
from tests.monev.monitoring.workbook.workbook_case import Sheets, make_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(as_, cast):
    return as_(cast.staff)


def url(name: str, case) -> str:
    return reverse(f"monitoring:workbook-{name}", args=[case.agency.pk, case.period.pk])


@pytest.fixture
def sent(browser, case, cast):
    """A workbook with a good and a bad row, sent and checked."""
    sheets = Sheets(make_workbook(case, cast.staff))
    sheets.set("programs", "physical_percent", 2, 70)
    sheets.set("programs", "physical_percent", 3, "banyak")
    answer = browser.post(url("upload", case), {"file": sheets.upload("tw3.xlsx")})
    assert answer.status_code == 302
    return WorkbookUpload.objects.get(uid=answer.headers["Location"].rstrip("/").rsplit("/", 1)[-1])


def test_the_list_of_work_leads_to_the_workbook(browser, case):
    text = browser.get(reverse("monitoring:work-list")).content.decode()
    assert url("download", case) in text
    assert url("upload", case) in text


def test_the_download_is_a_workbook_named_after_opd_and_period(browser, case):
    answer = browser.get(url("download", case))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="buku-kerja-dinkes-tw-iii-2026.xlsx"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Program" in openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames


def test_a_locked_period_gives_no_workbook_and_takes_none(browser, case, cast):
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now(), locked_by=cast.verifier)
    assert browser.get(url("download", case)).status_code == 302
    assert "dikunci" in browser.get(url("upload", case)).content.decode()


def test_moments_are_told_in_the_time_of_the_region(browser, case, sent):
    """05.30 in Jayapura, while it is 03.30 in Jakarta."""
    type(case.agency.region).objects.filter(pk=case.agency.region_id).update(time_zone="Asia/Jayapura")
    WorkbookUpload.objects.update(created_at=datetime(2026, 9, 30, 20, 30, tzinfo=UTC))
    for address in (url("upload", case), reverse("monitoring:workbook-detail", args=[sent.uid])):
        assert "1 Oktober 2026 05.30" in browser.get(address).content.decode()


def test_a_wrong_file_is_refused_at_its_field(browser, case, cast):
    sheets = Sheets(make_workbook(case, cast.staff))
    answer = browser.post(url("upload", case), {"file": sheets.upload("buku.xlsm")})
    assert answer.status_code == 422
    assert "makro" in answer.content.decode()
    assert browser.post(url("upload", case)).status_code == 422


def test_the_progress_asks_for_itself_until_it_is_done(browser, sent):
    page = reverse("monitoring:workbook-detail", args=[sent.uid])
    text = browser.get(page).content.decode()
    assert 'hx-trigger="every 2s"' in text
    seen = text.split("?seen=")[1].split('"')[0]
    htmx = {"headers": {"HX-Request": "true"}}
    assert browser.get(f"{page}?seen={seen}", **htmx).status_code == 204
    handle_workbook(sent.pk)
    answer = browser.get(f"{page}?seen={seen}", **htmx)
    assert answer.status_code == 200
    assert "every 2s" not in answer.content.decode()


def test_the_preview_shows_old_new_and_problem_and_takes_the_good_rows(browser, case, sent):
    handle_workbook(sent.pk)
    page = reverse("monitoring:workbook-detail", args=[sent.uid])
    text = browser.get(page).content.decode()
    for part in ("70,00 %", "Program 2", "Program 3", "bukan angka", "Program!G6"):
        assert part in text
    only = browser.get(f"{page}?tampil=masalah").content.decode()
    assert "70,00 %" not in only
    assert "Program 3" in only
    assert browser.post(reverse("monitoring:workbook-apply", args=[sent.uid])).status_code == 302
    handle_workbook(sent.pk)
    text = browser.get(page).content.decode()
    assert "1 laporan diambil sebagai draf" in text
    assert ProgressReport.objects.get(program=case.programs[1], period=case.period).physical_percent == 70


def test_the_marked_workbook_is_downloaded(browser, sent):
    marked = reverse("monitoring:workbook-file", args=[sent.uid])
    assert browser.get(marked).status_code == 404, "not checked yet"
    handle_workbook(sent.pk)
    answer = browser.get(marked)
    assert "tw3-masalah.xlsx" in answer.headers["Content-Disposition"]
    assert "Masalah" in openpyxl.load_workbook(io.BytesIO(b"".join(answer))).sheetnames


def test_a_refused_workbook_says_why(browser, case, sent):
    WorkbookUpload.objects.filter(pk=sent.pk).update(state="refused", error="Buku kerja OPD lain.")
    text = browser.get(reverse("monitoring:workbook-detail", args=[sent.uid])).content.decode()
    assert "Buku kerja OPD lain." in text


def test_another_opd_sees_nothing_of_it(as_, cast, sent):
    for name in ("detail", "file"):
        address = reverse(f"monitoring:workbook-{name}", args=[sent.uid])
        assert as_(cast.colleague).get(address).status_code == 403
        assert as_(cast.foreign_agency_staff).get(address).status_code == 404
