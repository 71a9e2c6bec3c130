"""Somebody without an account shows a file to the check page; the file itself is not sent."""

from __future__ import annotations

import hashlib

import pytest
from django.urls import reverse

from monev.reports.models import ReportFile
from tests.factories.reports import CompiledReportFactory, ReportFileFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTENT = b"%PDF-1.7 isi laporan"


def test_a_file_is_checked_on_a_phone_without_being_sent(live_server, region, open_as, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    report = CompiledReportFactory(region=region)
    ReportFileFactory(report=report, sha256=hashlib.sha256(CONTENT).hexdigest(), size=len(CONTENT))
    paper = tmp_path / "laporan.pdf"
    paper.write_bytes(CONTENT)

    stranger = open_as(None, width=390, height=844)
    sent = []
    stranger.page.on("request", lambda request: sent.append(request.method))
    stranger.open(reverse("reports:check"))
    stranger.page.set_input_files("#berkas", paper)
    with stranger.page.expect_navigation():
        stranger.page.get_by_role("button", name="Periksa berkas").click()
    stranger.check()

    assert "Asli, dan edisi terbaru" in stranger.page.text_content("#verdict")
    assert report.title in stranger.page.text_content("#content")
    assert set(sent) == {"GET"}
    assert ReportFile.objects.count() == 1
