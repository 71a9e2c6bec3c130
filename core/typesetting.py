"""Documents as PDF: set by typst from data, never from built-up source text, so what people typed stays text.

The same document gives the same bytes: fonts are the ones shipped here, the date is the document's own. The result is
tagged for screen readers (PDF/UA-1): title, language, headings, table heads, alternative texts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.utils.translation import override

from core.documents import (
    Block,
    Chart,
    Column,
    Document,
    Entry,
    Facts,
    Letter,
    Signatures,
    State,
    Table,
    Text,
    Value,
    shown,
)

FONTS = Path(__file__).parent / "fonts"
LAYOUT = Path(__file__).parent / "typst" / "document.typ"
APART = Path(__file__).parent / "typeset_apart.py"
MOST_CELLS_HERE, SECONDS_APART = 3000, 600
MOST_ROWS_TOGETHER, MOST_LETTERS_TOGETHER, MOST_LETTERS_OF_ENTRY, MOST_LETTERS_OF_CELL = 12, 60, 900, 500


def pdf(document: Document) -> bytes:
    """The document as PDF/UA-1."""
    with tempfile.TemporaryDirectory(prefix="typesetting-") as folder, override(document.language):
        place = Path(folder)
        (place / "document.typ").write_bytes(LAYOUT.read_bytes())
        data = _document(document, place)
        (place / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return _set_apart(place, document) if _cells(document) > MOST_CELLS_HERE else _set_here(place, document)


def _cells(document: Document) -> int:
    """How large it is: typst takes about 25 kB of memory for each cell of a table."""
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    return sum(len(each.rows) * len(each.columns) for each in tables)


def _set_here(place: Path, document: Document) -> bytes:
    import typst

    made: bytes = typst.compile(
        place / "document.typ",
        root=place,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        timestamp=document.created,
    )
    return made


def _set_apart(place: Path, document: Document) -> bytes:
    """In a process of its own, which gives its memory back: a worker stays small however large the reports are."""
    target = place / "document.pdf"
    command = [sys.executable, "-I", str(APART), str(place / "document.typ"), str(place), str(FONTS)]
    done = subprocess.run(  # noqa: S603
        [*command, str(document.created), str(target)], capture_output=True, text=True, timeout=SECONDS_APART
    )
    if done.returncode < 0:
        # Killed, such as for want of memory: like any trouble of the machine it may pass.
        raise OSError(f"The typesetting process was ended by signal {-done.returncode}.")
    if done.returncode:
        raise RuntimeError(f"The document could not be set: {done.stderr[-2000:]}")
    return target.read_bytes()


def _document(document: Document, place: Path) -> dict[str, Any]:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "author": document.author,
        "language": document.language,
        "keywords": list(document.keywords),
        "head": [list(pair) for pair in document.head],
        "footer": document.footer,
        "mark": document.mark,
        "mark_explained": document.mark_explained,
        "letter": _letter(document.letter) if document.letter else None,
        "words": {"contents": document.words.contents, "page": document.words.page},
        "sections": [
            {
                "title": section.title,
                "wide": section.wide,
                "blocks": [_block(block, place, f"{at}-{number}") for number, block in enumerate(section.blocks)],
            }
            for at, section in enumerate(document.sections)
        ],
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "institution": letter.institution,
        "place": letter.place_and_date,
        "particulars": [list(pair) for pair in letter.particulars],
        "addressee": list(letter.addressee),
    }


def _block(block: Block, place: Path, name: str) -> dict[str, Any]:
    """A block as data; drawings become files beside it."""
    match block:
        case Table():
            return _table(block)
        case Facts():
            return {"kind": "facts", "items": [list(pair) for pair in block.items]}
        case Text():
            return {"kind": "note" if block.is_note else "text", "text": block.text}
        case Chart():
            (place / f"{name}.svg").write_text(block.svg, encoding="utf-8")
            return {
                "kind": "chart",
                "title": block.title,
                "file": f"{name}.svg",
                "alternative": block.alternative,
                "note": block.note,
            }
        case Entry():
            parts = [list(pair) for pair in block.parts]
            together = sum(len(text) for _label, text in block.parts) <= MOST_LETTERS_OF_ENTRY
            return {
                "kind": "entry",
                "heading": block.heading,
                "lead": block.lead,
                "parts": parts,
                "together": together,
            }
        case Signatures():
            return {"kind": "signatures", "blocks": [_signature(each) for each in block.blocks]}


def _signature(block: Any) -> dict[str, str]:
    return {"introduction": block.introduction, "post": block.post, "name": block.name, "number": block.number}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": table.title,
        "columns": [
            {"heading": each.heading, "numeric": each.is_numeric, "share": each.share} for each in table.columns
        ],
        "rows": [[_cell(each, row.get(each.key)) for each in table.columns] for row in table.rows],
        "total": [_cell(each, table.total.get(each.key)) for each in table.columns] if table.total else [],
        "note": table.note,
        "empty": table.empty,
        "together": _is_short(table),
        "whole_rows": max((len(str(value)) for row in table.rows for value in row.values()), default=0)
        <= MOST_LETTERS_OF_CELL,
    }


def _is_short(table: Table) -> bool:
    """Few rows of few words, which a page break need not tear apart."""
    if len(table.rows) > MOST_ROWS_TOGETHER:
        return False
    texts = (value for row in table.rows for value in row.values() if isinstance(value, str))
    return all(len(each) <= MOST_LETTERS_TOGETHER for each in texts)


def _cell(column: Column, value: Value) -> dict[str, str]:
    """Text and tone. The unit stands in the heading: rupiah are printed without `Rp`, percent without its sign."""
    text = shown(value, column.kind)
    if column.unit:
        text = text.removeprefix("Rp ").removesuffix(" %").replace("-Rp ", "-")
        if column.kind == "points":
            text = text.split(" ")[0]
    return {"text": text, "tone": value.tone if isinstance(value, State) else ""}
