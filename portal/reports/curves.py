"""Curves on paper: the S-curve of a part of the region, physical and financial progress of one program.

Lines differ by dash and by the form of their points, so that a black and white copy says the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from core import charts, formats
from core.documents import Chart, Table
from monev.monitoring.charts import TWO_LINES, s_curve
from monev.monitoring.models.periods import Period
from monev.monitoring.progress import absorption
from monev.monitoring.rules import Rules
from monev.monitoring.scurve import Point, planned_percent
from monev.monitoring.selectors.inputs import ProgramInput, last_day
from monev.monitoring.selectors.program_figures import program_figure
from monev.reports.catalogue.quarterly.reading import Data, decimal
from monev.reports.catalogue.quarterly.rfk import curve_table
from portal.reports.freezing import CHART_FONT, CHART_WIDTH

PLAN, ACTUAL = "#5b6770", "#123a66"
SIDE, NEAR_AXIS = 250, 20
"""Pixels of each of the two drawings; percent below which the axis is near."""


def frozen_points(points: Sequence[Point]) -> list[dict[str, Any]]:
    """The S-curve as plain data."""
    names = ("label", "planned", "actual", "deviation", "counted", "total")
    return [{name: getattr(each, name) for name in names} for each in points]


def curve_blocks(data: Data, note: str) -> list[Chart | Table]:
    """The S-curve as on the dashboard, and its numbers."""
    points = [
        Point(
            label=each["label"],
            planned=decimal(each["planned"]),
            actual=decimal(each["actual"]),
            deviation=decimal(each["deviation"]),
            counted=each["counted"],
            total=each["total"],
        )
        for each in data["curve"]
    ]
    drawn = s_curve(points, chart_id="s-curve")
    drawing = charts.svg(drawn.spec, width=CHART_WIDTH, font=CHART_FONT)
    return [Chart(drawn.title, drawing, drawn.summary, f"{drawn.summary} {note}"), curve_table(data)]


def program_curve(
    own: ProgramInput, period: Period, periods: Sequence[Period], rules: Rules, *, preliminary: bool
) -> list[dict[str, Any]]:
    """Planned and actual physical progress and absorption at the end of each period of the year; what was reported
    after `period` is not known yet."""
    found = []
    for each in periods:
        reached = each.number <= period.number
        figure = program_figure(own, each, rules, preliminary=preliminary)
        ceiling = sum((plan.ceiling for plan in own.sources(last_day(each))), Decimal(0))
        found.append(
            {
                "label": str(each),
                "planned": planned_percent(each.last_month, own.milestones),
                "actual": figure.actual if reached and figure.is_counted else None,
                "planned_absorption": absorption(own.planned_spending.get(each.last_month), ceiling),
                "absorption": figure.absorption if reached and figure.is_counted else None,
            }
        )
    return found


def program_chart(rows: Sequence[Data]) -> Chart:
    """Physical progress at the left, spending at the right, both cumulative in percent."""
    panels = [
        _panel(gettext("Physical (%)"), rows, "planned", "actual"),
        _panel(gettext("Spending (% of the ceiling)"), rows, "planned_absorption", "absorption"),
    ]
    spec = charts.specification(language=get_language() or "id", hconcat=panels, spacing=28)
    drawing = charts.svg(json.loads(json.dumps(spec)), width=CHART_WIDTH, font=CHART_FONT)
    summary = program_sentence(rows)
    return Chart(gettext("Physical and financial progress of the year"), drawing, summary, f"{summary} {_key()}")


def _key() -> str:
    return gettext("Dashed with hollow squares: planned; solid with filled points: actual.")


def program_sentence(rows: Sequence[Data]) -> str:
    """Where plan and actual stood when progress was last reported."""
    told = [each for each in rows if each["actual"] is not None]
    if not told:
        return gettext("No progress has been reported yet; the chart shows the plan only.")
    last = told[-1]
    return gettext(
        "At the end of %(period)s %(actual)s of the year's work is done (planned %(planned)s), and %(spent)s of the "
        "ceiling is spent (planned %(planned_spent)s)."
    ) % {
        "period": last["label"],
        "actual": formats.percent(decimal(last["actual"])),
        "planned": formats.percent(decimal(last["planned"])),
        "spent": formats.percent(decimal(last["absorption"])),
        "planned_spent": formats.percent(decimal(last["planned_absorption"])),
    }


def _panel(title: str, rows: Sequence[Data], planned: str, actual: str) -> dict[str, Any]:
    labels = [each["label"] for each in rows]
    highest = max([100.0, *(float(each[key]) for each in rows for key in (planned, actual) if each[key] is not None)])
    encoding = {
        "x": {
            "field": "label",
            "type": "ordinal",
            "scale": {"domain": labels},
            "title": None,
            "axis": {"labelAngle": 0, "labelOverlap": True, "labelExpr": TWO_LINES},
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "title": None,
            "scale": {"domain": [0, highest]},
            "axis": {"tickCount": 5},
        },
    }
    return {
        "width": SIDE,
        "height": 115,
        "title": {"text": title, "anchor": "start", "fontSize": 12},
        "layer": [*_line(rows, planned, encoding, is_plan=True), *_line(rows, actual, encoding, is_plan=False)],
    }


def _line(rows: Sequence[Data], key: str, encoding: dict[str, Any], *, is_plan: bool) -> list[dict[str, Any]]:
    known = [(each["label"], value) for each in rows if (value := decimal(each[key])) is not None]
    data = {
        "values": [{"label": label, "value": float(value), "text": formats.number(value, 1)} for label, value in known]
    }
    color = PLAN if is_plan else ACTUAL
    line: dict[str, Any] = {"type": "line", "color": color, "strokeWidth": 1.5 if is_plan else 2.5}
    point: dict[str, Any] = {"type": "point", "color": color, "size": 45, "opacity": 1, "filled": not is_plan}
    if is_plan:
        line["strokeDash"], point["shape"], point["fill"] = [5, 4], "square", "white"
    layers = [
        {"data": data, "mark": line, "encoding": encoding},
        {"data": data, "mark": point, "encoding": encoding},
    ]
    return layers if is_plan else [*layers, *(_numbers(data, encoding, above=above) for above in (True, False))]


def _numbers(data: dict[str, Any], encoding: dict[str, Any], *, above: bool) -> dict[str, Any]:
    """The numbers of the actual line: right below their points, above them where the axis is near."""
    place = {"dy": -10, "dx": -4, "align": "right"} if above else {"dy": 13, "dx": 4, "align": "left"}
    return {
        "data": data,
        "transform": [{"filter": f"datum.value {'<' if above else '>='} {NEAR_AXIS}"}],
        "mark": {"type": "text", "fontSize": 11, "color": ACTUAL, **place},
        "encoding": {**encoding, "text": {"field": "text"}},
    }
