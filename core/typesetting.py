"""Documents as PDF: set by typst from data, never from built-up source text, so what people typed stays text.

The same document gives the same bytes: fonts are the ones shipped here, the date is the document's own. The result is
tagged for screen readers (PDF/UA-1): title, language, headings, table heads, alternative texts.
"""

from __future__ import annotations

import json
import tempfile
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
    Signatures,
    State,
    Table,
    Text,
    Value,
    cell_text,
)
from core.glyphs import drawable
from core.qr_codes import qr_code

FONTS = Path(__file__).parent / "fonts"
LAYOUT = Path(__file__).parent / "typst" / "document.typ"


def pdf(document: Document) -> bytes:
    """The document as PDF/UA-1."""
    import typst

    with tempfile.TemporaryDirectory(prefix="typesetting-") as folder, override(document.language):
        place = Path(folder)
        (place / "document.typ").write_bytes(LAYOUT.read_bytes())
        data = drawable(_document(document, place))
        (place / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
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
        "official": _official(document.official, place) if document.official else None,
        "check": _check(document.check, place) if document.check else None,
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
        case Entry():
            parts = [list(pair) for pair in block.parts]
            return {"kind": "entry", "heading": block.heading, "lead": block.lead, "parts": parts}
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
        "rows": [[_cell(each, row.get(each.key)) for each in table.columns] for row in table.rows],
        "total": [_cell(each, table.total.get(each.key)) for each in table.columns] if table.total else [],
        "note": table.note,
        "empty": table.empty,
    }


def _cell(column: Column, value: Value) -> dict[str, str]:
    """Text and tone."""
    return {"text": cell_text(column, value), "tone": value.tone if isinstance(value, State) else ""}
