"""Small pictures for tests: real ones, since what is no picture is refused at the door."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image


def picture(file_format: str = "JPEG", *, size: tuple[int, int] = (8, 6), color: str = "teal", **options: Any) -> bytes:
    """The bytes of a picture of one colour."""
    made = BytesIO()
    Image.new("RGB", size, color).save(made, file_format, **options)
    return made.getvalue()


PNG, JPEG, WEBP = picture("PNG"), picture("JPEG"), picture("WEBP")
