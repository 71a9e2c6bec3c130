"""The map of the nation: by boundaries where a file was loaded, else by tiles; coloured by one figure in classes."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.utils.translation import get_language, gettext

from core.charts import Chart, specification
from core.shapes import TOPOJSON
from organizations.models import BoundaryMap
from portal.charts.classes import Scale, legend, no_figure_label, outside_label
from portal.charts.tiles import Block, Tile, blocks, extent, tiles
from portal.selectors.nation import National, RegionLine
from portal.tables.national import dashboard_url

STEP, GAP = 16, 0.1
"""Pixels of a tile, and the part of it that stays free."""
WIDTH, HEIGHT = 1180, 470
INK, EDGE, SEA = "#33414f", "#7b8794", "#e9eff5"


def national_map(page: National, scale: Scale, *, source: str, geometry: dict[str, Any] | None = None) -> Chart:
    """The map coloured by `scale`. `geometry`: where the shapes come from (an address, or the shapes themselves)."""
    drawn = _by_boundaries(page, scale, geometry) if geometry else _by_tiles(page, scale)
    title = gettext("%(figure)s of the regions") % {"figure": scale.label}
    return Chart(id="peta", title=title, summary=summary(page, scale), spec=drawn, source=source)


def address_of_shapes(stored: BoundaryMap, url: str) -> dict[str, Any]:
    """The shapes as the browser asks for them, once, from an address that it may keep."""
    return {"url": url, "format": _format(stored)}


def inline_shapes(stored: BoundaryMap) -> dict[str, Any]:
    """The shapes within the specification: a picture drawn on the server asks nobody."""
    return {"values": json.loads(stored.content), "format": _format(stored)}


def _format(stored: BoundaryMap) -> dict[str, str]:
    if stored.kind == TOPOJSON:
        return {"type": "topojson", "feature": "regions"}
    return {"type": "json", "property": "features"}


def summary(page: National, scale: Scale) -> str:
    """The map in words: how many have a figure, how many in each class, the highest and the lowest."""
    known = [(value, each) for each in page.lines if (value := scale.read(each)) is not None]
    if not known:
        return gettext("None of %(total)s regions has this figure.") % {"total": len(page.lines)}
    counts = Counter(scale.class_of(value) for value, _line in known)
    classes = ", ".join(f"{label}: {counts[number]}" for number, label in enumerate(scale.labels()) if counts[number])
    highest = max(known, key=lambda pair: pair[0])
    lowest = min(known, key=lambda pair: pair[0])
    return gettext(
        "%(known)s of %(total)s regions have this figure. Regions by class: %(classes)s. Highest: %(best)s with "
        "%(high)s; lowest: %(last)s with %(low)s."
    ) % {
        "known": len(known),
        "total": len(page.lines),
        "classes": classes,
        "best": highest[1].region.name,
        "high": scale.text(highest[0]),
        "last": lowest[1].region.name,
        "low": scale.text(lowest[0]),
    }


def _rows(page: National, scale: Scale) -> dict[str, dict[str, Any]]:
    """By code: name, class and figure of each region of the selection, and where its dashboard is."""
    classes = [*scale.labels(), no_figure_label()]
    return {each.region.code: _row(each, scale, classes) for each in page.lines}


def _row(line: RegionLine, scale: Scale, classes: list[str]) -> dict[str, Any]:
    value = scale.read(line)
    number = scale.class_of(value)
    row = {
        "code": line.region.code,
        "name": line.region.name,
        "class": classes[-1 if number is None else number],
        "text": _text(line, scale),
    }
    url = dashboard_url(line)
    return {**row, "url": url} if url else row


def _text(line: RegionLine, scale: Scale) -> str:
    if scale.code == "indeks" and line.result is not None and not line.took_part:
        return gettext("did not take part")
    value = scale.read(line)
    return no_figure_label() if value is None else scale.text(value)


def _color(page: National, scale: Scale) -> dict[str, Any]:
    return {
        "field": "class",
        "type": "nominal",
        "scale": legend(scale, outside=_has_outside(page)),
        "legend": {
            "title": str(scale.label),
            "orient": "top",
            "symbolType": "square",
            "symbolSize": 180,
            "symbolStrokeColor": EDGE,
            "symbolStrokeWidth": 1,
            "labelLimit": 220,
            "columnPadding": 14,
        },
    }


def _has_outside(page: National) -> bool:
    return page.asked.is_narrowed or len(page.every) < len(tiles())


def _tooltip(scale: Scale) -> list[dict[str, Any]]:
    return [{"field": "name", "title": gettext("Region")}, {"field": "text", "title": str(scale.label)}]


def _by_tiles(page: National, scale: Scale) -> dict[str, Any]:
    rows = _rows(page, scale)
    placed = tiles(rows)
    columns, lines = extent(placed)
    known = [{**rows[each.code], "x": each.x, "y": each.y} for each in placed if each.code in rows]
    others = [_outside(each) for each in placed if each.code not in rows] if _has_outside(page) else []
    axis = {"axis": None, "type": "quantitative"}
    x, y = {**axis, "scale": {"domain": [0, columns]}}, {**axis, "scale": {"domain": [lines, 0]}}
    square = {
        "x": {**x, "field": "x"},
        "x2": {"field": "x2"},
        "y": {**y, "field": "y"},
        "y2": {"field": "y2"},
    }
    return specification(
        language=get_language() or "id",
        width=columns * STEP,
        height=lines * STEP,
        data={"values": known + others},
        transform=[
            {"calculate": f"datum.x + {1 - GAP}", "as": "x2"},
            {"calculate": f"datum.y + {1 - GAP}", "as": "y2"},
            {"calculate": "datum.x + 0.45", "as": "cx"},
            {"calculate": "datum.y + 0.45", "as": "cy"},
        ],
        layer=[
            {
                "mark": {"type": "rect", "stroke": EDGE, "strokeWidth": 0.5, "cursor": "pointer"},
                "encoding": {**square, "color": _color(page, scale), "tooltip": _tooltip(scale), "href": _link()},
            },
            {
                "transform": [{"filter": f"datum.class === {json.dumps(no_figure_label())}"}],
                "mark": {"type": "text", "text": "×", "color": EDGE, "fontSize": 11},
                "encoding": {"x": {**x, "field": "cx"}, "y": {**y, "field": "cy"}},
            },
            _province_names(x, y),
        ],
    )


def _outside(tile: Tile) -> dict[str, Any]:
    return {"x": tile.x, "y": tile.y, "name": tile.code, "class": outside_label(), "text": outside_label()}


def _province_names(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": {"values": [_named(each) for each in blocks()]},
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "color": INK, "fontSize": 11, "dy": -2},
        "encoding": {
            "x": {**x, "field": "x"},
            "y": {**y, "field": "y"},
            "text": {"field": "label"},
        },
    }


def _named(block: Block) -> dict[str, Any]:
    return {"x": block.x, "y": block.y, "label": block.label}


def _link() -> dict[str, Any]:
    return {"field": "url", "type": "nominal"}


def _by_boundaries(page: National, scale: Scale, geometry: dict[str, Any]) -> dict[str, Any]:
    """Drawn as it stands in the file, degrees as a plane: near the equator that distorts nothing worth naming."""
    rows = list(_rows(page, scale).values())
    missing = outside_label() if _has_outside(page) else no_figure_label()
    return specification(
        language=get_language() or "id",
        width=WIDTH,
        height=HEIGHT,
        data=geometry,
        projection={"type": "identity", "reflectY": True},
        view={"fill": SEA, "stroke": None},
        transform=[
            {
                "lookup": "properties.code",
                "from": {"data": {"values": rows}, "key": "code", "fields": ["name", "class", "text", "url"]},
            },
            {"calculate": f"datum.class || {json.dumps(missing)}", "as": "class"},
            {"calculate": "datum.name || datum.properties.code", "as": "name"},
            {"calculate": "datum.text || datum.class", "as": "text"},
        ],
        mark={"type": "geoshape", "stroke": EDGE, "strokeWidth": 0.4, "cursor": "pointer"},
        encoding={"color": _color(page, scale), "tooltip": _tooltip(scale), "href": _link()},
    )
