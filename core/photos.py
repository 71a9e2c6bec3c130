"""A picture written anew: its pixels, turned upright, and nothing else that stood in the file.

What hides behind, between or in front of the pixels (another file, a script, a place, the owner's name) does not
survive. When and where the camera says it was taken is given back, for those who keep it as evidence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageOps, JpegImagePlugin

from core.pictures import FORMATS, NoPicture
from core.previews import MOST_PIXELS

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
GOOD = 92
BROKEN = (
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
    MemoryError,
    OverflowError,
    ZeroDivisionError,
    KeyError,
    IndexError,
    EOFError,
)
"""What Pillow raises for files that are not what they should be."""
PLAIN_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"})
EARLIEST = 1990
"""Cameras that lost their clock say 1970 or 1980."""

Place = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Photo:
    """The new file, and what the old one said of itself."""

    content: bytes
    taken_at: datetime | None = None
    place: Place | None = None


def written_anew(content: bytes, content_type: str) -> Photo:
    """The picture again, of the same type, without anything but its pixels. Raises `NoPicture`."""
    try:
        opened: Any = Image.open(BytesIO(content), formats=FORMATS)
        if Image.MIME.get(opened.format) != content_type:
            raise NoPicture("another type")
        if opened.width * opened.height > MOST_PIXELS:
            raise NoPicture("too many pixels")
        said = _said(opened)
        upright = ImageOps.exif_transpose(opened)
        return Photo(_written(upright, opened, content_type), *said)
    except NoPicture:
        raise
    except BROKEN as error:
        raise NoPicture(str(error)) from error


def _written(picture: Any, opened: Any, content_type: str) -> bytes:
    made, clean = BytesIO(), _pixels(picture)
    if content_type == JPEG:
        clean.save(made, "JPEG", **_as_compressed(clean, opened))
    elif content_type == PNG:
        see_through = picture.info.get("transparency")
        more = {} if see_through is None or clean.mode == "RGBA" else {"transparency": see_through}
        clean.save(made, "PNG", **more)
    else:
        clean.save(made, "WEBP", quality=GOOD, method=2)
    return made.getvalue()


def _pixels(picture: Any) -> Any:
    """A picture of its own that has taken over nothing but pixels and palette; of several the first."""
    if picture.mode not in PLAIN_MODES:
        picture = picture.convert("RGBA" if "A" in picture.mode or "a" in picture.mode else "RGB")
    copy = Image.new(picture.mode, picture.size)
    if picture.mode == "P":
        copy.putpalette(picture.palette.palette, picture.palette.mode)
    copy.paste(picture)
    return copy


def _as_compressed(clean: Any, opened: Any) -> dict[str, Any]:
    """As strongly as it was: the file stays as large, and loses next to nothing."""
    tables = getattr(opened, "quantization", None)
    if not tables or opened.mode not in ("RGB", "L") or clean.mode != opened.mode:
        return {"quality": GOOD}
    sampling = JpegImagePlugin.get_sampling(opened)
    return {"qtables": tables, **({"subsampling": sampling} if clean.mode == "RGB" and sampling >= 0 else {})}


def _said(opened: Any) -> tuple[datetime | None, Place | None]:
    """When and where it was taken, as the camera wrote it; what cannot be understood is nothing."""
    try:
        exif = opened.getexif()
        return _moment(exif.get_ifd(ExifTags.IFD.Exif)), _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except (*BROKEN, TypeError, AttributeError):
        return None, None


def _moment(said: Any) -> datetime | None:
    """The camera's clock, which is that of the place: it is given back as if it were UTC's."""
    text = str(said.get(ExifTags.Base.DateTimeOriginal, ""))[:19]
    try:
        found = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if found.year >= EARLIEST else None


def _place(said: Any) -> Place | None:
    latitude = _degrees(said.get(ExifTags.GPS.GPSLatitude), said.get(ExifTags.GPS.GPSLatitudeRef) == "S")
    longitude = _degrees(said.get(ExifTags.GPS.GPSLongitude), said.get(ExifTags.GPS.GPSLongitudeRef) == "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return None if not latitude and not longitude else (latitude, longitude)


def _degrees(parts: Any, is_negative: bool) -> Decimal | None:
    if not parts or len(parts) != 3:
        return None
    found = sum(float(part) / 60**power for power, part in enumerate(parts))
    if not math.isfinite(found):
        return None
    return Decimal(str(round(-found if is_negative else found, 6)))
