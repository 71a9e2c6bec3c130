"""An official paper begins with its head, says how it is checked, and names who signs; in PDF and workbook."""

import io
import re
import zipfile

import openpyxl
import pypdf
import pytest

from core.documents import Check, Document, OfficialHead, Section, Signature, Signatures, Text, Words
from core.emblems import emblem
from core.qr_codes import qr_code
from core.spreadsheets import xlsx
from core.typesetting import pdf
from tests.drawings import SHIELD

ADDRESS = "https://portal.example/periksa/7K3MXQ2RT9WB/"


def paper(**more) -> Document:
    signers = [
        Signature("Mengetahui", "Sekretaris Daerah"),
        Signature(
            "Taliwang, 6 Oktober 2026",
            "Kepala Dinas",
            "Contoh Pejabat, S.T.",
            "NIP 197001012000011001",
            "Pembina (IV/a)",
        ),
    ]
    given = {
        "official": OfficialHead(["Pemerintah Contoh", "Dinas Contoh"], "Jalan Contoh 1", emblem(SHIELD), "Lambang"),
        "check": Check("7K3M-XQ2R-T9WB", ADDRESS, "Pindai kode ini."),
    }
    return Document(
        title="Laporan",
        subtitle="Contoh",
        author="Contoh",
        language="id",
        created=1_790_000_000,
        head=[("Nomor", "050/12/2026")],
        sections=[Section("Isi", [Text("Isi laporan")]), Section("Pengesahan", [Signatures(signers)])],
        words=Words("Daftar isi", "Halaman {page} dari {pages}"),
        footer="Kode periksa 7K3M-XQ2R-T9WB",
        **given | more,
    )


@pytest.fixture(scope="module")
def reader():
    return pypdf.PdfReader(io.BytesIO(pdf(paper())))


def every_alternative(reader) -> str:
    objects = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    return " | ".join(str(each["/Alt"]) for each in objects if isinstance(each, dict) and "/Alt" in each)


def test_the_first_page_has_head_check_code_and_address(reader):
    text = " ".join(reader.pages[0].extract_text().split())
    for words in ("PEMERINTAH CONTOH", "DINAS CONTOH", "Jalan Contoh 1", "7K3M-XQ2R-T9WB", ADDRESS, "Pindai kode ini."):
        assert words in text, words
    assert text.index("DINAS CONTOH") < text.index("050/12/2026") < text.index("Pindai kode ini.")


def test_every_page_ends_with_the_check_code(reader):
    for page in reader.pages:
        assert "Kode periksa 7K3M-XQ2R-T9WB" in page.extract_text()


def test_the_paper_can_be_listened_to_and_has_bookmarks(reader):
    said = every_alternative(reader)
    assert "Lambang" in said
    assert ADDRESS in said
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    assert [each["/Title"] for each in reader.outline] == ["1 Isi", "2 Pengesahan"]


def test_who_signs_stands_with_name_rank_and_number(reader):
    text = " ".join(reader.pages[-1].extract_text().split())
    assert "Contoh Pejabat, S.T. Pembina (IV/a) NIP 197001012000011001" in text


def test_without_head_and_check_the_paper_begins_with_its_title():
    text = pypdf.PdfReader(io.BytesIO(pdf(paper(official=None, check=None)))).pages[0].extract_text()
    assert "PEMERINTAH" not in text
    assert ADDRESS not in text


def test_the_first_sheet_has_head_arms_and_check_code():
    content = xlsx(paper())
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert cells[:3] == ["PEMERINTAH CONTOH", "DINAS CONTOH", "Jalan Contoh 1"]
    for words in ("7K3M-XQ2R-T9WB", ADDRESS, "050/12/2026"):
        assert words in cells
    assert "Contoh Pejabat, S.T.\nPembina (IV/a)\nNIP 197001012000011001" in cells
    drawn = zipfile.ZipFile(io.BytesIO(content)).read("xl/drawings/drawing1.xml").decode()
    assert 'descr="Lambang"' in drawn


def test_the_same_paper_is_the_same_file():
    assert pdf(paper()) == pdf(paper())
    assert xlsx(paper()) == xlsx(paper())


def test_a_qr_code_has_its_quiet_zone_and_differs_by_address():
    one, other = qr_code(ADDRESS).decode(), qr_code(ADDRESS.replace("7", "8")).decode()
    assert one != other
    side = int(re.search(r'width="(\d+)"', one).group(1)) // 4
    assert (side - 2 * 4 - 17) % 4 == 0, "modules of a QR code with four around it"
