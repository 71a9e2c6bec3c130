"""A small picture of a picture or of the first page of a PDF. What comes in is not trusted; nothing of it is run."""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

WIDTH, HEIGHT = 960, 720
"""Pixels at most: sharp on a dense screen at half of it, and small on a slow line."""
MOST_PIXELS = 60_000_000
"""Pictures that would need more memory than a small server has are refused (a phone takes 12 to 50 million)."""
PDF = "application/pdf"
PREVIEWED = frozenset({PDF, "image/jpeg", "image/png", "image/webp"})
MOST_SCALE = 2.0
_PDFIUM = Lock()
"""PDFium keeps state of its own for the whole process: two threads in it at once can bring the server down."""


class NoPreview(Exception):
    """The file is broken, locked by a password, or too large to be drawn."""


def preview(content: bytes, content_type: str) -> bytes:
    """The picture as JPEG, within `WIDTH` x `HEIGHT`, turned as the camera was held, without its metadata.

    Raises `NoPreview`.
    """
    try:
        if content_type == PDF:
            with _PDFIUM:
                picture = _first_page(content)
        else:
            picture = _picture(content)
        return _jpeg(picture)
    except NoPreview:
        raise
    except _BROKEN as error:
        raise NoPreview(str(error)) from error


_BROKEN = (
    pypdfium2.PdfiumError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
    ZeroDivisionError,
    OverflowError,
    MemoryError,
)
"""What the two libraries raise for files that are not what they should be."""


def _picture(content: bytes) -> Any:
    opened = Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    if opened.width * opened.height > MOST_PIXELS:
        raise NoPreview("too many pixels")
    opened.draft("RGB", (WIDTH, HEIGHT))
    return ImageOps.exif_transpose(opened)


def _first_page(content: bytes) -> Any:
    document = pypdfium2.PdfDocument(content)
    try:
        if not len(document):
            raise NoPreview("no page")
        page = document[0]
        width, height = page.get_size()
        if width <= 0 or height <= 0:
            raise NoPreview("an empty page")
        scale = min(WIDTH / width, HEIGHT / height, MOST_SCALE)
        return page.render(scale=scale, may_draw_forms=False).to_pil().copy()
    finally:
        document.close()


def _jpeg(picture: Any) -> bytes:
    """On white where it is transparent."""
    picture.thumbnail((WIDTH, HEIGHT))
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    made = BytesIO()
    picture.convert("RGB").save(made, "JPEG", quality=82, optimize=True)
    return made.getvalue()
