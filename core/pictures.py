"""A photo made ready for everybody: written anew, turned upright, within a size, without its metadata."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from core.previews import MOST_PIXELS

LARGE, SMALL = 1280, 640
"""Pixels of the longer side: sharp on a wide screen, and light on a phone."""
FORMATS = ("JPEG", "PNG", "WEBP")


class NoPicture(Exception):
    """The file is no picture that can be read."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The same picture twice as JPEG, with the size of the larger one."""

    large: bytes
    small: bytes
    width: int
    height: int


def web_pictures(content: bytes) -> Pictures:
    """Both sizes of a photo; nothing of the file but its pixels is taken over (no place, camera or comment).

    Raises `NoPicture`.
    """
    try:
        opened = Image.open(BytesIO(content), formats=FORMATS)
        if opened.width * opened.height > MOST_PIXELS:
            raise NoPicture("too many pixels")
        picture = _flat(ImageOps.exif_transpose(opened))
    except NoPicture:
        raise
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError, MemoryError, OverflowError) as error:
        raise NoPicture(str(error)) from error
    large = _within(picture, LARGE)
    return Pictures(_jpeg(large), _jpeg(_within(picture, SMALL)), large.width, large.height)


def _flat(picture: Any) -> Any:
    """On white where it is transparent; pixels only."""
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        layer = picture.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _within(picture: Any, side: int) -> Any:
    copy = Image.new("RGB", picture.size)
    copy.paste(picture)
    copy.thumbnail((side, side))
    return copy


def _jpeg(picture: Any) -> bytes:
    made = BytesIO()
    picture.save(made, "JPEG", quality=80, optimize=True, progressive=True)
    return made.getvalue()
