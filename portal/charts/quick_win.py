"""Charts of a quick win: milestones on their days, progress against the due dates, the matrix of risks."""

from __future__ import annotations

import calendar
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.translation import get_language, gettext

from core.charts import Chart, specification
from core.tables import DataTable
from monev.monitoring.charts import s_curve
from monev.monitoring.progress import deviation
from monev.monitoring.scurve import Point
from portal.charts.timeline import INK, LINE, TODAY, shortened
from portal.selectors.quick_wins import MilestoneLine, QuickWinPage
from portal.tables.quick_win_words import (
    milestone_state,
    milestone_words,
    milestones_summary,
    progress_summary,
    risks_summary,
)
from quickwins.models import Risk

LATE = "#b3261e"
MONTHS = 5
"""As many names of months as a phone has room for."""
SHADES = {1: 0.06, 2: 0.14, 3: 0.22, 4: 0.32, 6: 0.5, 9: 0.75}
"""How dark a cell of the matrix is, by likelihood times impact."""


def milestone_chart(page: QuickWinPage, *, today: date, table: DataTable, source: str) -> Chart:
    """Each milestone on the line of time: a diamond where it is due, a dot where it was reached, and today."""
    lines = page.line.milestones
    rows = [_milestone(number, each, page.quick_win.pillar.color or INK) for number, each in enumerate(lines)]
    moments = [value for row in rows for value in (row["due"], row["done"]) if value is not None]
    first, last = min([*moments, month_of(today)]), max([*moments, month_of(today)])
    x = {
        "type": "quantitative",
        "scale": {"domain": [int(first), int(last) + 1], "nice": False},
        "title": None,
        "axis": {
            "values": list(range(int(first), int(last) + 2, -(-(int(last) + 1 - int(first)) // MONTHS))),
            "labelExpr": _month_names(),
            "labelOverlap": True,
            "orient": "top",
        },
    }
    step = 3 * LINE + 24
    return Chart(
        id="tonggak",
        title=gettext("Milestones on the line of time"),
        summary=milestones_summary(lines),
        spec=specification(
            language=get_language() or "id",
            width="container",
            height=step * max(len(rows), 1),
            data={"values": rows},
            encoding={"y": {"field": "key", "type": "ordinal", "axis": None}},
            layer=_milestone_layers(x, step, today),
        ),
        table=table,
        source=source,
    )


def _milestone_layers(x: dict[str, Any], step: float, today: date) -> list[dict[str, Any]]:
    down = step / 2 - 12
    color = {"field": "color", "type": "nominal", "scale": None, "legend": None}
    tooltip = [{"field": "name", "title": gettext("Milestone")}, {"field": "text", "title": gettext("State")}]
    place = {"mark": {"type": "point", "opacity": 1, "yOffset": down}}
    data = {"values": [{"at": month_of(today), "name": gettext("today")}]}
    here = {"x": {**x, "field": "at"}}
    return [
        {
            "mark": {"type": "rule", "strokeWidth": 2, "yOffset": down},
            "encoding": {"x": {**x, "field": "due"}, "x2": {"field": "until"}, "color": color},
        },
        {
            "mark": {**place["mark"], "shape": "diamond", "filled": False, "size": 170, "strokeWidth": 2},
            "encoding": {"x": {**x, "field": "due"}, "color": color, "tooltip": tooltip},
        },
        {
            "transform": [{"filter": "datum.done !== null"}],
            "mark": {**place["mark"], "shape": "circle", "filled": True, "size": 80},
            "encoding": {"x": {**x, "field": "done"}, "color": color, "tooltip": tooltip},
        },
        {
            "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": LINE - step / 2, "lineHeight": LINE},
            "encoding": {"text": {"field": "words"}, "x": {"value": 0}, "color": {"value": INK}},
        },
        {
            "data": data,
            "mark": {"type": "rule", "color": TODAY, "strokeWidth": 1.5, "strokeDash": [4, 3]},
            "encoding": {**here, "y": {"value": 0}, "y2": {"value": "height"}},
        },
        {
            "data": data,
            "mark": {
                "type": "text",
                "color": TODAY,
                "fontWeight": "bold",
                "baseline": "top",
                "align": "right",
                "dy": 3,
            },
            "encoding": {**here, "y": {"value": "height"}, "text": {"field": "name"}},
        },
    ]


def _milestone(number: int, line: MilestoneLine, color: str) -> dict[str, Any]:
    due = month_of(line.milestone.due_on)
    done = month_of(line.done_on) if line.done_on else None
    until = done if done is not None else (month_of(line.today) if line.is_overdue else due)
    words = [*shortened(line.milestone.name, 1), *shortened(milestone_words(line))]
    return {
        "key": number,
        "name": line.milestone.name,
        "text": milestone_state(line).label,
        "due": due,
        "done": done,
        "until": until,
        "color": LATE if line.is_overdue else color,
        "words": [*[""] * (3 - len(words)), *words],
    }


def month_of(day: date) -> float:
    """A day as months since the year 0, the day as a part of its month.

    >>> month_of(date(2026, 9, 1)), month_of(date(2026, 9, 16))
    (24320.0, 24320.5)
    """
    length = calendar.monthrange(day.year, day.month)[1]
    return round(day.year * 12 + day.month - 1 + (day.day - 1) / length, 3)


def _month_names() -> str:
    """Labels such as `Sep 2026` in the language of the page, as a Vega expression."""
    names = json.dumps([str(MONTHS_3[number]).capitalize() for number in range(1, 13)])
    return f"{names}[datum.value % 12] + ' ' + format(floor(datum.value / 12), 'd')"


def progress_chart(page: QuickWinPage, *, table: DataTable, source: str) -> Chart:
    """The percent reported at the end of each period against what the due dates of the milestones ask for."""
    points = [
        Point(str(each.period), each.planned, each.actual, deviation(each.actual, each.planned), 1, 1)
        for each in page.progress
    ]
    drawn = s_curve(points, chart_id="kemajuan", source=source, color=page.quick_win.pillar.color or INK)
    return replace(drawn, title=gettext("Progress by period"), summary=progress_summary(page), table=table)


def risk_chart(page: QuickWinPage, *, table: DataTable) -> Chart:
    """The open risks in a matrix of likelihood and impact, each by its number in the table."""
    levels: Sequence[str] = [str(level.label) for level in Risk.Level]
    cells = [_cell(page, likely, impact) for likely in range(3) for impact in range(3)]
    return Chart(
        id="risiko",
        title=gettext("Matrix of the open risks"),
        summary=risks_summary(page),
        spec=specification(
            language=get_language() or "id",
            width="container",
            height=200,
            data={"values": cells},
            encoding={
                "x": {
                    "field": "likelihood",
                    "type": "ordinal",
                    "sort": None,
                    "title": gettext("Likelihood"),
                    "axis": {"labelAngle": 0},
                    "scale": {"domain": levels},
                },
                "y": {
                    "field": "impact",
                    "type": "ordinal",
                    "sort": None,
                    "title": gettext("Impact"),
                    "scale": {"domain": list(reversed(levels))},
                },
            },
            layer=[
                {
                    "mark": {"type": "rect", "color": LATE, "stroke": "#7b8794", "strokeWidth": 0.5},
                    "encoding": {
                        "fillOpacity": {"field": "shade", "type": "quantitative", "scale": None, "legend": None}
                    },
                },
                {
                    "mark": {"type": "text", "fontWeight": "bold", "fontSize": 14},
                    "encoding": {
                        "text": {"field": "risks"},
                        "color": {"condition": {"test": "datum.shade > 0.6", "value": "#fff"}, "value": INK},
                    },
                },
            ],
        ),
        table=table,
        source=page.quick_win.source,
    )


def _cell(page: QuickWinPage, likely: int, impact: int) -> dict[str, Any]:
    """One field of the matrix with the numbers of its risks."""
    levels = list(Risk.Level)
    found = [
        f"R{number}"
        for number, each in enumerate(page.risks, 1)
        if not each.is_mitigated and (each.likelihood, each.impact) == (levels[likely], levels[impact])
    ]
    return {
        "likelihood": str(levels[likely].label),
        "impact": str(levels[impact].label),
        "shade": SHADES[(likely + 1) * (impact + 1)],
        "risks": " ".join(found),
    }
