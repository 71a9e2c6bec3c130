"""Charts of monitoring figures, shared by dashboards and reports."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from core import formats
from core.charts import Chart, specification
from core.documents import Column
from core.tables import DataTable, Line
from monev.monitoring.scurve import Point

PLAN = "#5b6770"
ACTUAL = "#1F5FA8"
TWO_LINES = (
    "[slice(datum.label, 0, lastindexof(datum.label, ' ')), slice(datum.label, lastindexof(datum.label, ' ') + 1)]"
)
"""A period on the axis: `TW III` above `2026`, so that four fit on a phone."""


def s_curve(points: Sequence[Point], *, chart_id: str, color: str = ACTUAL, source: str = "") -> Chart:
    """The S-curve: plan as a grey dashed line, actual as a solid one, both cumulative, labelled at their last point."""
    return Chart(
        id=chart_id,
        title=gettext("S-curve: planned and actual physical progress"),
        summary=s_curve_summary(points),
        spec=_specification(points, color),
        table=_table(chart_id, points, source),
        source=source,
    )


def _table(chart_id: str, points: Sequence[Point], source: str) -> DataTable:
    return DataTable(
        id=chart_id,
        title=gettext("S-curve: planned and actual physical progress"),
        columns=(
            Column("period", gettext("Period")),
            Column("planned", gettext("Planned"), "percent", "%"),
            Column("actual", gettext("Actual"), "percent", "%"),
            Column("deviation", gettext("Deviation"), "points", gettext("points")),
        ),
        lines=[
            Line({"period": each.label, "planned": each.planned, "actual": each.actual, "deviation": each.deviation})
            for each in points
        ],
        source=source,
    )


def s_curve_summary(points: Sequence[Point]) -> str:
    """The chart as one sentence: where plan and actual stood when progress was last reported."""
    reported = [each for each in points if each.actual is not None]
    if not reported:
        return gettext("No progress has been reported yet; the chart shows the plan only.")
    last = reported[-1]
    return gettext(
        "At the end of %(period)s %(actual)s of the year's work is done; planned were %(planned)s. Deviation of the "
        "programs that reported: %(deviation)s."
    ) % {
        "period": last.label,
        "actual": formats.percent(last.actual),
        "planned": formats.percent(last.planned),
        "deviation": formats.points(last.deviation),
    }


def _specification(points: Sequence[Point], color: str) -> dict[str, Any]:
    names = [gettext("Planned"), gettext("Actual")]
    rows = [
        _row(each, name, value)
        for each in points
        for name, value in zip(names, (each.planned, each.actual), strict=True)
    ]
    shown = [row for row in rows if row["value"] is not None]
    labels = [each.label for each in points]
    scale = {"domain": names, "range": [PLAN, color]}
    encoding = {
        "x": {
            "field": "period",
            "type": "ordinal",
            "sort": labels,
            "scale": {"domain": labels},
            "title": None,
            "axis": {"labelAngle": 0, "labelOverlap": True, "labelExpr": TWO_LINES},
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [0, 100]},
            "title": gettext("Cumulative physical progress (%)"),
        },
        "color": {"field": "series", "type": "nominal", "scale": scale, "legend": None},
    }
    dash = {"field": "series", "type": "nominal", "legend": None, "scale": {"domain": names, "range": [[6, 4], [1, 0]]}}
    tooltip = [
        {"field": "period", "title": gettext("Period")},
        {"field": "series", "title": gettext("Line")},
        {"field": "text", "title": gettext("Value")},
    ]
    line = {"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": {"strokeDash": dash}}
    dots = {"mark": {"type": "point", "filled": True, "size": 60}, "encoding": {"tooltip": tooltip}}
    labels_of_lines = [_end_label(place) for place in ("above", "below")]
    return specification(
        language=get_language() or "id",
        width="container",
        height=280,
        padding={"left": 5, "top": 42, "right": 25, "bottom": 5},
        data={"values": _with_last(shown)},
        encoding=encoding,
        layer=[line, dots, *labels_of_lines],
    )


def _row(point: Point, series: str, value: Decimal | None) -> dict[str, Any]:
    number = None if value is None else float(round(value, 2))
    return {"period": point.label, "series": series, "value": number, "text": formats.percent(value)}


def _end_label(place: str) -> dict[str, Any]:
    """The label at the last point of a line: above the upper one, right below the lower one, where lines that rise
    leave room."""
    mark = {
        "above": {"align": "center", "baseline": "bottom", "dy": -23},
        "below": {"align": "left", "baseline": "top", "dx": 4, "dy": 6},
    }[place]
    return {
        "mark": {"type": "text", "fontWeight": "bold", "lineHeight": 15, **mark},
        "transform": [{"filter": f"datum.label === '{place}'"}],
        "encoding": {"text": {"field": "name_text"}},
    }


def _with_last(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines are labelled directly, at their last point: name and value in two lines, short enough for a phone."""
    last = {row["series"]: row for row in rows}
    upper = max(last.values(), key=lambda row: row["value"], default=None)
    marked = []
    for row in rows:
        place = ("above" if row is upper else "below") if last[row["series"]] is row else ""
        marked.append({**row, "label": place, "name_text": [row["series"], row["text"]]})
    return marked
