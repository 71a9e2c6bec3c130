"""The main job, by the people who do it: the OPD on a phone, all others at a desk.

Staff enters progress and submits; the verifier returns it with a reason; staff corrects it; the verifier confirms; the
Dewan sees the figure; the quarterly report is compiled by a real worker and downloaded.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright import sync_api

from masterplan.models.plans import Program
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ProgressReport
from monev.reports.models import CompiledReport
from tests.browser.cases import PHONE, PROOF, in_days
from tests.monev.monitoring.entry_case import make_case

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]
REASON = "Capaian desa belum sesuai dengan berita acara."
WAIT = 90_000


def database_url() -> str:
    """The database of the test, for another process."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.fixture
def worker(live_server):
    """A worker process on the database of the test and the broker of the settings."""
    here = {"VAR_DIR": str(settings.VAR_DIR), "DATABASE_URL": database_url(), "SECRET_KEY": settings.SECRET_KEY}
    environment = os.environ | here | {"DJANGO_SETTINGS_MODULE": "smartcity.settings", "DEMO": "0", "DEBUG": "0"}
    command = [sys.executable, "-m", "celery", "-A", "smartcity", "worker", "--pool", "solo", "--loglevel", "warning"]
    log = Path(settings.VAR_DIR) / "worker.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=out, stderr=out)
    yield log
    process.terminate()
    process.wait(timeout=60)


@pytest.fixture
def case(live_server, region, agency, other_agency):
    """A program of the OPD without a report, in a quarter that is open today."""
    made = make_case(region, agency, other_agency)
    in_days(made.earlier, -130)
    in_days(made.period, -10)
    return made


def fill(person, case, **words: str) -> None:
    """Type figures and words into the page of entry, as an Indonesian official writes them."""
    names = {"spent": f"spending_{case.pad.pk}", "value": f"value_{case.indicator.pk}"}
    for name, text in words.items():
        person.page.fill(f"[name={names.get(name, name)}]", text)


def test_the_main_job(open_as, cast, case, worker):
    staff, verifier = open_as(cast.staff, **PHONE), open_as(cast.verifier)
    staff_enters(staff, case)
    verifier_returns(verifier)
    staff_corrects(staff, case)
    council = open_as(cast.council)
    assert "62,5" not in figures_for(council, case)
    verifier_confirms(verifier)
    assert "62,5" in figures_for(council, case)
    council_drills_down(council, case)
    verifier_has_the_report_compiled(verifier, case, worker)


def staff_enters(staff, case) -> None:
    staff.open(reverse("monitoring:work-list"))
    entry = reverse("monitoring:progress-entry", args=[case.program.pk, case.period.pk])
    staff.press(f'a[href^="{entry}"]')
    fill(staff, case, physical_percent="62,5", spent="412,5 juta", value="14", narrative="Posyandu dibangun")
    fill(staff, case, hindering_factors="Hujan", follow_up="Menambah tenaga", evidence_title="Berita acara")
    staff.page.set_input_files(
        "[name=evidence_file]", {"name": "berita-acara.pdf", "mimeType": "application/pdf", "buffer": PROOF}
    )
    staff.press("#submit-report")
    report = ProgressReport.objects.get()
    assert (report.state, report.physical_percent) == ("submitted", Decimal("62.5"))
    assert report.spending.get().amount == Decimal(412_500_000)
    assert report.indicator_values.get().value == 14
    assert report.hindering_factors == "Hujan"
    assert EvidenceUse.objects.get(progress_report=report).evidence.file_name == "berita-acara.pdf"


def verifier_returns(verifier) -> None:
    report = ProgressReport.objects.get()
    verifier.open(reverse("monitoring:verification-list"))
    verifier.press(f'a[href^="{reverse("monitoring:verification-detail", args=[report.pk])}"]')
    assert "62,5" in verifier.page.inner_text("main")
    verifier.press("button[name=action][value=return]")
    report.refresh_from_db()
    assert report.state == "submitted", "without a reason nothing is returned"
    verifier.page.fill("[name=reason]", REASON)
    verifier.press("button[name=action][value=return]")
    report.refresh_from_db()
    assert (report.state, report.return_reason) == ("returned", REASON)


def staff_corrects(staff, case) -> None:
    staff.open(reverse("monitoring:work-list"))
    staff.press(f'a[href^="{reverse("monitoring:progress-entry", args=[case.program.pk, case.period.pk])}"]')
    assert REASON in staff.page.inner_text("main")
    fill(staff, case, value="41")
    staff.press("#submit-report")
    report = ProgressReport.objects.get()
    assert (report.state, report.indicator_values.get().value) == ("submitted", 41)


def verifier_confirms(verifier) -> None:
    report = ProgressReport.objects.get()
    verifier.open(reverse("monitoring:verification-detail", args=[report.pk]))
    verifier.press("button[name=action][value=verify]")
    report.refresh_from_db()
    assert report.state == "verified"


def figures_for(council, case) -> str:
    """What the Dewan reads on the dashboard of the quarter."""
    region = case.version.plan.region.code
    council.open(reverse("portal:dashboard", kwargs={"region": region}) + f"?periode={case.period.address}")
    return council.page.inner_text("main")


def council_drills_down(council, case) -> None:
    """From the pillar to the program, from there to the report and to its evidence."""
    region, program = case.version.plan.region.code, Program.objects.get(pk=case.program.pk)
    letters = program.sub_dimension.pillar.letters
    council.press(f'a[href^="{reverse("portal:pillar", kwargs={"region": region, "letters": letters})}"]')
    council.press(f'a[href^="{reverse("portal:program-detail", args=[program.pk])}"]')
    report = ProgressReport.objects.get()
    council.press(f'main a[href^="{reverse("monitoring:report-detail", args=[report.pk])}"]')
    proof = reverse("monitoring:evidence-file", args=[EvidenceUse.objects.get().evidence_id])
    assert council.page.locator(f'a[href^="{proof}"]').count()
    assert council.context.request.get(council.host + proof).body() == PROOF


def verifier_has_the_report_compiled(verifier, case, worker: Path) -> None:
    region = case.version.plan.region.code
    verifier.open(reverse("reports:report-list", kwargs={"region": region}))
    verifier.press(f'.catalogue a[href$="{reverse("reports:report-request", args=[region])}?kind=quarterly"]')
    verifier.page.select_option("[name=period]", case.period.address)
    verifier.page.wait_for_selector("#preview .facts")
    verifier.press("form.report-request button[type=submit]:not([name])")
    try:
        verifier.page.wait_for_selector(".report-files a", timeout=WAIT)
    except sync_api.TimeoutError:
        pytest.fail(f"{CompiledReport.objects.values().first()}\n{worker.read_text()}")
    verifier.check()
    report = CompiledReport.objects.get()
    assert report.state == "done"
    assert download(verifier, report, "pdf").startswith(b"%PDF")
    with ZipFile(io.BytesIO(download(verifier, report, "xlsx"))) as book:
        assert "xl/workbook.xml" in book.namelist()


def download(person, report: CompiledReport, extension: str) -> bytes:
    """Press the link of one format and take the file."""
    with person.page.expect_download() as awaited:
        person.page.click(f'a[href="{reverse("reports:report-download", args=[report.pk, extension])}"]')
    assert awaited.value.suggested_filename.endswith(f".{extension}")
    return Path(awaited.value.path()).read_bytes()
