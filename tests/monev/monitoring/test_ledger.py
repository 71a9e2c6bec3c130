"""The ledger of evidence: filters, what it shows, the page of one piece, and the ZIP of a period."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone, translation

from masterplan.models.plans import PlanVersion
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.selectors.evidence_levels import Level, levels_of, region_level, together
from monev.monitoring.selectors.ledger import (
    EXPIRED,
    EXPIRING,
    FILE,
    LARGEST,
    WEAKEST,
    LedgerFilter,
    ledger,
    ledger_rows,
)
from monev.monitoring.selectors.region_year import load_region_year
from monev.monitoring.workflow import State
from organizations.models import AuditEntry
from tests.factories.monitoring import IndicatorValueFactory, PeriodFactory, ProgressReportFactory
from tests.factories.trail import EvidenceFactory, EvidenceUseFactory, PledgeReportFactory, StoredFileFactory
from tests.monev.monitoring.entry_case import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def period(region):
    return PeriodFactory(region=region)


@pytest.fixture
def show(region, agency, period):
    """A piece of evidence for a report of its own; `verdict` and `report` may be said."""

    def made(title, *, verdict="", report=None, owner=agency, content=None, in_period=period, **columns):
        report = report or ProgressReportFactory(
            program__plan_version__plan__region=region, program__lead_agency=owner, period=in_period
        )
        if "link" in columns:
            columns["stored_file"] = None
        elif "stored_file" not in columns:
            body = content or title.encode()
            digest = hashlib.sha256(body).hexdigest()
            columns["stored_file"] = StoredFileFactory(sha256=digest, file=ContentFile(body, digest), size=len(body))
        found = EvidenceFactory(region=region, agency=owner, title=title, **columns)
        judged = {"verdict": verdict, "judged_at": timezone.now()} if verdict else {}
        EvidenceUseFactory(evidence=found, progress_report=report, **judged)
        return found

    return made


def titles(region, seen_by, **chosen):
    return [each.title for each in ledger(region, LedgerFilter(**chosen), today=TODAY, seen_by=seen_by)]


def test_everything_of_the_region_the_newest_first(show, region, cast):
    show("lama", dated_on=date(2026, 8, 1)), show("baru", dated_on=date(2026, 9, 1))
    EvidenceUseFactory()
    assert titles(region, cast.council) == ["baru", "lama"]
    assert titles(region, cast.foreign_verifier) == []


def test_by_opd_kind_period_text(show, region, cast, other_agency):
    show("SK Tim", kind="decree", file_name="sk-tim.pdf")
    show("Foto", kind="photo", owner=other_agency)
    show("Tautan", link="https://contoh.example/berita", in_period=PeriodFactory(region=region, number=2))
    period = PeriodFactory(region=region)
    assert titles(region, cast.council, agency_id=other_agency.pk) == ["Foto"]
    assert titles(region, cast.council, kind="decree") == ["SK Tim"]
    assert set(titles(region, cast.council, period_id=period.pk)) == {"SK Tim", "Foto"}
    assert titles(region, cast.council, text="tim SK") == ["SK Tim"]
    assert titles(region, cast.council, text="contoh.example") == ["Tautan"]
    assert titles(region, cast.council, text=hashlib.sha256(b"Foto").hexdigest()[:10]) == ["Foto"]


def test_by_verdict_the_best_counts(show, region, cast, period):
    both = show("dua", verdict="weak")
    other = ProgressReportFactory(program__plan_version__plan__region=region, period=period)
    EvidenceUseFactory(evidence=both, progress_report=other, verdict="strong")
    show("lemah", verdict="weak"), show("belum")
    assert titles(region, cast.verifier, verdict="strong") == ["dua"]
    assert titles(region, cast.verifier, verdict="weak") == ["lemah"]
    assert titles(region, cast.verifier, verdict="unjudged") == ["belum"]
    assert titles(region, cast.verifier, order=WEAKEST) == ["belum", "lemah", "dua"]


def test_by_link_and_validity(show, region, cast):
    show("hidup", link="https://a.example/1", link_state="alive")
    show("mati", link="https://a.example/2", link_state="dead")
    show("kedaluwarsa", expires_on=date(2026, 9, 30))
    show("segera", expires_on=date(2026, 10, 31))
    show("lama berlaku", expires_on=date(2026, 11, 1))
    assert titles(region, cast.council, link="dead") == ["mati"]
    assert len(titles(region, cast.council, link=FILE)) == 3
    assert titles(region, cast.council, expiry=EXPIRED) == ["kedaluwarsa"]
    assert titles(region, cast.council, expiry=EXPIRING) == ["segera"]


def test_what_is_shown_in_several_reports_or_by_several_opds(show, region, cast, other_agency, period):
    first = show("sama")
    show("sama lain", owner=other_agency, stored_file=first.stored_file)
    twice = show("dua periode")
    earlier = ProgressReportFactory(
        program=twice.uses.get().progress_report.program, period=PeriodFactory(region=region, number=2)
    )
    EvidenceUseFactory(evidence=twice, progress_report=earlier)
    corrected = show("koreksi")
    program = corrected.uses.get().progress_report.program
    EvidenceUseFactory(
        evidence=corrected, progress_report=ProgressReportFactory(program=program, period=period, revision=2)
    )
    value = IndicatorValueFactory(report=corrected.uses.first().progress_report)
    EvidenceUse.objects.create(evidence=corrected, indicator_value=value)
    assert set(titles(region, cast.council, is_shared=True)) == {"sama", "sama lain", "dua periode"}


def test_by_size(show, region, cast):
    show("kecil", content=b"a"), show("besar", content=b"a" * 50), show("tautan", link="https://a.example/")
    assert titles(region, cast.council, order=LARGEST) == ["besar", "kecil", "tautan"]


def test_a_row_says_what_is_proven_and_where_else(show, region, cast, other_agency):
    first = show("sama", verdict="strong", expires_on=date(2026, 1, 1))
    second = show("sama lain", owner=other_agency, stored_file=first.stored_file)
    [row] = ledger_rows([first], today=TODAY, seen_by=cast.council)
    assert row.proves[0].subject == str(first.uses.get().progress_report.program)
    assert (row.level.best, row.is_expired, row.is_shared) == ("strong", True, True)
    assert row.elsewhere == (f"{second.uses.get().progress_report.program} ({other_agency})",)


def test_levels_of_reports(show, region, period, cast):
    evidence = show("a", verdict="weak")
    report = evidence.uses.get().progress_report
    value = IndicatorValueFactory(report=report)
    EvidenceUse.objects.create(evidence=show("b", report=report), indicator_value=value, verdict="strong")
    pledge = PledgeReportFactory(pledge__commitment__region=region, period=period)
    levels = levels_of([report, pledge])
    assert levels["progress", report.pk].counts == {"weak": 1, "strong": 1, "": 1}
    assert levels["progress", report.pk].best == "strong"
    assert levels["pledge", pledge.pk].best == "missing"
    assert together(levels.values()).parts == (("strong", 1), ("weak", 1), ("unjudged", 1))
    assert Level({"none": 1}).best == "none"


def test_the_figure_of_a_region(show, region, period, cast, django_assert_max_num_queries):
    for number, verdict in enumerate(["strong", "sufficient", "weak", ""]):
        show(f"{number}", verdict=verdict)
    ProgressReportFactory(program__plan_version__plan__region=region, period=period)
    assert cast.council.access
    type(period).objects.filter(pk=period.pk).get().progressreports.update(state=State.VERIFIED)
    PlanVersion.objects.update(status=PlanVersion.Status.ADOPTED, adopted_on=date(2022, 1, 1))
    with django_assert_max_num_queries(5):
        found = region_level(load_region_year(region, period), states=(State.VERIFIED,))
    assert (found.reports, found.proven, found.convincing) == (5, 4, 2)


def test_the_page_narrows_by_the_address(as_, show, region, cast):
    show("Foto posyandu", kind="photo"), show("SK Bupati", kind="decree")
    address = reverse("monitoring:ledger", args=[region.code])
    page = as_(cast.verifier).get(address, {"jenis": "decree", "periode": "2026-3"}).content.decode()
    assert "SK Bupati" in page
    assert "Foto posyandu" not in page
    with translation.override("id"):
        nothing = as_(cast.verifier).get(address, {"q": "tidak-ada"})
    assert nothing.status_code == 200
    assert as_(cast.verifier).get(address, {"periode": "x", "opd": "9999", "page": "99"}).status_code == 200


def test_the_page_of_one_piece(as_, show, region, cast):
    evidence = show("Foto", verdict="weak", latitude=Decimal("-8.743210"), longitude=Decimal("116.852100"))
    page = as_(cast.staff).get(reverse("monitoring:evidence-detail", args=[evidence.pk])).content.decode()
    assert evidence.stored_file.sha256 in page
    assert "mlat=-8.743210&amp;mlon=116.852100" in page
    assert "8,743210°" in page


def opened(answer):
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def download(client, region, period):
    return client.post(reverse("monitoring:ledger-archive", args=[region.code]), {"periode": period.address})


def test_the_zip_holds_every_file_with_its_hash(as_, show, region, period, cast, other_agency):
    show("SK", file_name="../../sk?.pdf", content=b"%PDF-1.7 sk", verdict="strong")
    first = show("Foto", file_name="foto.jpg", content=b"foto")
    show("Foto", file_name="FOTO.JPG", content=b"foto lain", report=first.uses.get().progress_report)
    show("Lain", owner=other_agency, file_name="lain.csv", content=b"=1+1")
    show("Tautan =x", link="https://contoh.example/a", link_state="dead")
    show("Periode lain", in_period=PeriodFactory(region=region, number=2))
    archive = opened(download(as_(cast.council), region, period))
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    present = [each for each in manifest["evidence"] if each["state"] == "present"]
    assert manifest["counts"] == {"present": 4, "link": 1, "missing": 0, "damaged": 0}
    for each in present:
        content = archive.read(each["path"])
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (each["sha256"], each["size"])
    names = archive.namelist()
    assert len({name.casefold() for name in names}) == len(names) == 4 + 3
    assert not any(name.startswith("/") or ".." in name.split("/") for name in names)
    assert {name.split("/")[0] for name in names if "/" in name} == {str(first.agency), str(other_agency)}


def test_the_check_sums_hold_for_the_whole_archive(as_, show, region, period, cast):
    show("SK", content=b"isi")
    archive = opened(download(as_(cast.verifier), region, period))
    sums = dict(reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(archive.namelist()) - {"SHA256SUMS"}
    assert all(hashlib.sha256(archive.read(name)).hexdigest() == digest for name, digest in sums.items())


def test_the_manifest_for_spreadsheets_runs_nothing(as_, show, region, period, cast):
    show("=HYPERLINK(1)", verdict="sufficient")
    archive = opened(download(as_(cast.verifier), region, period))
    [row] = csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig")))
    assert "'=HYPERLINK(1)" in row.values()
    assert any("cukup" in value or "sufficient" in value for value in row.values())


def test_a_missing_and_a_damaged_file_are_named(as_, show, region, period, cast):
    gone, hurt = show("hilang", content=b"hilang"), show("rusak", content=b"rusak")
    Path(gone.stored_file.file.path).unlink()
    Path(hurt.stored_file.file.path).write_bytes(b"lain")
    archive = opened(download(as_(cast.verifier), region, period))
    states = {each["title"]: each["state"] for each in json.loads(archive.read("manifest.json"))["evidence"]}
    assert states == {"hilang": "missing", "rusak": "damaged"}
    assert sum("rusak" in name or hurt.file_name in name for name in archive.namelist()) == 1


def test_taking_it_is_written_down_and_foreign_people_get_nothing(as_, show, region, period, cast):
    show("SK")
    assert download(as_(cast.foreign_verifier), region, period).status_code == 404
    assert not AuditEntry.objects.filter(verb="evidence.downloaded").exists()
    opened(download(as_(cast.assessor), region, period))
    entry = AuditEntry.objects.get(verb="evidence.downloaded")
    assert (entry.by, entry.region, entry.details["count"]) == (cast.assessor, region, 1)
    unknown = as_(cast.assessor).post(reverse("monitoring:ledger-archive", args=[region.code]), {"periode": "1999-1"})
    assert unknown.status_code == 404


def test_a_period_without_evidence_gives_an_empty_manifest(as_, region, period, cast):
    archive = opened(download(as_(cast.council), region, period))
    assert json.loads(archive.read("manifest.json"))["evidence"] == []
    assert Evidence.objects.count() == 0
