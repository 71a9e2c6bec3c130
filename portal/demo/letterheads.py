"""The official head and the signatories of the regions of the demonstration: made up, with an emblem of no region."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from core.cards import font
from core.emblems import emblem
from core.storing import ARMS, store_once
from monev.reports.models import Letterhead, Signatory
from organizations.models import Region
from portal.demo.store import examples
from portal.reference.files import toml

Row = dict[str, Any]
WIDTH, HEIGHT = 600, 680
OUTLINE = ((40, 40), (560, 40), (560, 400), (480, 540), (300, 650), (120, 540), (40, 400))


def load() -> None:
    """Head and signatories of each region that is there."""
    rows = toml("demo/letterheads.toml")["region"]
    regions = {each.code: each for each in Region.objects.filter(code__in=[row["code"] for row in rows])}
    present = [(regions[row["code"]], row) for row in rows if row["code"] in regions]
    examples([_head(region, row) for region, row in present])
    examples([each for region, row in present for each in _signatories(region, row["signatory"])])


def _head(region: Region, row: Row) -> Letterhead:
    name, digest = store_once(emblem(shield(row["color"])), "png", folder=ARMS)
    return Letterhead(
        region=region,
        institution="\n".join(row["institution"]),
        address=row["address"],
        place=row["place"],
        arms=name,
        arms_sha256=digest,
    )


def _signatories(region: Region, rows: list[Row]) -> Iterator[Signatory]:
    for position, row in enumerate(rows, start=1):
        yield Signatory(region=region, position=position, **row)


def shield(color: str) -> bytes:
    """A plain shield with the word CONTOH; the same bytes every time."""
    picture = Image.new("RGBA", (WIDTH, HEIGHT), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    draw.polygon(OUTLINE, fill=color, outline="#1a1a1a", width=12)
    draw.polygon(((110, 190), (490, 190), (490, 330), (110, 330)), fill="#ffffff")
    words = font(84, bold=True)
    left, top, right, bottom = draw.textbbox((0, 0), "CONTOH", font=words)
    draw.text((300 - (left + right) / 2, 260 - (top + bottom) / 2), "CONTOH", font=words, fill="#1a1a1a")
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
