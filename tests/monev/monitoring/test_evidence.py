"""Handing in evidence: what is taken, what is refused and why, kept once, shown only to whom it belongs."""

import io
import zipfile

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from core.errors import Refused
from core.uploads import clean_name, inspect
from monev.monitoring.models.evidence import Evidence, EvidenceUse, StoredFile
from monev.monitoring.models.periods import Period
from monev.monitoring.services.entry import PeriodClosed, open_report
from monev.monitoring.services.evidence import attach_file, attach_link, clean_link, detach
from tests.monev.monitoring.entry_case import NOW, make_case
from tests.pictures import JPEG, PNG

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 32


def office(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


def file(name="bukti.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency, programs=2)


@pytest.fixture
def report(case, cast):
    return open_report(case.program, case.period, by=cast.staff)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("bukti.pdf", PDF, "application/pdf"),
        ("foto.JPG", JPEG, "image/jpeg"),
        ("foto.jpeg", JPEG, "image/jpeg"),
        ("layar.png", PNG, "image/png"),
        ("layar.webp", WEBP, "image/webp"),
        ("surat.docx", office("word/document.xml"), "wordprocessingml"),
        ("data.xlsx", office("xl/workbook.xml"), "spreadsheetml"),
        ("paparan.pptx", office("ppt/presentation.xml"), "presentationml"),
        ("data.csv", b"desa;jumlah\nTaliwang;41\n", "text/csv"),
        ("catatan.txt", "Rapat di Sételuk\r\n".encode(), "text/plain"),
    ],
)
def test_usual_files_are_taken(name, content, content_type):
    upload = inspect(file(name, content), max_bytes=10_000)
    assert content_type in upload.content_type
    assert upload.size == len(content)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("kosong.pdf", b"", "empty"),
        ("besar.pdf", PDF + b" " * 10_000, "at most"),
        ("program.exe", b"MZ", "not accepted"),
        ("halaman.html", b"<script>", "not accepted"),
        ("gambar.svg", b"<svg/>", "not accepted"),
        ("arsip.zip", office("a"), "not accepted"),
        ("tanpaakhiran", PDF, "not accepted"),
        ("surat.docm", office("word/document.xml"), "macros"),
        ("data.xlsm", office("xl/workbook.xml"), "macros"),
        ("surat.docx", office("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("lama.doc", b"\xd0\xcf\x11\xe0", "DOCX"),
        ("foto.jpg", PDF, "not what its name says"),
        ("foto.jpg", PNG, "not what its name says"),
        ("surat.pdf", b"MZ\x90\x00", "not what its name says"),
        ("surat.pdf", b"<html>%PDF-1.7", "not what its name says"),
        ("surat.docx", office("xl/workbook.xml"), "not what its name says"),
        ("surat.docx", b"PK\x03\x04 broken", "not what its name says"),
        ("data.csv", b"a;b\n\x00\x01", "not what its name says"),
        ("data.csv", PDF, "not what its name says"),
    ],
)
def test_everything_else_is_refused_with_a_reason(name, content, why):
    with translation.override("en"):
        with pytest.raises(Refused) as refused:
            inspect(file(name, content), max_bytes=10_000)
        assert why in str(refused.value.message)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\foto\\posyandu.jpg", "posyandu.jpg"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("bukti\r\nX: 1.pdf", "buktiX_ 1.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert clean_name(name) == clean


def test_staff_hand_in_a_file(report, cast):
    attached = attach_file(report, file("Foto Posyandu.pdf"), by=cast.staff, kind="photo", title="Posyandu")
    evidence = attached.use.evidence
    assert (evidence.title, evidence.kind, evidence.agency) == ("Posyandu", "photo", report.agency)
    assert (evidence.file_name, evidence.uploaded_by) == ("Foto Posyandu.pdf", cast.staff)
    assert len(evidence.stored_file.sha256) == 64
    assert not attached.also_used_by


def test_the_same_file_is_stored_once_and_its_other_use_is_said(report, case, cast):
    attach_file(report, file(), by=cast.staff)
    other = open_report(case.programs[1], case.period, by=cast.staff)
    again = attach_file(other, file("nama lain.pdf"), by=cast.staff)
    assert (StoredFile.objects.count(), Evidence.objects.count(), EvidenceUse.objects.count()) == (1, 1, 2)
    assert again.also_used_by == (case.program.name,)


def test_another_opd_may_show_the_same_file(report, case, cast):
    attach_file(report, file(), by=cast.staff)
    other = open_report(case.foreign, case.period, by=cast.colleague)
    also = attach_file(other, file(), by=cast.colleague).also_used_by
    assert also == (f"{case.program.name} ({case.program.lead_agency})",)
    assert (StoredFile.objects.count(), Evidence.objects.count()) == (1, 2)


def test_the_same_file_twice_in_one_report_is_refused(report, cast):
    attach_file(report, file(), by=cast.staff)
    with pytest.raises(Refused) as refused:
        attach_file(report, file(), by=cast.staff)
    assert refused.value.field == "evidence_file"


def test_a_detached_file_stays_stored_and_can_come_back(report, cast):
    use = attach_file(report, file(), by=cast.staff).use
    detach(use, by=cast.staff)
    assert (EvidenceUse.objects.count(), StoredFile.objects.count()) == (0, 1)
    assert EvidenceUse.history.filter(history_type="-").get().history_user == cast.staff
    attach_file(report, file(), by=cast.staff)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("person", ["colleague", "verifier", "foreign_agency_staff", "nobody"])
def test_nobody_else_attaches_or_detaches(report, cast, person):
    use = attach_file(report, file(), by=cast.staff).use
    with pytest.raises(PermissionDenied):
        attach_file(report, file("b.png", PNG), by=getattr(cast, person))
    with pytest.raises(PermissionDenied):
        detach(use, by=getattr(cast, person))


def test_a_locked_period_takes_and_gives_no_evidence(report, case, cast):
    use = attach_file(report, file(), by=cast.staff).use
    Period.objects.filter(pk=case.period.pk).update(locked_at=timezone.now())
    with pytest.raises(PeriodClosed):
        attach_file(report, file("b.png", PNG), by=cast.staff)
    with pytest.raises(PeriodClosed):
        detach(use, by=cast.staff)


def test_links_are_taken(report, cast):
    use = attach_link(report, " drive.example.id/foto ", by=cast.staff).use
    assert use.evidence.link == "https://drive.example.id/foto"
    with pytest.raises(Refused):
        attach_link(report, "https://drive.example.id/foto", by=cast.staff)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.id/b",
        "file:///etc/passwd",
        "foto",
        "https://",
        "",
        "https://orang:rahasia@a.id/",
        "https://a.id/" + "x" * 500,
        "https://a.id/\nX",
    ],
)
def test_other_addresses_are_refused(link):
    with pytest.raises(Refused):
        clean_link(link)


@pytest.mark.parametrize(
    ("name", "content", "inline"),
    [("a.png", PNG, True), ("a.pdf", PDF, True), ("a.csv", b"a;b", False), ("a.docx", office("word/d.xml"), False)],
)
def test_only_pictures_and_pdf_open_in_the_browser(as_, report, cast, name, content, inline):
    evidence = attach_file(report, file(name, content), by=cast.staff).use.evidence
    response = as_(cast.verifier).get(reverse("monitoring:evidence-file", args=[evidence.pk]))
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert ("sandbox" in response["Content-Security-Policy"]) is (name != "a.pdf")


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("staff", 200),
        ("colleague", 200),
        ("council", 200),
        ("assessor", 200),
        ("national", 200),
        ("nobody", 403),
        ("foreign_verifier", 404),
        ("foreign_agency_staff", 404),
    ],
)
def test_evidence_is_for_those_who_see_the_region(as_, report, cast, person, status):
    evidence = attach_file(report, file(), by=cast.staff).use.evidence
    response = as_(getattr(cast, person)).get(reverse("monitoring:evidence-file", args=[evidence.pk]))
    assert response.status_code == status
