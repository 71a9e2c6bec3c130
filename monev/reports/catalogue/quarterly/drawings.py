"""The charts of the quarterly report, drawn from the snapshot: pillars, S-curve."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from core import formats
from core.charts import specification, svg
from core.documents import Chart
from monev.monitoring.charts import s_curve
from monev.monitoring.scurve import CurveEnd, Point
from monev.reports.catalogue.quarterly import rfk
from monev.reports.catalogue.quarterly.reading import Data, decimal

FONT = "Liberation Sans"
WIDTH = 620
ROW = 58
ACHIEVED, DONE, PLAN = "#12304f", "#7fa8d1", "#b3261e"


def curve_chart(data: Data, note: str) -> Chart:
    """The S-curve, drawn from the same specification as on the dashboard."""
    points = [
        Point(
            each["label"],
            decimal(each["planned"]),
            decimal(each["actual"]),
            decimal(each["deviation"]),
            each["counted"],
            each["total"],
        )
        for each in data["curve"]
    ]
    drawn = s_curve(points, curve_end(data), chart_id="s-curve")
    return Chart(drawn.title, svg(drawn.spec, width=WIDTH, font=FONT), drawn.summary, f"{drawn.summary} {note}")


def curve_end(data: Data) -> CurveEnd | None:
    """Where the line is expected to end; None in snapshots that were taken without it, and at the end of a year."""
    end = (data.get("forecast") or {}).get("curve")
    if not end:
        return None
    return CurveEnd(end["label"], *(Decimal(str(end[name])) for name in ("value", "low", "high")))


def pillars_chart(data: Data, note: str) -> Chart | None:
    """Achievement and physical progress of each pillar as bars, with its plan as a stroke; None without figures."""
    rows = [row for each in data["pillars"] for row in _bars(each)]
    if not any(row["value"] is not None for row in rows):
        return None
    words = _in_words(data)
    title = gettext("Pillars: achievement of the indicators, physical progress and plan")
    return Chart(title, svg(_specification(rows, data), width=WIDTH, font=FONT), words, note)


def _bars(group: Data) -> list[dict[str, Any]]:
    label, planned = rfk.group_label(group), decimal(group["planned"])
    pairs = (
        (gettext("Achievement"), decimal(group["achievement"]["value"]), None),
        (gettext("Physical"), decimal(group["physical"]["value"]), planned),
    )
    return [
        {
            "pillar": label,
            "series": series,
            "value": _drawn(value),
            "planned": _drawn(plan),
            "end": max((each for each in (_drawn(value), _drawn(plan)) if each is not None), default=None),
            "text": formats.percent(value),
        }
        for series, value, plan in pairs
    ]


def _drawn(value: Decimal | None) -> float | None:
    """For drawing only: figures themselves stay Decimal."""
    return None if value is None else float(round(value, 2))


def _specification(rows: list[dict[str, Any]], data: Data) -> dict[str, Any]:
    series = [gettext("Achievement"), gettext("Physical")]
    highest = max([100.0, *(row["value"] for row in rows if row["value"] is not None)])
    plan = gettext("Physical, planned")
    x = {"type": "quantitative", "scale": {"domain": [0, highest * 1.08]}, "title": gettext("Percent")}
    color = {
        "type": "nominal",
        "scale": {"domain": [*series, plan], "range": [ACHIEVED, DONE, PLAN]},
        "legend": {
            "orient": "top",
            "title": None,
            "direction": "horizontal",
            "symbolType": "square",
            "symbolOpacity": 1,
        },
    }
    return specification(
        language=get_language() or "id",
        width="container",
        height=ROW * max(len(data["pillars"]), 1),
        padding={"left": 5, "top": 5, "right": 25, "bottom": 5},
        data={"values": rows},
        encoding={
            "y": {
                "field": "pillar",
                "type": "nominal",
                "sort": None,
                "title": None,
                "axis": {"labelLimit": 190, "ticks": False, "domain": False},
            },
            "yOffset": {"field": "series", "type": "nominal", "sort": series},
        },
        layer=[
            {
                "mark": {"type": "bar", "height": 16},
                "encoding": {"x": {**x, "field": "value"}, "color": {**color, "field": "series"}},
            },
            {
                "transform": [{"filter": "datum.planned !== null"}, {"calculate": json.dumps(plan), "as": "stroke"}],
                "mark": {"type": "tick", "thickness": 3, "height": 22},
                "encoding": {"x": {**x, "field": "planned"}, "color": {**color, "field": "stroke"}},
            },
            {
                "transform": [{"filter": "datum.end !== null"}],
                "mark": {"type": "text", "align": "left", "dx": 7, "fontSize": 11},
                "encoding": {"x": {**x, "field": "end"}, "text": {"field": "text"}},
            },
        ],
    )


def _in_words(data: Data) -> str:
    """The chart for those who do not see it: every figure in it."""
    words = gettext("%(pillar)s: achievement %(achievement)s, physical %(physical)s of %(planned)s planned.")
    return " ".join(
        words
        % {
            "pillar": rfk.group_label(each),
            "achievement": formats.percent(decimal(each["achievement"]["value"])),
            "physical": formats.percent(decimal(each["physical"]["value"])),
            "planned": formats.percent(decimal(each["planned"])),
        }
        for each in data["pillars"]
    )
