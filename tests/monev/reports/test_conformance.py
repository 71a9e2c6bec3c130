"""The files of a report are what they claim to be: judged by programs that are not ours.

PDF: qpdf (through pikepdf), a checker of PDF/UA-1, poppler. DOCX and XLSX: LibreOffice opens and converts them. Each
kind of file is written once, of an annual report with everything in it.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import docx as word
import openpyxl
import pikepdf
import pypdf
import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from docx.oxml.ns import qn

from core import formats
from core.charts import png, specification
from core.documents import Table, shown
from core.spreadsheets import xlsx
from core.storing import store_once
from core.typesetting import pdf
from core.wordprocessing import docx
from monev.reports.catalogue.annual.document import annual_document
from monev.reports.catalogue.base import Signer
from organizations.models import Region
from tests.factories.evaluation import InstrumentItemFactory
from tests.factories.organizations import AgencyFactory, RegionFactory
from tests.factories.pillars import SubDimensionFactory
from tests.monev.reports.annual_case import MOMENT, add_survey, contents, frame_for, make_year

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PATIENCE = 180
SPACE = re.compile(r"[\s\u200b\u00ad]+")


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory) -> SimpleNamespace:
    """The document of a report and its three files; what was stored for it is undone again."""
    folder = tmp_path_factory.mktemp("report")
    with (
        django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=folder / "media"),
        time_machine.travel(MOMENT, tick=False),
    ):  # fmt: skip
        document, data = _document()
        transaction.set_rollback(True)
    for name, write in (("pdf", pdf), ("docx", docx), ("xlsx", xlsx)):
        (folder / f"report.{name}").write_bytes(write(document))
    return SimpleNamespace(document=document, data=data, folder=folder)


def _document():
    region = RegionFactory(name="Kabupaten Contoh", time_zone="Asia/Makassar")
    Region.objects.filter(pk=region.pk).update(is_example=True)
    region.refresh_from_db()
    year = make_year(region, AgencyFactory(region=region))
    sub = SubDimensionFactory()
    item = InstrumentItemFactory(
        indicator=year.item.indicator, code="4.01", is_survey=True, pillar=sub.pillar, sub_dimension=sub
    )
    add_survey(region, sub.pillar, item)
    data = contents(region)
    picture = png(specification(data={"values": [{}]}, mark="square", width=60, height=60))
    arms, digest = store_once(picture, "png")
    signers = (
        Signer("Mengetahui", "Bupati Contoh", "H. Fulan, S.T.", "197001011995031001", "Pembina Utama Muda"),
        Signer("", "Kepala Dinas Kominfo"),
    )
    frame = frame_for(data, arms=arms, arms_sha256=digest, signers=signers)
    return annual_document(data, frame), data


@pytest.fixture(scope="module")
def converted(made) -> Path:
    """The folder of what LibreOffice makes: `report.pdf` of the text document, `report.xlsx` of the workbook."""
    target = made.folder / "libreoffice"
    for name, into in (("docx", "pdf:writer_pdf_Export"), ("xlsx", "xlsx")):
        command = [
            os.environ["SOFFICE"], f"-env:UserInstallation=file://{made.folder}/profile", "--headless",
            "--convert-to", into, "--outdir", str(target), str(made.folder / f"report.{name}"),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    return target


def told(program: str, *arguments: object) -> str:
    """What a program of poppler says."""
    ran = subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True)
    return ran.stdout


def judged(path: Path) -> str:
    """What the checker of PDF/UA-1 says; it answers with another code where it found something."""
    command = [sys.executable, "-m", "pdfua", "check", str(path)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    return ran.stdout + ran.stderr


def squeezed(text: str) -> str:
    """Without spaces, line breaks and soft hyphens, so that a cell that was wrapped is found again."""
    return SPACE.sub("", unicodedata.normalize("NFKC", text))


def body_of(made, text: str) -> str:
    """Without what runs along above and below: it stands in the middle of what goes on on the next page."""
    document = made.document
    above = squeezed(f"{document.title} · {document.subtitle}{document.mark}")
    below = re.escape(squeezed(document.footer)) + r"Halaman\d+dari\d+"
    return re.sub(below, "", squeezed(text).replace(above, ""))


def tables(made) -> list[Table]:
    return [each for section in made.document.sections for each in section.blocks if isinstance(each, Table)]


def figures(made) -> set[str]:
    """The figures of the snapshot as a reader sees them: of the region, of each pillar and each program."""
    plan = made.data["plan"]
    groups = [plan["total"], *plan["pillars"]]
    found = {formats.rupiah(each[key]).removeprefix("Rp ") for each in groups for key in ("ceiling", "spending")}
    found |= {formats.percent(each["physical"]["value"]).removesuffix(" %") for each in groups}
    for program in plan["programs"]:
        found |= {formats.rupiah(program["ceiling"]).removeprefix("Rp "), program["name"], program["code"]}
        found |= {shown(None if program["actual"] is None else program["actual"], "text")}
    found |= {each["sha256"] for each in made.data["evidence"] if each["sha256"]}
    return {each for each in found if each != formats.NOTHING and not re.fullmatch(r"\d+\.\d+", each)}


def test_qpdf_finds_no_fault_in_the_pdf(made):
    with pikepdf.open(made.folder / "report.pdf") as opened:
        assert opened.check_pdf_syntax() == []


def test_the_pdf_passes_the_checks_of_pdf_ua(made):
    said = judged(made.folder / "report.pdf")
    assert "errors=0 warnings=0" in said, said


@pytest.mark.poppler
def test_the_pdf_has_title_language_and_tags_and_every_font_in_it(made):
    info = dict(line.split(":", 1) for line in told("pdfinfo", made.folder / "report.pdf").splitlines() if ":" in line)
    assert info["Title"].strip() == f"{made.document.title} – {made.document.subtitle}"
    assert info["Tagged"].strip() == "yes"
    assert info["Author"].strip() == "Kabupaten Contoh"
    fonts = [line.split() for line in told("pdffonts", made.folder / "report.pdf").splitlines()[2:]]
    assert fonts
    assert all(line[-5:-2] == ["yes", "yes", "yes"] for line in fonts), "embedded, as a subset, with their characters"


def test_the_pdf_has_bookmarks_for_every_section_and_words_for_every_picture(made):
    reader = pypdf.PdfReader(made.folder / "report.pdf")
    assert reader.trailer["/Root"]["/Lang"].startswith("id")
    titles = " ".join(each.title for each in reader.outline if not isinstance(each, list))
    for section in made.document.sections:
        assert section.title in titles
    alternatives = [each.get("/Alt", "") for each in _elements(reader, "/Figure")]
    assert len(alternatives) >= 3, "arms, QR code, chart"
    assert all(alternatives)


def _elements(reader, kind: str):
    """Elements of the structure of a tagged PDF."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, dict):
            if element.get("/S") == kind:
                yield element
            inside = element.get("/K", [])
            inside = inside.get_object() if hasattr(inside, "get_object") else inside
            children = inside if isinstance(inside, list) else [inside]
            waiting += [each for each in children if not isinstance(each, int | float)]


@pytest.mark.poppler
def test_the_pdf_says_the_figures_of_the_snapshot(made):
    text = squeezed(told("pdftotext", "-raw", made.folder / "report.pdf", "-"))
    assert len(figures(made)) > 12
    missing = [each for each in figures(made) if squeezed(each) not in text]
    assert not missing


@pytest.mark.poppler
@pytest.mark.libreoffice
@pytest.mark.text_documents
def test_libreoffice_reads_every_word_of_the_text_document(made, converted):
    text = body_of(made, told("pdftotext", "-raw", converted / "report.pdf", "-"))
    opened = word.Document(made.folder / "report.docx")
    written = [paragraph.text for paragraph in opened.paragraphs]
    written += [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    lines = {squeezed(line) for each in written for line in each.split("\n")} - {""}
    assert len(lines) > 100
    missing = [line for line in lines if line not in text]
    assert not missing
    assert not [each for each in figures(made) if squeezed(each) not in text]


@pytest.mark.poppler
@pytest.mark.libreoffice
@pytest.mark.text_documents
def test_libreoffice_turns_the_paper_for_wide_sections_and_counts_the_pages(made, converted):
    sizes = told("pdfinfo", "-l", "99", converted / "report.pdf")
    assert "841.89 x 595.3" in sizes
    assert "595.3" in sizes
    pages = int(re.search(r"Pages:\s+(\d+)", sizes).group(1))
    first = told("pdftotext", "-l", "1", converted / "report.pdf", "-")
    assert f"Halaman 1 dari {pages}" in first


def test_the_text_document_refers_only_to_what_is_in_it(made):
    opened = word.Document(made.folder / "report.docx")
    body = opened.element.body
    used = {each.get(qn("r:embed")) for each in body.iter(qn("a:blip"))}
    assert used <= set(opened.part.rels)
    marks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    assert {each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))} == marks
    styles = {each.get(qn("w:styleId")) for each in opened.styles.element.iter(qn("w:style"))}
    assert {each.get(qn("w:val")) for each in body.iter(qn("w:pStyle"))} <= styles
    ids = [each.get("id") for each in body.iter(qn("wp:docPr"))]
    assert len(ids) == len(set(ids))


@pytest.mark.libreoffice
def test_libreoffice_opens_the_workbook_with_every_row_and_no_formula(made, converted):
    ours = openpyxl.load_workbook(made.folder / "report.xlsx")
    theirs = openpyxl.load_workbook(converted / "report.xlsx")
    assert theirs.sheetnames == ours.sheetnames
    assert len({name.casefold() for name in ours.sheetnames}) == len(ours.sheetnames)
    assert all(len(name) <= 31 for name in ours.sheetnames)
    for sheet in ours:
        same = theirs[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if cell.value not in (None, ""):
                    assert _plain(same[cell.coordinate].value) == _plain(cell.value), (sheet.title, cell.coordinate)


def _plain(value):
    return round(float(value), 6) if isinstance(value, int | float) else value


def test_every_table_of_the_report_is_a_sheet_with_its_rows(made):
    book = openpyxl.load_workbook(io.BytesIO((made.folder / "report.xlsx").read_bytes()))
    sheets = [each for each in book if each["A1"].value and each["A3"].value]
    by_title = {sheet["A1"].value: sheet for sheet in sheets}
    for table in tables(made):
        if table.rows:
            sheet = by_title[table.title]
            first = [cell.value for cell in sheet[3]]
            assert first[: len(table.columns)] == [each.heading for each in table.columns]
            filled = list(sheet.iter_rows(min_row=4, max_row=3 + len(table.rows), values_only=True))
            assert len(filled) == len(table.rows)
            assert all(any(value is not None for value in row) for row in filled)


def test_the_checker_of_pdf_ua_is_a_checker(tmp_path):
    """It finds what is wrong with a file without tags: silence about ours means something."""
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(tmp_path / "empty.pdf")
    assert "errors=0" not in judged(tmp_path / "empty.pdf")
