"""A table too wide for paper: one sheet with all columns, parts on paper, common headings, rows that stand out."""

import io

import openpyxl
import pypdf
import pytest
from django.utils.translation import override

from core.documents import BLANK, Column, Document, Part, Section, Table, Words, header_rows, shown
from core.spreadsheets import xlsx
from core.typesetting import pdf

COLUMNS = [
    Column("name", "Program", share=6),
    Column("target_k", "K", "number", group="Target 2026"),
    Column("target_r", "Rp", "rupiah_whole", group="Target 2026"),
    Column("note", "Obstacles", share=8),
]
ROWS = [
    {"name": "Health", "target_k": BLANK, "target_r": 1_500_000, "note": BLANK},
    {"name": "Wells", "target_k": "a few", "target_r": 1_500_000, "note": "Long rain. " * 12},
    {"name": BLANK, "target_k": 12, "target_r": BLANK, "note": None},
]


def made(rows=ROWS, parts=True) -> Document:
    split = [Part("Money", ("name", "target_k", "target_r")), Part("Words", ("name", "note"))] if parts else []
    table = Table("Form", "The form", COLUMNS, rows, headings={0: 0}, note="The note.", parts=split, empty="Nothing.")
    return Document(
        title="Form",
        subtitle="2026",
        author="Region",
        language="en",
        created=1_790_000_000,
        head=[],
        sections=[Section("Form", [table], wide=True, paper="a3")],
        words=Words("Contents", "Page {page} of {pages}"),
    )


def test_neighbours_with_one_group_share_a_heading():
    assert header_rows(COLUMNS) == [("", 0, 1), ("Target 2026", 1, 2), ("", 3, 1)]
    assert header_rows([Column("a", "K", group="I"), Column("b", "x"), Column("c", "K", group="I")]) == [
        ("I", 0, 1),
        ("", 1, 1),
        ("I", 2, 1),
    ]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("a few", "number", "a few"),
        (BLANK, "rupiah", BLANK),
        ("", "number", "–"),
        (1_500_000, "rupiah_whole", "1,500,000"),
    ],
)
def test_words_in_a_column_of_figures_stay_words(value, kind, text):
    with override("en"):
        assert shown(value, kind) == text


def test_the_sheet_has_all_columns_under_two_rows_of_headings():
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(made())))["Form 2"]
    assert [cell.value for cell in sheet[3]] == ["Program", "Target 2026", None, "Obstacles"]
    assert [cell.value for cell in sheet[4]] == [None, "K", "Rp", None]
    assert {str(each) for each in sheet.merged_cells.ranges} >= {"A3:A4", "B3:C3", "D3:D4"}
    assert [cell.value for cell in sheet[7]] == [None, 12, None, None], "a blank cell is empty, not a space"
    assert (sheet["A5"].font.bold, sheet["A6"].font.bold) == (True, False)
    assert sheet["B7"].number_format == "#,##0", "no decimal mark behind a whole number"
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:D7"
    assert sheet.row_dimensions[6].height > 30, "as high as its text needs"
    assert sheet.page_setup.paperSize == 8


def test_paper_has_the_parts_with_the_same_rows_and_the_note_once():
    reader = pypdf.PdfReader(io.BytesIO(pdf(made())))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert text.count("Wells") == 2
    assert (text.count("The note."), text.count("1.1 Money"), text.count("1.2 Words")) == (1, 1, 1)
    assert "Target 2026" in text
    assert round(float(reader.pages[-1].mediabox[2])) == 1191


def test_the_two_rows_of_the_head_are_heads_for_readers_who_listen():
    reader = pypdf.PdfReader(io.BytesIO(pdf(made(parts=False))))
    kinds = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            kinds.append(node.get("/S"))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    assert kinds.count("/TH") == 5
    assert kinds.count("/THead") == 1


def test_a_table_without_rows_is_told_once():
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf(made(rows=[])))).pages)
    assert text.count("Nothing.") == 1
