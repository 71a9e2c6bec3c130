"""What people typed stays text wherever it is written: tables, PDF, Word, pages, mails, data in pages."""

import contextlib
import csv
import io
import re
import time
import zipfile

import docx as word
import openpyxl
import pypdf
import pytest
from django.core.mail import BadHeaderError, EmailMessage
from django.template import Context, Template
from django.utils.html import json_script
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    Table,
    Text,
    Words,
)
from core.row_files import csv_pieces, xlsx_file
from core.spreadsheets import xlsx
from core.tabular import RISKY, rows_as_csv, safe
from core.typesetting import pdf
from core.wordprocessing import docx
from core.workbooks import write_workbook

NASTY = (
    '=HYPERLINK("http://evil.example","klik")', "+1+1", "-1+1|cmd", "@SUM(1)", "\t=1", "\r=1", "＝1+1",
    '#eval("1+1")', '#image("/etc/passwd")', '#read("/etc/passwd")', "#set page(fill: red)", "$ x^2 $", "*tebal*",
    "_miring_", "`kode`", "<label>", "@rujukan", "\\u{41}", "#let x = 1; #x", "// komentar", "/* komentar */",
    "= Judul", "- butir", "#{", "]", "[", "\\", "{{ 7*7 }}", "{% load x %}", "<script>alert(1)</script>",
    "</script><script>alert(1)</script>", "]]>", "&amp;", "<w:br/>", "${7*7}", "%s%n", "' OR 1=1 --",
    "</w:t><w:instrText>DDEAUTO</w:instrText>", "\x00", "\u202e", "a\u2028b",
)  # fmt: skip
SHORT_OF_CHARACTERS = st.text(
    alphabet=st.sampled_from("=+-@#$*_`<>[]{}\\/\"'&%:;,.|~^ \n\tabA1é"), min_size=1, max_size=30
)
texts = st.sampled_from(NASTY) | SHORT_OF_CHARACTERS


def document(words: list[str]) -> Document:
    rows = [{"text": each, "number": 1} for each in words]
    table = Table("a", "Tabel", [Column("text", "Teks"), Column("number", "Angka", kind="count")], rows)
    return Document(
        title="Uji", subtitle=words[0], author=words[-1], language="id", created=0,
        head=[(words[0], words[-1])], footer=words[0],
        sections=[Section(words[0], [Text(words[0]), Facts([(each, each) for each in words[:3]]), table])],
        words=Words(contents="Isi", page="Halaman"),
    )  # fmt: skip


@given(st.lists(texts | st.integers(-9, 9).map(str), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_cell_of_a_csv_is_a_formula_and_numbers_stay_numbers(cells):
    for content in (
        b"".join(csv_pieces(cells, [cells])).decode("utf-8-sig"),
        rows_as_csv(
            [(str(at), each) for at, each in enumerate(cells)], [{str(at): each for at, each in enumerate(cells)}]
        ),
    ):
        for row in csv.reader(io.StringIO(content.lstrip("\ufeff"), newline="")):
            for got in row:
                assert not got.startswith(RISKY) or re.fullmatch(r"[+-]?\d+(\.\d+)?", got)
    assert safe("-8.20") == "-8.20"


def formulas(content: bytes) -> list[str]:
    """Cells of a workbook that a spreadsheet computes, read from its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any("externalLink" in name or "hyperlink" in name.lower() for name in archive.namelist())
    return re.findall(rb"<f[ >].*?</f>", b"".join(sheets))


@pytest.mark.parametrize("writer", ["rows", "whole list", "document"])
def test_no_cell_of_a_workbook_is_a_formula(writer):
    words = [each for each in NASTY if each.isprintable()]
    if writer == "rows":
        content = xlsx_file("Uji", words, [words]).read()
    elif writer == "whole list":
        made = io.BytesIO()
        write_workbook(made, words, [words])
        content = made.getvalue()
    else:
        content = xlsx(document(words))
    assert formulas(content) == []
    cells = (cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet for cell in row)
    assert any("HYPERLINK" in str(cell.value) for cell in cells)


def whole(word: str, *, letter: bool) -> Document:
    """A document in which every place for a text holds `word`; an official paper, or a letter."""
    row = {"text": word, "number": 1}
    columns = [Column("text", word, group=word), Column("number", word, kind="count", unit=word)]
    table = Table("a", word, columns, [row], total=row, note=word, empty=word)
    charts = [Chart(word, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', word, word)]
    blocks = [Text(word), Text(word, is_note=True), Facts([(word, word)]), table, Entry(word, word, [(word, word)])]
    signers = [Signature(word, word, word, word, word)]
    return Document(
        title=word, subtitle=word, author=word, language="id", created=0, head=[(word, word)], footer=word, mark=word,
        mark_explained=word, keywords=[word], words=Words(contents=word, page="{page}"),
        sections=[Section(word, [*blocks, *charts]), Section(word, [Signatures(signers)], wide=True)],
        letter=Letter(word, word, [(word, word)], [word]) if letter else None,
        official=None if letter else OfficialHead([word], word),
        check=Check("7K3M-XQ2R-T9WB", "https://portal.example/periksa/7K3MXQ2RT9WB/", word),
    )  # fmt: skip


@pytest.mark.parametrize("letter", [False, True], ids=["official paper", "letter"])
def test_no_place_of_a_pdf_takes_a_text_for_markup(letter):
    """Each block of the one template that we have: every text is to be read as it was typed."""
    content = pdf(whole('#panic("x") *y* $z$ #link("http://evil.example")[a]', letter=letter))
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    found = "".join("".join(page.extract_text().split()) for page in pages)
    assert found.count('#panic("x")*y*$z$#link("http://evil.example")[a]') >= 12
    links = [str(each.get_object().get("/A")) for page in pages for each in page.get("/Annots") or ()]
    assert not any("evil.example" in each for each in links)


def test_nothing_that_people_typed_is_markup_in_a_pdf():
    """All nasty texts at once: it compiles, and what they would have done is to be read as text."""
    content = pdf(document(list(NASTY)))
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    found = "".join("".join(page.extract_text().split()) for page in pages)
    for each in ('#eval("1+1")', '#image("/etc/passwd")', "*tebal*", "$x^2$", "{{7*7}}", "<script>", "=HYPERLINK("):
        assert each in found
    assert "root:" not in found
    assert not any("/URI" in str(page.get("/Annots")) for page in pages)


@given(st.lists(texts, min_size=1, max_size=8))
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_can_be_set_as_pdf(words):
    assert pdf(document(words)).startswith(b"%PDF")


@given(st.lists(texts, min_size=1, max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_can_be_written_as_word_and_makes_no_field(words):
    content = docx(document(words))
    word.Document(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml")
    fields = re.findall(rb"<w:instrText[^>]*>([^<]*)<", body)
    assert not any(b"DDE" in each for each in fields)


@given(texts)
@settings(max_examples=60, deadline=None)
def test_pages_escape_text_and_data(text):
    shown = Template('<p title="{{ text }}">{{ text }}</p>').render(Context({"text": text}))
    assert shown.count("<") == 2
    assert shown.count('"') == 2
    inside = str(json_script({"text": text}, "data")).removeprefix('<script id="data" type="application/json">')
    assert inside.count("<") == 1


@pytest.mark.parametrize("field", ["subject", "to", "header"])
def test_a_mail_takes_no_header_from_text(field):
    nasty = "Halo\r\nBcc: orang@evil.example"
    options = {"subject": nasty} if field == "subject" else {}
    options |= {"to": [nasty]} if field == "to" else {"to": ["a@contoh.example"]}
    options |= {"headers": {"Content-Language": nasty}} if field == "header" else {}
    with pytest.raises((BadHeaderError, ValueError)):
        EmailMessage(body="x", from_email="b@contoh.example", **options).message()


def test_no_text_holds_our_patterns_up():
    """Patterns that look at what people bring, on long texts of their worst kind: none takes more than linear time."""
    from core import office_files, tabular, uploads
    from core.ranges import ONE_RANGE
    from monev.evaluation.importing import cells
    from monev.reports.check_codes import typed_code

    long, modules = 50_000, (uploads, office_files, tabular, cells)
    patterns = [each for module in modules for each in vars(module).values() if isinstance(each, re.Pattern)]
    patterns.append(ONE_RANGE)
    for pattern in patterns:
        for seed in ("a", "=", " ", "0", "<w:instrText ", "w:instr='", "=a(", "/embeddings/", "<!", "file:", "-1."):
            text = (seed * (long // len(seed))) + "!"
            began = time.thread_time()
            pattern.search(text.encode() if isinstance(pattern.pattern, bytes) else text)
            assert time.thread_time() - began < 1.0, (pattern.pattern, seed)
    began = time.thread_time()
    typed_code("A" * long)
    assert time.thread_time() - began < 1.0


def test_entities_of_a_workbook_are_never_unfolded():
    """Whoever reads XML from outside: a bomb of entities is refused, or nothing of it is unfolded."""
    from lxml import etree  # type: ignore[import-untyped]
    from openpyxl.xml.functions import fromstring
    from python_calamine import CalamineError, CalamineWorkbook

    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + "&a;" * 50 + '">]><x>&b;</x>'
    with contextlib.suppress(etree.XMLSyntaxError, ValueError):
        assert len("".join(fromstring(bomb.encode()).itertext())) < 100
    sheets = {"[Content_Types].xml": bomb, "xl/workbook.xml": bomb, "xl/_rels/workbook.xml.rels": bomb}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in sheets.items():
            archive.writestr(name, content)
    began = time.thread_time()
    with contextlib.suppress(CalamineError, ValueError, OSError):
        CalamineWorkbook.from_filelike(made)
    assert time.thread_time() - began < 1
