"""Whatever people type, the report can be printed: what no font can draw becomes a sign that something stood there."""

import io

import pypdf
import pytest

from core.documents import Document, Section, Text, Words
from core.glyphs import drawable
from core.typesetting import pdf

WORDS = Words("Isi", "Halaman {page} dari {pages}")


def document(text: str) -> Document:
    return Document("Laporan", "KSB", "KSB", "id", 1_790_000_000, [], [Section("Kendala", [Text(text)])], WORDS)


@pytest.mark.parametrize("strange", ["😀", "👨‍👩‍👧", "中文", "\x07", "\ud800"])
def test_what_no_font_can_draw_does_not_keep_the_report_from_being_printed(strange):
    read = pypdf.PdfReader(io.BytesIO(pdf(document(f"Jalan {strange} rusak"))))
    text = read.pages[0].extract_text()
    assert "Jalan" in text
    assert "□" in text
    assert "rusak" in text


@pytest.mark.parametrize("typed", ["café “Rp 1.000” – 50 % ≥ 40 ✓", "baris\nkedua", "é", "Jalan Haji Ismaîl"])
def test_what_can_be_drawn_is_left_alone(typed):
    assert drawable({"a": [typed]}) == {"a": [typed]}


def test_only_the_strange_character_is_replaced():
    assert drawable({"a": ["✓ 😀"], "n": 3, "none": None}) == {"a": ["✓ □"], "n": 3, "none": None}


def test_a_text_in_a_foreign_script_costs_no_minutes():
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 3000)))
    assert set(drawable(text)) == {"□"}
