"""Charts: one Vega-Lite specification, drawn in the browser and, from the same specification, as SVG on the server."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.cache import cache

from core.tables import DataTable

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "system-ui, 'Liberation Sans', Arial, sans-serif"
FONTS = Path(__file__).parent / "fonts"
PICTURE_FONT = "'Liberation Sans', Arial, sans-serif"
PICTURE_WIDTH = 520
"""Narrow enough to be read on a phone, wide enough for a column on paper."""
KEPT = 24 * 60 * 60
LOCALES = {
    "id": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp ", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["Rp ", ""]},
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A specification and what everybody gets: title, a sentence that says it, its table, source, pictures.

    The table has the id of the chart, so that addresses can name it.
    """

    id: str
    title: str
    summary: str
    spec: dict[str, Any]
    table: DataTable | None = None
    source: str = ""
    svg_url: str = ""
    png_url: str = ""


def specification(*, language: str = "id", **parts: Any) -> dict[str, Any]:
    """A Vega-Lite specification with the look all charts share."""
    fitted = {"autosize": {"type": "fit-x", "contains": "padding"}} if parts.get("width") == "container" else {}
    return {
        "$schema": SCHEMA,
        "background": "white",
        "config": {
            "font": FONT,
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "gridColor": "#dde3ea", "labelColor": "#33414f"},
            "legend": {"labelFontSize": 12, "titleFontSize": 12},
            "text": {"fontSize": 12},
            "view": {"stroke": None},
            "locale": {"number": LOCALES.get(language[:2], LOCALES["id"])},
        },
        **fitted,
        **parts,
    }


def svg(spec: dict[str, Any], *, width: int = PICTURE_WIDTH, font: str = PICTURE_FONT) -> str:
    """The drawing of `spec` as SVG, `width` pixels wide where the specification leaves it to the page.

    What was drawn once is kept in the cache under the hash of all that decides how it looks.
    """
    return str(_kept("svg", _fitted(spec, width, font)))


def png(spec: dict[str, Any], *, width: int = PICTURE_WIDTH) -> bytes:
    """The same drawing as PNG, twice as fine as the screen: for a slide or a letter."""
    picture = _kept("png", _fitted(spec, width, PICTURE_FONT))
    return picture if isinstance(picture, bytes) else picture.encode()


def _fitted(spec: dict[str, Any], width: int, font: str) -> str:
    """The specification as text, with the width and the font of a picture."""
    drawn = {**spec, "width": width} if spec.get("width") == "container" else dict(spec)
    drawn["config"] = {**drawn.get("config", {}), "font": font}
    return json.dumps(drawn, sort_keys=True)


def _kept(format_name: str, text: str) -> str | bytes:
    key = f"chart-{format_name}:{hashlib.sha256(text.encode()).hexdigest()}"
    picture: str | bytes | None = cache.get(key)
    if picture is None:
        picture = _draw(format_name, text)
        cache.set(key, picture, KEPT)
    return picture


def _draw(format_name: str, text: str) -> str | bytes:
    import vl_convert

    register_fonts()
    if format_name == "png":
        return bytes(vl_convert.vegalite_to_png(text, scale=2))
    return str(vl_convert.vegalite_to_svg(text))


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Text is measured with the shipped font, whatever the machine has."""
    import vl_convert

    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))
