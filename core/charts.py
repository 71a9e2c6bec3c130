"""Charts: one Vega-Lite specification, drawn in the browser and, from the same specification, as SVG on the server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "system-ui, 'Liberation Sans', Arial, sans-serif"
LOCALES = {
    "id": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp ", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["Rp ", ""]},
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A specification and what everybody gets: title, a sentence that says it, its table (heads first), source."""

    id: str
    title: str
    summary: str
    spec: dict[str, Any]
    table: tuple[tuple[str, ...], ...] = ()
    source: str = ""
    svg_url: str | None = None


def specification(*, language: str = "id", **parts: Any) -> dict[str, Any]:
    """A Vega-Lite specification with the look all charts share."""
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
        **parts,
    }


def svg(spec: dict[str, Any], *, width: int = 720, font: str = "") -> str:
    """The drawing of `spec` as SVG, `width` pixels wide where the specification leaves it to the page."""
    import vl_convert

    drawn = {**spec, "width": width} if spec.get("width") == "container" else dict(spec)
    if font:
        drawn["config"] = {**drawn.get("config", {}), "font": font}
    return str(vl_convert.vegalite_to_svg(json.dumps(drawn)))
