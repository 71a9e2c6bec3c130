"""Timelines: the action items of a program as a Gantt chart, the milestones of a quick win on their days.

The state of a bar is told by its fill, edge and words, its kind by its words and colour: nothing by colour alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext

from core.charts import Chart, specification
from core.tables import DataTable
from masterplan.models.plans import ActionItem
from portal.selectors.program_actions import ActionLine, counts
from portal.tables.program_words import action_state_label, actions_summary

KIND_COLORS = {
    ActionItem.Kind.PEOPLE: "#1b4474",
    ActionItem.Kind.INFRASTRUCTURE: "#8a5300",
    ActionItem.Kind.SOFTWARE: "#0b7a75",
    ActionItem.Kind.LITERACY: "#a0378a",
}
FILLS = {"done": 1, "running": 0.5, "waiting": 0.08, "untold": 0.08, "stopped": 0.08}
DASHES = {"stopped": [2, 3], "untold": [6, 3]}
SHAPES = {"waiting": "circle", "running": "triangle-right", "done": "square", "stopped": "cross"}
INK = "#1d2733"
TODAY = "#b3261e"
LETTERS = 48
"""As many letters as a line of words takes on a phone."""
LINE = 16
BAR = 14


def gantt_chart(lines: Sequence[ActionLine], *, today: date, table: DataTable, source: str) -> Chart:
    """Each action item as a bar over its years, with the states that were told on it, and a line for today."""
    rows = _padded([_row(number, each) for number, each in enumerate(lines)])
    first = min((each.item.start_year for each in lines), default=today.year)
    last = max((each.item.end_year for each in lines), default=today.year) + 1
    x = {
        "type": "quantitative",
        "scale": {"domain": [first, last], "nice": False},
        "title": None,
        "axis": {"values": list(range(first, last + 1)), "labelExpr": "format(datum.value, 'd')", "orient": "top"},
    }
    step = len(rows[0]["words"]) * LINE + BAR + 18 if rows else BAR
    down = step / 2 - BAR / 2 - 6
    return Chart(
        id="rencana-aksi",
        title=gettext("Timeline of the action items"),
        summary=actions_summary(lines, counts(lines)),
        spec=specification(
            language=get_language() or "id",
            width="container",
            height=step * max(len(rows), 1),
            data={"values": rows},
            layer=[
                _bars(x, down),
                _marks([told for number, each in enumerate(lines) for told in _told(number, each)], x, down),
                _words(step),
                *_today(today, x, first, last),
            ],
            encoding={"y": {"field": "key", "type": "ordinal", "axis": None}},
        ),
        table=table,
        source=source,
    )


def _row(number: int, line: ActionLine) -> dict[str, Any]:
    item = line.item
    told = f"{item.get_kind_display()} · {action_state_label(line)}"
    return {
        "key": number,
        "from": item.start_year,
        "to": item.end_year + 1,
        "color": KIND_COLORS[ActionItem.Kind(item.kind)],
        "fill": FILLS[line.state],
        "dash": DASHES.get(line.state, [1, 0]),
        "name": item.name,
        "text": told,
        "words": [*shortened(item.name), *shortened(told, 1)],
    }


def _padded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With as many lines of words in each row, so that they all end right above their bars."""
    longest = max((len(row["words"]) for row in rows), default=0)
    return [{**row, "words": [*[""] * (longest - len(row["words"])), *row["words"]]} for row in rows]


def shortened(text: str, lines: int = 2) -> list[str]:
    """As many lines as there is room for on a phone.

    >>> shortened("Pelatihan kader posyandu")
    ['Pelatihan kader posyandu']
    """
    return textwrap.wrap(text, LETTERS, max_lines=lines, placeholder=" …") or [""]


def _told(number: int, line: ActionLine) -> list[dict[str, Any]]:
    return [
        {
            "key": number,
            "at": each.period.year + each.period.last_month / 12 - 0.04,
            "state": each.state,
            "period": str(each.period),
            "text": action_state_label(line, each),
        }
        for each in line.told
    ]


def _bars(x: dict[str, Any], down: float) -> dict[str, Any]:
    return {
        "mark": {"type": "bar", "height": BAR, "yOffset": down, "strokeWidth": 1.5, "cornerRadius": 2},
        "encoding": {
            "x": {**x, "field": "from"},
            "x2": {"field": "to"},
            "fill": {"field": "color", "type": "nominal", "scale": None, "legend": None},
            "stroke": {"field": "color", "type": "nominal", "scale": None, "legend": None},
            "fillOpacity": {"field": "fill", "type": "quantitative", "scale": None, "legend": None},
            "strokeDash": {"field": "dash", "type": "nominal", "scale": None, "legend": None},
            "tooltip": [
                {"field": "name", "title": gettext("Action item")},
                {"field": "text", "title": gettext("State")},
            ],
        },
    }


def _marks(values: list[dict[str, Any]], x: dict[str, Any], down: float) -> dict[str, Any]:
    return {
        "data": {"values": values},
        "mark": {
            "type": "point",
            "filled": True,
            "size": 34,
            "fill": "white",
            "stroke": INK,
            "yOffset": down,
            "opacity": 1,
        },
        "encoding": {
            "x": {**x, "field": "at"},
            "shape": {
                "field": "state",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": list(SHAPES), "range": list(SHAPES.values())},
            },
            "tooltip": [
                {"field": "period", "title": gettext("Period")},
                {"field": "text", "title": gettext("State")},
            ],
        },
    }


def _words(step: float) -> dict[str, Any]:
    """Lines of words from the top of each row."""
    return {
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": LINE - step / 2, "lineHeight": LINE},
        "encoding": {"text": {"field": "words"}, "x": {"value": 0}, "color": {"value": INK}},
    }


def _today(today: date, x: dict[str, Any], first: int, last: int) -> list[dict[str, Any]]:
    """A line through all bars, named below them; nothing where the plan lies in other years."""
    at = today.year + (today.timetuple().tm_yday - 1) / 365
    if not first <= at <= last:
        return []
    data = {"values": [{"at": at, "name": gettext("today")}]}
    place = {"x": {**x, "field": "at"}}
    name = {"type": "text", "color": TODAY, "fontWeight": "bold", "baseline": "top", "align": "right", "dx": 8, "dy": 3}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": TODAY, "strokeWidth": 1.5, "strokeDash": [4, 3]},
            "encoding": {**place, "y": {"value": 0}, "y2": {"value": "height"}},
        },
        {
            "data": data,
            "mark": name,
            "encoding": {**place, "y": {"value": "height"}, "text": {"field": "name"}},
        },
    ]
