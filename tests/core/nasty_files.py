"""Files that do something by themselves, made by the tests: nothing in them harms anybody."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>{more}</Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'
)
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FOLDERS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def zipped(parts: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with these entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(ending: str = "docx", *, types: str = "", **parts: bytes | str) -> bytes:
    """An office document with further parts; `__` in a name stands for `/`, `_dot_` for a point."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return zipped({"[Content_Types].xml": TYPES.format(more=types), FOLDERS[ending]: "<root/>", **named})


def referring(ending: str, kind: str, target: str, *, mode: str = "External") -> bytes:
    """A document that refers to something."""
    row = f'<Relationship Id="r1" Type="{KIND}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    folder, _slash, name = FOLDERS[ending].partition("/")
    parts = {FOLDERS[ending]: "<root/>", f"{folder}/_rels/{name}.rels": RELATIONS.format(rows=row)}
    return zipped({"[Content_Types].xml": TYPES.format(more=""), **parts})


def pdf(change=None, *, packed: bool = False, **options) -> bytes:
    """A PDF of one page; `change` is given the open document."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    if change:
        change(document)
    made = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    document.save(made, object_stream_mode=mode, **options)
    return made.getvalue()


def action(kind: str, **more) -> pikepdf.Dictionary:
    """An action of a PDF."""
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


def link(document: pikepdf.Pdf, what: pikepdf.Dictionary) -> None:
    """Something to click on the first page."""
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 10, 10], A=document.make_indirect(what)
    )
    document.pages[0].Annots = document.make_indirect(pikepdf.Array([note]))


def bomb_png(width: int = 40_000, height: int = 40_000) -> bytes:
    """A picture of a few bytes whose head promises 1.6 thousand million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!L", len(body)) + kind + body + struct.pack("!L", zlib.crc32(kind + body))

    head = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def bomb_pdf(gigabytes: int = 3) -> bytes:
    """A PDF whose table of objects is packed twice: of some kilobytes come gigabytes."""
    packer = zlib.compressobj()
    first = packer.compress(b" " * 10_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b" " * 10_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = zlib.compress(first + again * (gigabytes * 100 - 1) + packer.flush())
    said = f"/Type/XRef/Size 2/W[1 1 1]/Root 1 0 R/Filter[/FlateDecode/FlateDecode]/Length {len(packed)}"
    return b"%PDF-1.5\n" + f"1 0 obj<<{said}>>stream\n".encode() + packed + b"\nendstream endobj\nstartxref\n9\n%%EOF\n"
