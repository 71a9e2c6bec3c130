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
from monev.monitoring.scurve import CurveEnd, Point

PLAN = "#5b6770"
ACTUAL = "#1F5FA8"
TWO_LINES = (
    "[slice(datum.label, 0, lastindexof(datum.label, ' ')), slice(datum.label, lastindexof(datum.label, ' ') + 1)]"
)
"""A period on the axis: `TW III` above `2026`, so that four fit on a phone."""


def s_curve(
    points: Sequence[Point],
    forecast: CurveEnd | None = None,
    /,
    *,
    chart_id: str,
    color: str = ACTUAL,
    source: str = "",
) -> Chart:
    """The S-curve: plan as a grey dashed line, actual as a solid one, both cumulative, labelled at their last point.

    With a `forecast` a dotted line goes on from the last actual point to the end of the year, in a pale band.
    """
    expected = forecast if any(each.actual is not None for each in points) else None
    return Chart(
        id=chart_id,
        title=gettext("S-curve: planned and actual physical progress"),
        summary=s_curve_summary(points, expected),
        spec=_specification(points, color, expected),
        table=_table(chart_id, points, source, expected),
        source=source,
    )


def _table(chart_id: str, points: Sequence[Point], source: str, forecast: CurveEnd | None) -> DataTable:
    lines = [
        {"period": each.label, "planned": each.planned, "actual": each.actual, "deviation": each.deviation}
        for each in points
    ]
    more: tuple[Column, ...] = ()
    if forecast:
        more = (
            Column("forecast", gettext("Forecast"), "percent", "%"),
            Column("low", gettext("At the least"), "percent", "%"),
            Column("high", gettext("At the most"), "percent", "%"),
        )
        expected = {"forecast": forecast.value, "low": forecast.low, "high": forecast.high}
        if forecast.label not in [each.label for each in points]:
            lines.append({"period": forecast.label})
        lines = [{**line, **expected} if line["period"] == forecast.label else line for line in lines]
    return DataTable(
        id=chart_id,
        title=gettext("S-curve: planned and actual physical progress"),
        columns=(
            Column("period", gettext("Period")),
            Column("planned", gettext("Planned"), "percent", "%"),
            Column("actual", gettext("Actual"), "percent", "%"),
            Column("deviation", gettext("Deviation"), "points", gettext("points")),
            *more,
        ),
        lines=[Line(line) for line in lines],
        source=source,
    )


def s_curve_summary(points: Sequence[Point], forecast: CurveEnd | None = None) -> str:
    """The chart in words: where plan and actual stood when progress was last reported, and where the year will end."""
    reported = [each for each in points if each.actual is not None]
    if not reported:
        return gettext("No progress has been reported yet; the chart shows the plan only.")
    last = reported[-1]
    here = gettext(
        "At the end of %(period)s %(actual)s of the year's work is done; planned were %(planned)s. Deviation of the "
        "programs that reported: %(deviation)s."
    ) % {
        "period": last.label,
        "actual": formats.percent(last.actual),
        "planned": formats.percent(last.planned),
        "deviation": formats.points(last.deviation),
    }
    return f"{here} {_expected(forecast)}" if forecast else here


def _expected(forecast: CurveEnd) -> str:
    facts = {
        "period": forecast.label,
        "value": formats.percent(forecast.value),
        "low": formats.percent(forecast.low),
        "high": formats.percent(forecast.high),
    }
    if facts["low"] == facts["high"]:
        return gettext("Forecast for the end of %(period)s: %(value)s.") % facts
    return (
        gettext("Forecast for the end of %(period)s: %(value)s, by the methods between %(low)s and %(high)s.") % facts
    )


def _specification(points: Sequence[Point], color: str, forecast: CurveEnd | None) -> dict[str, Any]:
    names = [gettext("Planned"), gettext("Actual")]
    rows = [
        _row(each, name, value)
        for each in points
        for name, value in zip(names, (each.planned, each.actual), strict=True)
    ]
    shown = [row for row in rows if row["value"] is not None]
    labels = list(dict.fromkeys([*(each.label for each in points), *([forecast.label] if forecast else [])]))
    scale = {"domain": names, "range": [PLAN, color]}
    encoding: dict[str, Any] = {
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
        padding={"left": 5, "top": 42, "right": _room(forecast, labels), "bottom": 5},
        data={"values": _with_last(shown)},
        encoding=encoding,
        layer=[*_forecast_layers(points, color, forecast, encoding["y"], tooltip), line, dots, *labels_of_lines],
    )


def _room(forecast: CurveEnd | None, labels: Sequence[str]) -> int:
    """Pixels right of the drawing: the label of a forecast needs some, more where the periods stand close."""
    return 25 if forecast is None else 38 if len(labels) <= 4 else 64


def _forecast_layers(
    points: Sequence[Point],
    color: str,
    forecast: CurveEnd | None,
    y: dict[str, Any],
    tooltip: list[dict[str, str]],
) -> list[dict[str, Any]]:
    """The band between the methods, the dotted line to the forecast, its hollow point and, right of it, its label."""
    if forecast is None:
        return []
    last = [each for each in points if each.actual is not None][-1]
    name = gettext("Forecast")
    rows = [
        _forecast_row(last.label, name, last.actual, last.actual, last.actual),
        _forecast_row(forecast.label, name, forecast.value, forecast.low, forecast.high),
    ]
    paint = {"value": color}
    band = {"y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": paint}
    mark = {"type": "text", "align": "left", "dx": 9, "dy": -7, "lineHeight": 15, "fontWeight": "bold"}
    end = {"data": {"values": rows[-1:]}}
    return [
        {"data": {"values": rows}, "mark": {"type": "area", "opacity": 0.18, "line": False}, "encoding": band},
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 2.5, "strokeDash": [1, 4], "strokeCap": "round"},
            "encoding": {"color": paint},
        },
        {
            **end,
            "mark": {"type": "point", "filled": False, "size": 60, "strokeWidth": 2, "fill": "white"},
            "encoding": {"color": paint, "tooltip": tooltip},
        },
        {**end, "mark": mark, "encoding": {"color": paint, "text": {"field": "name_text"}}},
    ]


def _forecast_row(
    label: str, name: str, value: Decimal | None, low: Decimal | None, high: Decimal | None
) -> dict[str, Any]:
    text = formats.percent(value)
    numbers = {key: _drawn(each) for key, each in (("value", value), ("low", low), ("high", high))}
    return {"period": label, "series": name, "text": text, "name_text": [name, text], **numbers}


def _drawn(value: Decimal | None) -> float | None:
    """For drawing only: figures themselves stay Decimal."""
    return None if value is None else float(round(value, 2))


def _row(point: Point, series: str, value: Decimal | None) -> dict[str, Any]:
    return {"period": point.label, "series": series, "value": _drawn(value), "text": formats.percent(value)}


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
