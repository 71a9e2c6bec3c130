"""The six pillars as a radar: how even the achievement is, on one look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, gettext

from core import formats
from core.charts import Chart, specification
from monev.monitoring.selectors.group_figures import GroupFigure
from portal.charts.dashboard import ACCENT, GREY, drawn, pillars_summary, pillars_table

RINGS = (25, 50, 75, 100)
SIZE = 300
EDGE = 1.36
"""How far the drawing reaches, where 1 is the outer ring: room for the labels."""
FEWEST = 3


def radar_chart(groups: Sequence[GroupFigure], *, source: str) -> Chart:
    """Achievement of each pillar on an axis of its own, 0 in the middle, 100 on the outer ring.

    A pillar without a figure has an axis and a label, and no corner: the line goes past it.
    """
    pillars = [each for each in groups if each.letters]
    return Chart(
        id="radar",
        title=gettext("Achievement of the pillars"),
        summary=pillars_summary(groups),
        spec=_specification(pillars),
        table=pillars_table("radar", groups, source),
        source=source,
    )


def _specification(pillars: Sequence[GroupFigure]) -> dict[str, Any]:
    count = max(len(pillars), FEWEST)
    ends = [_at(number, count, 1.0) for number in range(count)]
    rings = [
        {"ring": ring, "order": number, **_at(number % count, count, ring / 100)}
        for ring in RINGS
        for number in range(count + 1)
    ]
    axes = [
        {"axis": number, "order": order, **point}
        for number, end in enumerate(ends)
        for order, point in enumerate((_CENTRE, end))
    ]
    known = [
        {
            "name": each.label,
            "text": _text(each),
            "color": each.color,
            **_at(number, count, drawn(each.achievement.value) / 100),
        }
        for number, each in enumerate(pillars)
        if each.achievement.value is not None
    ]
    corners = [{**row, "order": order} for order, row in enumerate([*known, *known[:1]])]
    labels = [
        {"text": [each.letters, _text(each)], "color": each.color or GREY, **_at(number, count, 1.22)}
        for number, each in enumerate(pillars)
    ]
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [-EDGE, EDGE]}}
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [-EDGE, EDGE]}}
    line = {"x": x, "y": y, "order": {"field": "order", "type": "ordinal"}}
    return specification(
        language=get_language() or "id",
        width=SIZE,
        height=SIZE,
        layer=[
            {
                "data": {"values": rings},
                "mark": {"type": "line", "stroke": "#d5dbe1", "strokeWidth": 1},
                "encoding": {**line, "detail": {"field": "ring"}},
            },
            {
                "data": {"values": axes},
                "mark": {"type": "line", "stroke": "#d5dbe1", "strokeWidth": 1},
                "encoding": {**line, "detail": {"field": "axis"}},
            },
            {
                "data": {"values": _ring_labels(count)},
                "mark": {"type": "text", "align": "center", "baseline": "middle", "fontSize": 10, "color": GREY},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}},
            },
            {
                "data": {"values": corners},
                "mark": {"type": "line", "stroke": ACCENT, "strokeWidth": 2.5, "strokeJoin": "round"},
                "encoding": line,
            },
            {
                "data": {"values": known},
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {"field": "color", "type": "nominal", "scale": None},
                    "tooltip": [
                        {"field": "name", "title": gettext("Pillar")},
                        {"field": "text", "title": gettext("Achievement")},
                    ],
                },
            },
            {
                "data": {"values": labels},
                "mark": {"type": "text", "fontWeight": "bold", "lineHeight": 15, "baseline": "middle"},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "text"},
                    "color": {"field": "color", "type": "nominal", "scale": None},
                },
            },
        ],
    )


def _ring_labels(count: int) -> list[dict[str, Any]]:
    """Between the first two axes, where no line and no label of a pillar stands."""
    return [{"text": str(ring), **_at(0.5, count, ring / 100 * math.cos(math.pi / count))} for ring in RINGS]


_CENTRE = {"x": 0.0, "y": 0.0}


def _at(number: float, count: int, radius: float) -> dict[str, float]:
    """The place on an axis: the first points up, the others follow clockwise."""
    angle = 2 * math.pi * number / count
    return {"x": round(radius * math.sin(angle), 4), "y": round(radius * math.cos(angle), 4)}


def _text(group: GroupFigure) -> str:
    return formats.percent(group.achievement.value) if group.achievement.value is not None else formats.NOTHING
