"""Everybody can see whether a report is genuine, and nothing that is not on its first page."""

import hashlib

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from monev.reports.models import CompiledReport
from tests.factories.reports import CompiledReportFactory, ReportFileFactory, SnapshotFactory

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 isi"
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def report(region, cast) -> CompiledReport:
    made = CompiledReportFactory(
        region=region,
        number="050/12/2026",
        requested_by=cast.verifier,
        snapshot=SnapshotFactory(data={"examples": {"rows": 0, "of": 1}, "total": {"spending": "82500001"}}),
    )
    ReportFileFactory(report=made, sha256=SHA, size=len(CONTENT))
    return made


def address(code: str) -> str:
    return reverse("reports:check-code", args=[code])


def test_a_genuine_report_is_named_with_its_files_and_nothing_else(client, report):
    answer = client.get(address(report.check_code))
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Asli, dan edisi terbaru", report.title, "050/12/2026", SHA, str(report.region)):
        assert words in text, words
    for secret in (report.requested_by.name, report.requested_by.email, "82500001", report.error or "{"):
        assert secret not in text, secret
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")
    assert 'name="robots" content="noindex"' in text
    assert not answer.cookies


def test_a_code_is_read_as_people_type_it(client, report):
    typed = f" {report.check_code[:4].lower()}-{report.check_code[4:8]} {report.check_code[8:]}"
    answer = client.get(reverse("reports:check"), {"kode": typed})
    assert answer.url == address(report.check_code)
    assert client.get(reverse("reports:check"), {"kode": "7K3M"}).status_code == 422


def test_an_older_edition_says_that_a_newer_one_exists(client, report):
    CompiledReportFactory(region=report.region, series=report.series, edition=2, period=report.period)
    CompiledReportFactory(region=report.region, series=report.series, edition=3, state="running", snapshot=None)
    text = client.get(address(report.check_code)).content.decode()
    assert "Asli, tetapi bukan lagi edisi terbaru" in text
    assert "edisi 2 sudah menggantikannya" in text


@pytest.mark.parametrize("state", ["queued", "running", "failed", "cancelled"])
def test_a_report_that_is_not_ready_is_no_report(client, region, state):
    row = CompiledReportFactory(region=region, state=state, snapshot=None, error="Gagal karena rahasia")
    answer = client.get(address(row.check_code))
    assert answer.status_code == 404
    assert "Tidak ada laporan dengan kode ini" in answer.content.decode()
    assert "rahasia" not in answer.content.decode()


@pytest.mark.parametrize("code", ["7K3MXQ2RT9WB", "x", "%00", "7K3MXQ2RT9WB7K3M", "..."])
def test_unknown_codes_are_no_reports(client, report, code):
    assert client.get(address(code)).status_code == 404


def test_a_file_is_known_by_its_fingerprint(client, report):
    text = client.get(reverse("reports:check"), {"sha256": SHA.upper()}).content.decode()
    assert "tidak satu karakter pun diubah" in text
    assert "berkas Anda" in text
    changed = client.get(reverse("reports:check"), {"sha256": hashlib.sha256(CONTENT + b" ").hexdigest()})
    assert changed.status_code == 404
    assert "Tidak ada laporan dengan berkas ini" in changed.content.decode()


def test_without_javascript_the_file_itself_is_looked_at_and_not_kept(client, report, tmp_path):
    page = reverse("reports:check")
    before = sorted(tmp_path.rglob("*"))
    given = SimpleUploadedFile("laporan.pdf", CONTENT)
    assert "berkas Anda" in client.post(page, {"berkas": given}).content.decode()
    assert client.post(page, {"berkas": SimpleUploadedFile("a.pdf", b"lain")}).status_code == 404
    assert client.post(page).status_code == 422
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_too_large_is_not_read(client, report, settings):
    settings.CHECK_MAX_BYTES = 10
    answer = client.post(reverse("reports:check"), {"berkas": SimpleUploadedFile("a.pdf", b"x" * 80_000)})
    assert answer.status_code == 413
    assert "kode di halaman pertamanya" in answer.content.decode()


def test_codes_cannot_be_tried_one_after_the_other(client, report, settings):
    settings.CHECKS_PER_ADDRESS = 3
    assert [client.get(address("7K3MXQ2RT9WB")).status_code for _try in range(5)] == [404, 404, 404, 429, 429]
    assert client.get(address(report.check_code)).status_code == 429
    assert client.get(address(report.check_code), REMOTE_ADDR="198.51.100.9").status_code == 200


def test_the_page_is_read_in_english_too(client, report):
    text = client.get(address(report.check_code), {"bahasa": "en"}).content.decode()
    assert "Genuine, and the newest edition" in text
    assert 'lang="en"' in text


def test_a_report_of_the_nation_is_genuine_too(client, db):
    row = CompiledReportFactory(region=None, period=None, subject="2026", kind="national")
    assert client.get(address(row.check_code)).status_code == 200


def test_public_pages_lead_there(client):
    assert reverse("reports:check") in client.get(reverse("portal:public-list")).content.decode()


def test_more_files_and_editions_need_no_more_queries(client, report, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(address(report.check_code))
    ReportFileFactory(report=report, format="xlsx")
    CompiledReportFactory(region=report.region, series=report.series, edition=2)
    with django_assert_num_queries(2):
        client.get(address(report.check_code))
