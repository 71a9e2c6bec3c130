"""Large documents are set in a process of their own, and say the same."""

import pytest

from core import typesetting
from core.documents import Column, Document, Section, Table, Words


def document(rows: int) -> Document:
    table = Table("T", "Tabel", [Column("a", "Isi")], [{"a": f"Baris {number}"} for number in range(rows)])
    return Document(
        "Judul", "Sub", "Daerah", "id", 1_790_000_000, [], [Section("Bagian", [table])], Words("Isi", "Hal")
    )


def test_a_document_set_apart_is_the_same_file_byte_for_byte(monkeypatch):
    made = document(3)
    here = typesetting.pdf(made)
    monkeypatch.setattr(typesetting, "MOST_CELLS_HERE", 2)
    assert typesetting.pdf(made) == here


def test_what_cannot_be_set_apart_says_why(monkeypatch, tmp_path):
    broken = tmp_path / "document.typ"
    broken.write_text('#panic("tidak bisa")')
    monkeypatch.setattr(typesetting, "LAYOUT", broken)
    monkeypatch.setattr(typesetting, "MOST_CELLS_HERE", 2)
    with pytest.raises(RuntimeError, match="tidak bisa"):
        typesetting.pdf(document(3))


def test_a_typesetting_process_that_is_killed_is_a_trouble_that_may_pass(monkeypatch, tmp_path):
    """An OSError: the report is taken up again, as after any trouble of the machine."""
    killer = tmp_path / "apart.py"
    killer.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(typesetting, "APART", killer)
    monkeypatch.setattr(typesetting, "MOST_CELLS_HERE", 2)
    with pytest.raises(OSError, match="signal 9"):
        typesetting.pdf(document(3))


@pytest.mark.parametrize(("rows", "letters", "together"), [(12, 60, True), (13, 5, False), (2, 61, False)])
def test_short_tables_stay_on_one_page(rows, letters, together):
    table = Table("T", "Tabel", [Column("a", "Isi")], [{"a": "x" * letters}] * rows)
    assert typesetting._is_short(table) is together
