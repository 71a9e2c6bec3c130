"""Charts of the dashboards: pillars, sources of funds, an indicator against its targets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from core import formats
from core.charts import Chart, specification
from core.documents import Column
from core.tables import DataTable, Line
from monev.monitoring.labels import predicate_label
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.monitoring.selectors.program_figures import SourceFigure

GREY = "#5b6770"
ACCENT = "#1b4474"
PALE = "#c9d3dd"
BAR_STEP = 62
BAR_DOWN = 18


def pillars_table(table_id: str, groups: Sequence[GroupFigure], source: str) -> DataTable:
    """The pillars with everything that is compared between them."""
    return DataTable(
        id=table_id,
        title=gettext("Achievement by pillar"),
        columns=(
            Column("pillar", gettext("Pillar")),
            Column("achievement", gettext("Achievement"), "percent", "%"),
            Column("predicate", gettext("Predicate")),
            Column("planned", gettext("Planned"), "percent", "%"),
            Column("actual", gettext("Actual"), "percent", "%"),
            Column("deviation", gettext("Deviation"), "points", gettext("points")),
            Column("absorption", gettext("Absorption"), "percent", "%"),
            Column("reported", gettext("Programs reported"), "count"),
            Column("total", gettext("Programs"), "count"),
        ),
        lines=[
            Line(
                {
                    "pillar": _pillar_name(each),
                    "achievement": each.achievement.value,
                    "predicate": predicate_label(each.predicate),
                    "planned": each.planned,
                    "actual": each.physical.value,
                    "deviation": each.deviation,
                    "absorption": each.absorption,
                    "reported": each.reported,
                    "total": each.total,
                }
            )
            for each in groups
        ],
        source=source,
    )


def pillars_summary(groups: Sequence[GroupFigure]) -> str:
    """Best and weakest pillar in a sentence."""
    known = [each for each in groups if each.achievement.value is not None]
    if not known:
        return gettext("No pillar has a figure for this period yet.")
    best = max(known, key=lambda each: each.achievement.value or Decimal(0))
    weakest = min(known, key=lambda each: each.achievement.value or Decimal(0))
    return gettext("Highest: %(best)s with %(high)s. Lowest: %(weakest)s with %(low)s.") % {
        "best": _pillar_name(best),
        "high": formats.percent(best.achievement.value),
        "weakest": _pillar_name(weakest),
        "low": formats.percent(weakest.achievement.value),
    }


def sources_chart(sources: Sequence[SourceFigure], *, source: str) -> Chart:
    """Spending against the ceiling of each source of funds: a bar within a pale bar."""
    rows = [
        {
            "key": str(each.source_id),
            "name": each.name,
            "ceiling": drawn(each.ceiling),
            "spending": drawn(each.spending),
            "text": gettext("%(spent)s of %(ceiling)s (%(percent)s)")
            % {
                "spent": formats.rupiah_short(each.spending or 0),
                "ceiling": formats.rupiah_short(each.ceiling),
                "percent": formats.percent(each.absorption),
            },
        }
        for each in sources
    ]
    axis = {
        "title": gettext("Rupiah"),
        "labelExpr": _rupiah_axis(),
        "tickCount": 4,
        "labelOverlap": True,
        "labelFlush": 30,
    }
    x = {"type": "quantitative", "axis": axis}
    tooltip = [
        {"field": "name", "title": gettext("Source of funds")},
        {"field": "text", "title": gettext("Spending")},
    ]
    layers = [
        {
            "mark": {"type": "bar", "height": 18, "yOffset": BAR_DOWN, "color": PALE},
            "encoding": {"x": {**x, "field": "ceiling"}, "tooltip": tooltip},
        },
        {
            "mark": {"type": "bar", "height": 10, "yOffset": BAR_DOWN, "color": ACCENT},
            "encoding": {"x": {**x, "field": "spending"}, "tooltip": tooltip},
        },
    ]
    return Chart(
        id="sumber-dana",
        title=gettext("Spending against the ceiling by source of funds"),
        summary=sources_summary(sources),
        spec=_bar_specification(rows, layers),
        table=DataTable(
            id="sumber-dana",
            title=gettext("Spending against the ceiling by source of funds"),
            columns=(
                Column("source", gettext("Source of funds")),
                Column("ceiling", gettext("Ceiling"), "rupiah", "Rp"),
                Column("spending", gettext("Spending"), "rupiah", "Rp"),
                Column("absorption", gettext("Absorption"), "percent", "%"),
            ),
            lines=[
                Line(
                    {
                        "source": each.name,
                        "ceiling": each.ceiling,
                        "spending": each.spending,
                        "absorption": each.absorption,
                    }
                )
                for each in sources
            ],
            source=source,
        ),
        source=source,
    )


def sources_summary(sources: Sequence[SourceFigure]) -> str:
    """Which source carries most, and how much of it is spent."""
    if not sources:
        return gettext("No budget has been entered for this year.")
    largest = max(sources, key=lambda each: each.ceiling)
    return gettext("The largest source is %(name)s with %(ceiling)s; %(percent)s of it is spent.") % {
        "name": largest.name,
        "ceiling": formats.rupiah_short(largest.ceiling),
        "percent": formats.percent(largest.absorption or 0),
    }


def _bar_specification(rows: list[dict[str, Any]], bars: list[dict[str, Any]]) -> dict[str, Any]:
    """Bars below each other, each under its own two lines of words: nothing is cut where the screen is narrow."""
    words = {
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -10, "lineHeight": 16},
        "encoding": {"text": {"field": "words"}, "x": {"value": 0}},
    }
    return specification(
        language=get_language() or "id",
        width="container",
        height=BAR_STEP * max(len(rows), 1),
        data={"values": [{**row, "words": [row["name"], row["text"]]} for row in rows]},
        encoding={"y": {"field": "key", "type": "nominal", "sort": None, "axis": None}},
        layer=[*bars, words],
    )


def _pillar_name(group: GroupFigure) -> str:
    return f"{group.letters} {group.label}".strip() or gettext("No pillar yet")


def _rupiah_axis() -> str:
    """Axis labels in words of the language, as a Vega expression."""
    billion, million = json.dumps(" " + gettext("bn")), json.dumps(" " + gettext("m"))
    return (
        f"datum.value >= 1e9 ? format(datum.value / 1e9, ',.1~f') + {billion} : "
        f"datum.value >= 1e6 ? format(datum.value / 1e6, ',.0f') + {million} : format(datum.value, ',.0f')"
    )


def drawn(value: Decimal | None) -> float:
    """For drawing only: figures themselves stay Decimal. Nothing is drawn as zero: leave it out before."""
    return 0.0 if value is None else float(round(value, 4))
