"""The picture that messengers and social networks show for a shared address: 1200 x 630 pixels, drawn as PNG."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from core.charts import FONTS

WIDTH, HEIGHT = 1200, 630
EDGE = 72
INK, GREY, GROUND = "#17212b", "#4a5763", "#ffffff"
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on the picture: where it belongs, its title, one large figure with its words, a last line."""

    place: str
    title: str
    figure: str = ""
    words: str = ""
    foot: str = ""
    accent: str = "#1F5FA8"


def png(card: Card) -> bytes:
    """The card as a PNG of few colours."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 28, HEIGHT), fill=card.accent)
    draw.text((EDGE, 58), card.place, font=font(32, bold=True), fill=card.accent)
    below = _title(draw, card.title)
    if card.figure:
        draw.text((EDGE, max(below + 26, 330)), card.figure, font=font(120, bold=True), fill=card.accent)
        beside = EDGE + draw.textlength(card.figure, font=font(120, bold=True)) + 32
        _lines(draw, card.words, beside, max(below + 56, 360), 34)
    draw.text((EDGE, HEIGHT - 82), card.foot, font=font(28), fill=GREY)
    made = BytesIO()
    picture.quantize(64).save(made, "PNG", optimize=True)
    return made.getvalue()


def _title(draw: Any, text: str) -> float:
    """The title in at most three lines; returns where it ends."""
    letters, y = font(58, bold=True), 118.0
    for line in wrapped(draw, text, letters, WIDTH - 2 * EDGE):
        draw.text((EDGE, y), line, font=letters, fill=INK)
        y += 70
    return y


def _lines(draw: Any, text: str, x: float, y: float, size: int) -> None:
    letters = font(size)
    for line in wrapped(draw, text, letters, WIDTH - EDGE - x):
        draw.text((x, y), line, font=letters, fill=INK)
        y += size * 1.3


def wrapped(draw: Any, text: str, letters: Any, width: float) -> list[str]:
    """`text` in lines that fit; what does not fit in three of them ends with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(longer, font=letters) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]
    return lines


@lru_cache(maxsize=8)
def font(size: int, *, bold: bool = False) -> Any:
    """The shipped letters, whatever the machine has."""
    return ImageFont.truetype(str(FONTS / f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf"), size)
