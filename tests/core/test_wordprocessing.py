"""A text document says what the document says, can be navigated, and is the same bytes each time."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import docx as word
import pypdf
import pytest
from docx.oxml.ns import qn

from core.documents import (
    Chart,
    Check,
    Column,
    Document,
    Entry,
    Facts,
    Letter,
    OfficialHead,
    Section,
    Signature,
    Signatures,
    State,
    Table,
    Text,
    Words,
)
from core.typesetting import pdf
from core.wordprocessing import docx

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><rect width="120" height="40"/></svg>'
MARKUP = "<w:b/> & \"kutip\" 'tunggal' { TOC } \x07 =1+1"
COLUMNS = [
    Column("name", "Program", share=5),
    Column("ceiling", "Pagu", "rupiah", "Rp", share=3),
    Column("share", "Serapan", "percent", "%"),
    Column("due", "Tenggat", "date", share=2),
    Column("state", "Status", "state", share=2),
]
ROW = {
    "name": MARKUP, "ceiling": Decimal("1500000.50"), "share": Decimal("62.5"), "due": date(2026, 11, 24),
    "state": State("Terlambat", "warning"),
}  # fmt: skip


def document(**changed) -> Document:
    sections = [
        Section("Ringkasan", [Facts([("Capaian", "71,4 %")]), Text("Baris satu\nbaris dua", is_note=True)]),
        Section(
            "Lampiran",
            [Table("P", "Tabel program", COLUMNS, [ROW], {"name": "Jumlah", "ceiling": Decimal(7)}, "Catatan.")],
            wide=True,
        ),
        Section(
            "Kurva",
            [
                Chart("Kurva S", SVG, "Rencana 70, realisasi 62", "Sumber"),
                Entry("1.02 Posyandu", "Dinas Kesehatan", [("Kendala:", MARKUP)]),
                Table("K", "Kosong", COLUMNS, [], empty="Tidak ada."),
            ],
        ),
        Section(
            "Pengesahan",
            [
                Signatures(
                    [
                        Signature("Mengetahui", "Ketua Dewan", "Ir. Fulan", "NIP 1970", "Pembina (IV/a)"),
                        Signature("Taliwang, 6 Oktober 2026", "Kepala Dinas"),
                    ]
                )
            ],
        ),
    ]
    parts = {
        "title": "Laporan", "subtitle": "KSB, TW III 2026", "author": "Kabupaten Sumbawa Barat", "language": "id",
        "created": 1_790_000_000, "head": [("Nomor", "050/1")], "sections": sections,
        "words": Words("Daftar isi", "Halaman {page} dari {pages}"), "footer": "Kode 7K3M", "mark": "Data contoh",
        "mark_explained": "Dibuat untuk contoh.",
    }  # fmt: skip
    return Document(**{**parts, **changed})


def opened(content: bytes):
    return word.Document(io.BytesIO(content))


def words(made) -> str:
    return "\n".join(each.text or "" for each in made.element.body.iter(qn("w:t")))


def paragraphs(made, style: str) -> list[str]:
    return [each.text for each in made.paragraphs if each.style.name == style]


@pytest.fixture(scope="module")
def made():
    return opened(docx(document()))


def test_the_same_document_gives_the_same_bytes():
    assert docx(document()) == docx(document())
    with zipfile.ZipFile(io.BytesIO(docx(document()))) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_headings_have_styles_and_the_contents_lead_to_them(made):
    headings = paragraphs(made, "Heading 1")
    assert headings == ["Ringkasan", "Lampiran", "Kurva", "Pengesahan"]
    links = [each.get(qn("w:anchor")) for each in made.element.body.iter(qn("w:hyperlink"))]
    marks = [each.get(qn("w:name")) for each in made.element.body.iter(qn("w:bookmarkStart"))]
    assert links == marks
    assert len(links) == 4
    assert r'TOC \o "1-1"' in "".join(each.text for each in made.element.body.iter(qn("w:instrText")))


def test_a_table_repeats_its_head_and_sets_numbers_right_without_their_unit(made):
    table = next(each for each in made.tables if each.rows[0].cells[0].text == "Program")
    assert [each.text for each in table.rows[0].cells][1:3] == ["Pagu (Rp)", "Serapan (%)"]
    heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True, False, False]
    cells = table.rows[1].cells
    assert [each.text for each in cells[1:]] == [
        "1.500.000,50",
        "62,5",
        "24 November 2026",
        "▲\N{NO-BREAK SPACE}Terlambat",
    ]
    sides = [each.paragraphs[0].alignment for each in cells]
    assert [side is not None for side in sides] == [False, True, True, False, False]
    assert str(cells[4].paragraphs[0].runs[0].font.color.rgb) == "8A5300"
    assert table.rows[2].cells[0].paragraphs[0].runs[0].bold


def test_what_people_typed_stays_text(made):
    typed = MARKUP.replace("\x07", "")
    table = next(each for each in made.tables if each.rows[0].cells[0].text == "Program")
    assert table.rows[1].cells[0].text == typed
    assert any(typed in each.text for each in made.paragraphs)


def test_a_wide_section_lies_across_and_the_next_one_stands_again(made):
    across = [section.page_width > section.page_height for section in made.sections]
    assert across == [False, True, False]


def test_the_mark_and_the_page_numbers_are_on_every_page(made):
    for section in made.sections:
        assert "Data contoh" in section.header.paragraphs[0].text
        footer = section.footer.paragraphs[0]
        assert "Kode 7K3M" in footer.text
        asked = [each.text.strip() for each in footer._p.iter(qn("w:instrText"))]
        assert asked == ["PAGE", "NUMPAGES"]


def test_a_chart_is_a_picture_with_words(made):
    told = [each.get("descr") for each in made.element.body.iter(qn("wp:docPr"))]
    assert told == ["Rencana 70, realisasi 62"]
    (picture,) = made.inline_shapes
    assert picture.width / picture.height == pytest.approx(200 / 80, rel=0.01)


def test_who_signs_stands_under_the_room_for_the_signature(made):
    left, right = made.tables[-1].rows[0].cells
    lines = [each.text for each in left.paragraphs]
    assert lines[:2] == ["Mengetahui", "Ketua Dewan"]
    assert lines[2:6] == [""] * 4
    assert lines[6:] == ["Ir. Fulan", "Pembina (IV/a)", "NIP 1970"]
    name = left.paragraphs[6].runs[0]
    assert (name.bold, name.underline) == (True, True)
    assert set(right.paragraphs[-1].text) == {"."}, "nobody named: a line to write on"


def test_language_properties_and_font_are_named(made):
    told = made.core_properties
    assert (told.title, told.author, told.language) == (
        "Laporan – KSB, TW III 2026",
        "Kabupaten Sumbawa Barat",
        "id-ID",
    )
    assert told.created == told.modified
    assert told.created.year == 2026
    defaults = made.styles.element.find(f".//{qn('w:rPrDefault')}")
    assert defaults.find(f".//{qn('w:lang')}").get(qn("w:val")) == "id-ID"
    fonts = {each.get(qn("w:ascii")) for each in made.styles.element.iter(qn("w:rFonts"))}
    assert fonts == {"Liberation Sans"}
    assert opened(docx(document(language="en"))).core_properties.language == "en-GB"


def test_an_official_paper_begins_with_the_arms_and_carries_its_code():
    official = OfficialHead(["Pemerintah Kabupaten", "Dinas Kominfo"], "Jalan 1", SVG.encode(), "Lambang daerah")
    check = Check("7K3M-XQ2R", "https://portal.example/periksa/7K3MXQ2R/", "Periksa keasliannya.")
    made = opened(docx(document(official=official, check=check)))
    assert "PEMERINTAH KABUPATEN" in made.tables[0].rows[0].cells[1].text
    told = [each.get("descr") for each in made.element.body.iter(qn("wp:docPr"))]
    assert told[:2] == ["Lambang daerah", "QR: https://portal.example/periksa/7K3MXQ2R/"]
    assert "7K3M-XQ2R" in words(made)
    assert docx(document(official=official, check=check)) == docx(document(official=official, check=check))


def test_a_letter_has_the_head_of_a_letter_and_no_contents():
    letter = Letter("Kementerian", "Jakarta, 1 Juni 2026", [("Hal", "Hasil")], ["Yth. Bupati", "di Taliwang"])
    made = opened(docx(document(letter=letter)))
    text = words(made)
    assert "KEMENTERIAN" in text
    assert "Yth. Bupati" in text
    assert "Daftar isi" not in text
    assert made.sections[0].different_first_page_header_footer
    assert "Laporan" not in made.sections[0].first_page_header.paragraphs[0].text


def test_a_letter_carries_its_code_below_its_text():
    letter = Letter("Kementerian", "Jakarta, 1 Juni 2026", [], ["Yth. Bupati"])
    check = Check("7K3M-XQ2R", "https://portal.example/periksa/7K3MXQ2R/", "Periksa keasliannya.")
    text = words(opened(docx(document(letter=letter, check=check))))
    assert text.index("baris dua") < text.index("7K3M-XQ2R") < text.index("Lampiran")
    read = pypdf.PdfReader(io.BytesIO(pdf(document(letter=letter, check=check)))).pages[0].extract_text()
    assert read.index("baris dua") < read.index("7K3M-XQ2R")


def test_thousands_of_rows_are_written_in_seconds():
    rows = [ROW | {"name": f"Program {number}"} for number in range(3000)]
    made = docx(document(sections=[Section("Lampiran", [Table("P", "Program", COLUMNS, rows)])]))
    assert "Program 2999" in words(opened(made))
