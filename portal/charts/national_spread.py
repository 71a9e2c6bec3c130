"""How index and achievement lie within the cohorts: five numbers of each, drawn as a box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from core.charts import Chart, specification
from core.documents import Column
from core.tables import DataTable, Line
from portal.charts.classes import Scale
from portal.selectors.nation_groups import CohortSpread

STEP, DOWN = 66, 16
DARK, LIGHT = "#28609f", "#9cc2e5"


def spread_chart(chart_id: str, scale: Scale, rows: Sequence[CohortSpread], *, source: str) -> Chart:
    """The box of each cohort: the half of its regions between the quartiles, the median in it, a line to the ends."""
    title = gettext("%(figure)s within the cohorts") % {"figure": scale.label}
    known = [each for each in rows if each.spread]
    return Chart(
        id=chart_id,
        title=title,
        summary=_summary(scale, known),
        spec=_specification(scale, known),
        table=_table(chart_id, title, scale, rows, source),
        source=source,
    )


def _summary(scale: Scale, rows: Sequence[CohortSpread]) -> str:
    if not rows:
        return gettext("No region of this selection has this figure yet.")
    sentences = [
        gettext("%(cohort)s: median %(median)s, from %(low)s to %(high)s (%(count)s)")
        % {
            "cohort": each.label,
            "median": scale.text(each.spread.median),
            "low": scale.text(each.spread.lowest),
            "high": scale.text(each.spread.highest),
            "count": ngettext("%(count)s region", "%(count)s regions", each.spread.count)
            % {"count": each.spread.count},
        }
        for each in rows
        if each.spread
    ]
    return "; ".join(sentences) + "."


def _table(chart_id: str, title: str, scale: Scale, rows: Sequence[CohortSpread], source: str) -> DataTable:
    numbers = (
        ("lowest", gettext("Lowest")),
        ("lower_quartile", gettext("Lower quartile")),
        ("median", gettext("Median")),
        ("upper_quartile", gettext("Upper quartile")),
        ("highest", gettext("Highest")),
        ("mean", gettext("Mean")),
    )
    return DataTable(
        id=chart_id,
        title=title,
        columns=(
            Column("cohort", gettext("Cohort")),
            Column("regions", gettext("Regions"), "count"),
            Column("counted", gettext("with this figure"), "count"),
            *(Column(key, label, scale.kind) for key, label in numbers),
        ),
        lines=[
            Line(
                {
                    "cohort": each.label,
                    "regions": each.regions,
                    "counted": each.spread.count if each.spread else 0,
                    **{key: getattr(each.spread, key) if each.spread else None for key, _label in numbers},
                }
            )
            for each in rows
        ],
        source=source,
    )


def _specification(scale: Scale, rows: Sequence[CohortSpread]) -> dict[str, Any]:
    values = [
        {
            "key": str(number),
            "words": [each.label, gettext("median %(median)s") % {"median": scale.text(each.spread.median)}],
            "low": float(each.spread.lowest),
            "q1": float(each.spread.lower_quartile),
            "median": float(each.spread.median),
            "q3": float(each.spread.upper_quartile),
            "high": float(each.spread.highest),
        }
        for number, each in enumerate(rows)
        if each.spread
    ]
    most = max([float(scale.most), *(row["high"] for row in values)])  # type: ignore[type-var, list-item]
    x = {"type": "quantitative", "scale": {"domain": [0, most]}, "title": str(scale.label), "axis": {"tickCount": 5}}
    return specification(
        language=get_language() or "id",
        width="container",
        height=STEP * max(len(values), 1),
        data={"values": values},
        encoding={"y": {"field": "key", "type": "nominal", "sort": None, "axis": None}},
        layer=[
            {
                "mark": {"type": "rule", "yOffset": DOWN, "color": DARK, "strokeWidth": 1.5},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "bar", "height": 16, "yOffset": DOWN, "color": LIGHT, "stroke": DARK},
                "encoding": {"x": {**x, "field": "q1"}, "x2": {"field": "q3"}},
            },
            {
                "mark": {"type": "tick", "thickness": 3, "size": 22, "yOffset": DOWN, "color": "#0f2c52"},
                "encoding": {"x": {**x, "field": "median"}},
            },
            {
                "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -4, "lineHeight": 15},
                "encoding": {"text": {"field": "words"}, "x": {"value": 0}},
            },
        ],
    )
