"""DOCX, XLSX and PPTX from outside: no macros, no embedded programs, nothing that is fetched from elsewhere.

Refused are: macros (also the old ones of Excel 4), ActiveX, embedded OLE objects, DDE, content and templates that are
loaded from another address, declarations of entities, parts that are no UTF-8. Allowed are hyperlinks that somebody has
to click, and DOCX, XLSX or PPTX inside (the figures behind a chart), which are looked at in the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from lxml import etree  # type: ignore[import-untyped]

from core.archives import MOST_INSIDE, ZIP_HEAD, Budget, Damaged, Gathered, look_through
from core.errors import Refused

MOST_RELATIONS = 4 * 1024 * 1024
"""Of a part that says what a document refers to."""
KEPT = 64
"""Bytes of a piece that are looked at again with the next one, so that no mark falls between two."""
DEEPEST = 2
PACKAGES = (".docx", ".xlsx", ".pptx")
MACRO_PARTS = re.compile(r"vbaproject|vbadata|/macrosheets/|/dialogsheets/|/intlmacrosheets/", re.IGNORECASE)
ACTIVE_PARTS = re.compile(r"/activex/|oleobject", re.IGNORECASE)
EMBEDDED = "/embeddings/"
MACRO_TYPES = re.compile(rb"macroenabled|vbaproject|macrosheet|ms-excel\.sheet\.binary", re.IGNORECASE)
ACTIVE_TYPES = re.compile(rb"ms-office\.activex|\.oleobject", re.IGNORECASE)
DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00(?:D\x00O\x00C\x00T|E\x00N\x00T\x00I)", re.IGNORECASE)
DDE_LINKS = re.compile(rb"<(?:\w{1,20}:)?(?:ddeLink|oleLink)\b")
FIELDS = re.compile(rb"<w:(?:instrText|delInstrText)\b[^>]{0,200}>([^<]*)<|\bw:instr=[\"']([^\"']*)[\"']")
DDE_FIELD = re.compile(rb"(?<![A-Z])DDE(?:AUTO)?\b", re.IGNORECASE)
OTHER_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding=[\"'](?!utf-8[\"']|us-ascii[\"'])", re.IGNORECASE)
CLICKED = "hyperlink"
TEMPLATE, OTHER_BOOK = "attachedTemplate", ("externalLinkPath", "xlPathMissing", "xlStartup", "xlLibrary")
UNSAFE_LINK = re.compile(r"\A\s*(?:javascript|vbscript|data|ms-\w+):", re.IGNORECASE)
LOCAL = re.compile(r"\A(?:file:/*)?(?:[A-Za-z]:|[^\\/:]+$)")
"""A path on the machine of the person who wrote the document: nothing is there on another one."""


def macros_refused() -> Refused:
    """Said for macros of every kind."""
    return Refused(_("Files with macros are not accepted. Save it without macros, or as PDF."))


def objects_refused() -> Refused:
    """Said for programs and files inside."""
    return Refused(_("The file holds embedded objects or controls. Remove them, or save it as PDF, and upload that."))


def fetches_refused() -> Refused:
    """Said for what is loaded when the document is opened."""
    return Refused(
        _(
            "The file loads content from elsewhere (a linked picture, template or workbook, or DDE). Break the links, "
            "or save it as PDF, and upload that."
        )
    )


def require_harmless(
    file: IO[bytes], *, other_books: bool = False, budget: Budget | None = None, depth: int = 1
) -> None:
    """Raise `Refused` for an office document that could do something by itself.

    `other_books`: links to other workbooks may stay; for workbooks of which only the stored values are read.
    """
    found = _Look(other_books=other_books)
    budget = budget or Budget()
    names = look_through(file, found.watch, budget=budget)
    if "[Content_Types].xml" not in names:
        raise Damaged
    found.finish()
    for inside in found.packages.whole():
        if depth >= DEEPEST or inside.read(len(ZIP_HEAD)) != ZIP_HEAD:
            raise objects_refused()
        require_harmless(inside, other_books=True, budget=budget, depth=depth + 1)


@dataclass(slots=True)
class _Look:
    """What one document is found to hold."""

    other_books: bool
    tail: bytes = b""
    last: str = ""
    relations: Gathered = field(default_factory=lambda: Gathered(MOST_RELATIONS))
    packages: Gathered = field(default_factory=lambda: Gathered(MOST_INSIDE))
    words: dict[str, bytearray] = field(default_factory=dict)

    def watch(self, name: str, piece: bytes) -> None:
        """Look at the next piece of a part."""
        is_first = name != self.last
        if is_first:
            self.last, self.tail = name, b""
            _require_part(name)
            if piece.startswith(ZIP_HEAD) and not _is_package(name):
                raise objects_refused()
        if _is_package(name):
            self.packages.add(name, piece)
        elif name.lower().endswith((".xml", ".rels", ".vml")):
            self._text(name, piece, is_first=is_first)

    def _text(self, name: str, piece: bytes, *, is_first: bool) -> None:
        if is_first and _is_own(name) and (OTHER_ENCODING.match(piece[:200]) or b"\x00" in piece[:200]):
            raise Damaged
        seen = self.tail + piece
        if DECLARATIONS.search(seen):
            raise Damaged
        if DDE_LINKS.search(seen):
            raise fetches_refused()
        if name == "[Content_Types].xml":
            _require_types(seen)
        if name.lower().endswith(".rels"):
            self.relations.add(name, piece)
        if name in self.words:
            self.words[name].extend(piece)
        elif name.startswith("word/") and b"instr" in seen:
            self.words[name] = bytearray(seen)
        self.tail = seen[-KEPT:]

    def finish(self) -> None:
        """When all parts were seen."""
        for content in self.relations.whole():
            _require_relations(content.getvalue(), other_books=self.other_books)
        for text in self.words.values():
            told = b"".join(one or other for one, other in FIELDS.findall(bytes(text)))
            if DDE_FIELD.search(told):
                raise fetches_refused()


def _is_package(name: str) -> bool:
    return EMBEDDED in name.lower() and PurePosixPath(name).suffix.lower() in PACKAGES


def _is_own(name: str) -> bool:
    """Parts that programs of office documents read themselves; others hold what anybody put there."""
    return name.startswith(("word/", "xl/", "ppt/", "_rels/", "[Content_Types]"))


def _require_part(name: str) -> None:
    if MACRO_PARTS.search(f"/{name}"):
        raise macros_refused()
    if ACTIVE_PARTS.search(f"/{name}") or (EMBEDDED in name.lower() and not _is_package(name)):
        raise objects_refused()


def _require_types(content: bytes) -> None:
    if MACRO_TYPES.search(content):
        raise macros_refused()
    if ACTIVE_TYPES.search(content):
        raise objects_refused()


def _require_relations(content: bytes, *, other_books: bool) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        raise Damaged from problem
    for row in root:
        if isinstance(row.tag, str) and str(row.get("TargetMode", "")).lower() == "external":
            _require_relation(row, other_books=other_books)


def _require_relation(row: Any, *, other_books: bool) -> None:
    kind, target = str(row.get("Type", "")).rpartition("/")[2], str(row.get("Target", ""))
    is_fine = (
        (kind == CLICKED and not UNSAFE_LINK.match(target))
        or (kind == TEMPLATE and bool(LOCAL.match(target)))
        or (kind in OTHER_BOOK and other_books)
    )
    if not is_fine:
        raise fetches_refused()
