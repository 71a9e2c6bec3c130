"""Documents as PDF: set by typst from data, never from built-up source text, so what people typed stays text.

The same document gives the same bytes: fonts are the ones shipped here, the date is the document's own. The result is
tagged for screen readers (PDF/UA-1): title, language, headings, table heads, alternative texts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, override

from core.documents import (
    Block,
    Chart,
    Check,
    Column,
    Document,
    Entry,
    Facts,
    Letter,
    OfficialHead,
    Picture,
    Section,
    Signatures,
    State,
    Table,
    Text,
    Value,
    cell_text,
    header_rows,
)
from core.glyphs import drawable
from core.qr_codes import qr_code

FONTS = Path(__file__).parent / "fonts"
LAYOUT = Path(__file__).parent / "typst" / "document.typ"
APART = Path(__file__).parent / "typeset_apart.py"
MOST_CELLS_HERE, SECONDS_APART = 3000, 600
MOST_ROWS_TOGETHER, MOST_LETTERS_TOGETHER, MOST_LETTERS_OF_ENTRY, MOST_LETTERS_OF_CELL = 12, 60, 900, 500
PNG = b"\x89PNG"


def pdf(document: Document) -> bytes:
    """The document as PDF/UA-1."""
    with tempfile.TemporaryDirectory(prefix="typesetting-") as folder, override(document.language):
        place = Path(folder)
        (place / "document.typ").write_bytes(LAYOUT.read_bytes())
        data = drawable(_document(document, place))
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
        "brief": document.brief,
        "official": _official(document.official, place) if document.official else None,
        "check": _check(document.check, place) if document.check else None,
        "words": {"contents": document.words.contents, "page": document.words.page},
        "sections": [
            {
                "title": section.title,
                "wide": section.wide,
                "paper": section.paper,
                "fresh": section.fresh,
                "blocks": [_block(block, place, f"{at}-{number}") for number, block in enumerate(_parts(section))],
            }
            for at, section in enumerate(document.sections)
        ],
    }


def _parts(section: Section) -> list[Block]:
    """The blocks of a section, tables that are too wide for paper in their parts."""
    return [part for block in section.blocks for part in (block.on_paper() if isinstance(block, Table) else [block])]


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "institution": letter.institution,
        "place": letter.place_and_date,
        "particulars": [list(pair) for pair in letter.particulars],
        "addressee": list(letter.addressee),
    }


def _official(head: OfficialHead, place: Path) -> dict[str, Any]:
    """The head; its arms become a file, as what their first bytes say they are."""
    name = None
    if head.arms:
        name = "arms.png" if head.arms.startswith(b"\x89PNG") else "arms.svg"
        (place / name).write_bytes(head.arms)
    return {
        "institution": list(head.institution),
        "address": head.address,
        "arms": name,
        "alternative": head.arms_alternative or " ".join(head.institution),
    }


def _check(check: Check, place: Path) -> dict[str, str]:
    """The check block; its QR code leads to the address."""
    (place / "check.svg").write_bytes(qr_code(check.address))
    return {
        "file": "check.svg",
        "label": gettext("Check code"),
        "code": check.code,
        "address": check.address,
        "words": check.words,
        "alternative": gettext("QR code that leads to %(address)s") % {"address": check.address},
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
        case Picture():
            file = f"{name}.{'png' if block.content.startswith(PNG) else 'jpg'}"
            (place / file).write_bytes(block.content)
            return {
                "kind": "picture",
                "title": block.title,
                "file": file,
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
    return {
        "introduction": block.introduction,
        "post": block.post,
        "name": block.name,
        "number": block.number,
        "rank": block.rank,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": table.title,
        "columns": [
            {"heading": each.heading, "numeric": each.is_numeric, "share": each.share} for each in table.columns
        ],
        "groups": _groups(table.columns),
        "headings": {str(number): level for number, level in table.headings.items()},
        "rows": [[_cell(each, row.get(each.key)) for each in table.columns] for row in table.rows],
        "total": [_cell(each, table.total.get(each.key)) for each in table.columns] if table.total else [],
        "note": table.note,
        "empty": table.empty,
        "together": _is_short(table),
        "whole_rows": max((len(str(value)) for row in table.rows for value in row.values()), default=0)
        <= MOST_LETTERS_OF_CELL,
    }


def _groups(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The first of two rows of the head; nothing when no column stands under a common heading."""
    if not any(each.group for each in columns):
        return []
    return [{"label": label, "first": first, "span": span} for label, first, span in header_rows(columns)]


def _is_short(table: Table) -> bool:
    """Few rows of few words, which a page break need not tear apart."""
    if len(table.rows) > MOST_ROWS_TOGETHER:
        return False
    texts = (value for row in table.rows for value in row.values() if isinstance(value, str))
    return all(len(each) <= MOST_LETTERS_TOGETHER for each in texts)


def _cell(column: Column, value: Value) -> dict[str, str]:
    """Text and tone."""
    return {"text": cell_text(column, value), "tone": value.tone if isinstance(value, State) else ""}
