"""An emblem made ready for print: PNG or drawing (SVG) becomes a PNG of a bounded size that is nothing but pixels."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from core.drawings import require_simple
from core.pictures import NoPicture
from core.previews import MOST_PIXELS

SIDE = 800
"""Pixels of the longer side: sharp in print at the size of a letterhead."""
SMALLEST = 100
_PAGE = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image("emblem.svg", width: 96pt, height: 96pt, fit: "contain")
"""
_PPI = 600


def emblem(content: bytes) -> bytes:
    """The emblem as PNG, transparent where it was, without empty edges; nothing but its pixels survives.

    Raises `NoPicture`.
    """
    return _png(content if content.startswith(b"\x89PNG") else _drawn(content))


def _drawn(content: bytes) -> bytes:
    """A drawing as pixels. It is set in an empty folder, so it can show no other file."""
    import typst

    if b"<svg" not in content:
        raise NoPicture("no drawing")
    require_simple(content)
    with tempfile.TemporaryDirectory(prefix="emblem-") as folder:
        place = Path(folder)
        (place / "emblem.svg").write_bytes(content)
        (place / "page.typ").write_text(_PAGE, encoding="utf-8")
        try:
            made: bytes = typst.compile(
                place / "page.typ", root=place, ignore_system_fonts=True, format="png", ppi=_PPI
            )
        except (RuntimeError, ValueError) as error:
            raise NoPicture(str(error)) from error
    return made


def _png(content: bytes) -> bytes:
    try:
        opened = Image.open(BytesIO(content), formats=("PNG",))
        if opened.width * opened.height > MOST_PIXELS:
            raise NoPicture("too many pixels")
        layer = opened.convert("RGBA")
    except NoPicture:
        raise
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError, MemoryError, OverflowError) as error:
        raise NoPicture(str(error)) from error
    box = layer.getbbox() or (0, 0, 0, 0)
    copy = Image.new("RGBA", (box[2] - box[0], box[3] - box[1]))
    copy.paste(layer.crop(box))
    if max(copy.size) < SMALLEST:
        raise NoPicture("too small")
    copy.thumbnail((SIDE, SIDE))
    made = BytesIO()
    copy.save(made, "PNG", optimize=True)
    return made.getvalue()
