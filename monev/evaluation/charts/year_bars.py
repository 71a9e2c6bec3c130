"""The dimensions of a result as bars: this year beside the year before, the region's own score beside the final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from core import formats
from core.charts import Chart, specification
from core.documents import Column
from core.tables import DataTable, Line

COLORS = ("#9aa8b7", "#1f5fa8", "#0f2c52")
"""Light to dark: the order is seen without colours; every bar carries its value."""


@dataclass(frozen=True, slots=True)
class Series:
    """One set of bars: its name, and a value for each dimension."""

    name: str
    values: Sequence[Decimal | None]


def bars(chart_id: str, title: str, labels: Sequence[str], series: Sequence[Series], *, source: str = "") -> Chart:
    """Grouped bars from 0 to 4, one group for each dimension."""
    return Chart(
        id=chart_id,
        title=title,
        summary=_summary(labels, series),
        spec=_specification(labels, series),
        table=_table(chart_id, title, labels, series, source),
        source=source,
    )


def _summary(labels: Sequence[str], series: Sequence[Series]) -> str:
    """Every value in words."""
    parts = []
    for number, label in enumerate(labels):
        values = ", ".join(f"{each.name} {formats.number(each.values[number], 2)}" for each in series)
        parts.append(f"{label}: {values}")
    return "; ".join(parts) + "."


def _specification(labels: Sequence[str], series: Sequence[Series]) -> dict[str, Any]:
    rows = [
        {"dimension": label, "series": each.name, "value": float(value), "text": formats.number(value, 2)}
        for number, label in enumerate(labels)
        for each in series
        if (value := each.values[number]) is not None
    ]
    names = [each.name for each in series]
    y = {"field": "dimension", "type": "nominal", "sort": list(labels), "title": None, "axis": {"labelLimit": 180}}
    x = {
        "field": "value",
        "type": "quantitative",
        "title": gettext("Score (0 to 4)"),
        "scale": {"domain": [0, 4]},
        "axis": {"values": [0, 1, 2, 3, 4]},
    }
    offset = {"field": "series", "type": "nominal", "sort": names}
    return specification(
        language=get_language() or "id",
        width="container",
        height={"step": 22},
        data={"values": rows},
        encoding={"y": y, "x": x, "yOffset": offset},
        layer=[
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "color": {
                        "field": "series",
                        "type": "nominal",
                        "sort": names,
                        "scale": {"domain": names, "range": list(COLORS[-len(names) :])},
                        "legend": {"orient": "top", "title": None, "labelLimit": 260},
                    },
                    "tooltip": [
                        {"field": "dimension", "title": gettext("Dimension")},
                        {"field": "series", "title": gettext("Of")},
                        {"field": "text", "title": gettext("Score (0 to 4)")},
                    ],
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "baseline": "middle"},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    )


def _table(chart_id: str, title: str, labels: Sequence[str], series: Sequence[Series], source: str) -> DataTable:
    columns = [Column(f"s{number}", each.name, "index") for number, each in enumerate(series)]
    return DataTable(
        id=chart_id,
        title=title,
        columns=(Column("dimension", gettext("Dimension")), *columns),
        lines=[
            Line({"dimension": label} | {f"s{at}": each.values[number] for at, each in enumerate(series)})
            for number, label in enumerate(labels)
        ],
        source=source,
    )
