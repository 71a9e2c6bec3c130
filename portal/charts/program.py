"""Charts of a program: an indicator against its targets, the budget by year and source."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from core import formats
from core.charts import Chart, specification
from core.numbers import round_half_up
from core.tables import DataTable
from portal.selectors.program_budget import BudgetYear
from portal.selectors.program_indicators import IndicatorHistory

GREY = "#5b6770"
ACCENT = "#1b4474"
PALE = "#c9d3dd"
INK = "#1d2733"
STEP = 46
CLOSE = Decimal("0.16")
"""Two last values nearer than this share of the axis would write over each other."""


def indicator_chart(history: IndicatorHistory, *, chart_id: str, color: str, table: DataTable, source: str) -> Chart:
    """The target of each year as a dashed grey line, the value of the year so far as points at the ends of periods."""
    years = [year for year, _target, _got in history.years]
    unit = history.indicator.unit
    x = {
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [years[0], years[-1] + 1], "nice": False},
        "axis": {
            "values": list(range(years[0], years[-1] + 2)),
            "labelExpr": "format(datum.value, 'd')",
            "labelOverlap": True,
        },
    }
    y = {"type": "quantitative", "title": unit or None, "scale": {"zero": True}}
    return Chart(
        id=chart_id,
        title=history.indicator.name,
        summary=indicator_summary(history),
        spec=specification(
            language=get_language() or "id",
            width="container",
            height=200,
            padding={"left": 5, "top": 14, "right": 5, "bottom": 5},
            layer=[*_targets(history, x, y), *_values(history, x, y, color), *_ends(history, y, color)],
        ),
        table=table,
        source=source,
    )


def _targets(history: IndicatorHistory, x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """A level for each year, its number above it; the last one says that these are targets."""
    known = [(year, target) for year, target, _got in history.years if target is not None]
    rows = [
        {"from": year, "to": year + 1, "value": float(target), "text": rounded(target), "year": str(year)}
        for year, target in known
    ]
    data = {"values": rows}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": GREY, "strokeWidth": 2, "strokeDash": [6, 4]},
            "encoding": {
                "x": {**x, "field": "from"},
                "x2": {"field": "to"},
                "y": {**y, "field": "value"},
                "tooltip": [{"field": "year", "title": gettext("Year")}, {"field": "text", "title": gettext("Target")}],
            },
        },
        {
            "data": data,
            "mark": {"type": "text", "color": GREY, "align": "left", "baseline": "bottom", "dx": 1, "dy": -3},
            "encoding": {"x": {**x, "field": "from"}, "y": {**y, "field": "value"}, "text": {"field": "text"}},
        },
    ]


def _values(history: IndicatorHistory, x: dict[str, Any], y: dict[str, Any], color: str) -> list[dict[str, Any]]:
    """The value of the year so far at the end of each period; the last one is named beside its point."""
    rows = [
        {
            "at": each.year + each.month / 12 - 0.02,
            "year": str(each.year),
            "value": None if each.so_far is None else float(round(each.so_far, 4)),
            "text": f"{rounded(each.so_far)} {history.indicator.unit}".strip(),
        }
        for each in history.periods
    ]
    data = {"values": rows}
    place = {"x": {**x, "field": "at"}, "y": {**y, "field": "value"}}
    return [
        {
            "data": data,
            "mark": {"type": "line", "color": color, "strokeWidth": 2},
            "encoding": {**place, "detail": {"field": "year"}},
        },
        {
            "data": data,
            "mark": {"type": "point", "filled": True, "size": 55, "color": color, "opacity": 1},
            "encoding": {
                **place,
                "tooltip": [{"field": "year", "title": gettext("Year")}, {"field": "text", "title": gettext("Value")}],
            },
        },
    ]


def _ends(history: IndicatorHistory, y: dict[str, Any], color: str) -> list[dict[str, Any]]:
    """At the right edge the names of both lines with their last numbers, kept apart where they are close."""
    found = []
    targets = [target for _year, target, _got in history.years if target is not None]
    values = [each.so_far for each in history.periods if each.so_far is not None]
    if targets:
        found.append((targets[-1], [gettext("Target"), rounded(targets[-1])], GREY))
    if values:
        found.append((values[-1], [gettext("Realised"), rounded(values[-1])], color))
    highest = max([*targets, *values], default=Decimal(0))
    is_close = len(found) > 1 and highest and abs(found[0][0] - found[1][0]) / highest < CLOSE
    upper = max(found, key=lambda each: each[0], default=None)
    layers = []
    for each in found:
        value, words, ink = each
        shift = (-22 if each is upper else 8) if is_close else -7
        layers.append(
            {
                "data": {"values": [{"value": float(value), "words": words}]},
                "mark": {
                    "type": "text",
                    "color": ink,
                    "fontWeight": "bold",
                    "align": "left",
                    "baseline": "middle",
                    "dx": 6,
                    "dy": shift,
                    "lineHeight": 14,
                },
                "encoding": {"x": {"value": "width"}, "y": {**y, "field": "value"}, "text": {"field": "words"}},
            }
        )
    return layers


def indicator_summary(history: IndicatorHistory) -> str:
    """Where the indicator stands against the target of the year, in a sentence."""
    if not history.periods:
        return gettext("No realised value has been reported yet; the chart shows the targets.")
    year = history.periods[-1].year
    got, wanted = next((got, target) for known, target, got in history.years if known == year)
    return gettext("In %(year)s %(got)s %(unit)s were realised; the target is %(wanted)s.") % {
        "year": year,
        "got": rounded(got),
        "unit": history.indicator.unit,
        "wanted": rounded(wanted),
    }


def rounded(value: Decimal | None) -> str:
    """Two decimals at most: an average of the year has more than anybody reads.

    >>> rounded(Decimal("3.533333")), rounded(Decimal(40)), rounded(None)
    ('3,53', '40', '–')
    """
    return formats.number(None if value is None else round_half_up(value, 2))


def budget_chart(years: Sequence[BudgetYear], *, color: str, table: DataTable, source: str) -> Chart:
    """Each year and source as a pale bar (what is in force) with the spending in it; a tick where it was set first."""
    rows = [_budget_row(number, each) for number, each in enumerate(years)]
    x = {
        "type": "quantitative",
        "axis": {
            "title": gettext("Rupiah"),
            "labelExpr": rupiah_axis(),
            "tickCount": 4,
            "labelOverlap": True,
            "labelFlush": 30,
        },
    }
    tooltip = [{"field": "name", "title": gettext("Source of funds")}, {"field": "text", "title": gettext("Ceiling")}]
    down = 9
    return Chart(
        id="anggaran",
        title=gettext("Budget by year and source of funds"),
        summary=budget_summary(years),
        spec=specification(
            language=get_language() or "id",
            width="container",
            height=STEP * max(len(rows), 1),
            data={"values": rows},
            encoding={"y": {"field": "key", "type": "ordinal", "axis": None}, "tooltip": tooltip},
            layer=[
                {
                    "mark": {"type": "bar", "height": 16, "yOffset": down, "color": PALE},
                    "encoding": {"x": {**x, "field": "in_force"}},
                },
                {
                    "mark": {"type": "bar", "height": 8, "yOffset": down, "color": color},
                    "encoding": {"x": {**x, "field": "spending"}},
                },
                {
                    "transform": [{"filter": "datum.original !== null"}],
                    "mark": {"type": "tick", "height": 24, "thickness": 2, "yOffset": down, "color": INK},
                    "encoding": {"x": {**x, "field": "original"}},
                },
                {
                    "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -3},
                    "encoding": {"text": {"field": "words"}, "x": {"value": 0}, "color": {"value": INK}},
                },
            ],
        ),
        table=table,
        source=source,
    )


def _budget_row(number: int, line: BudgetYear) -> dict[str, Any]:
    text = formats.rupiah_short(line.in_force)
    if line.revised is not None and line.original is not None:
        text = gettext("%(now)s (first %(before)s)") % {"now": text, "before": formats.rupiah_short(line.original)}
    if line.absorption is not None:
        text += " · " + gettext("%(share)s spent") % {"share": formats.percent(line.absorption)}
    name = short_source(line.source)
    has_changed = line.revised is not None and line.original is not None and line.original != line.in_force
    return {
        "key": number,
        "name": f"{line.year} {line.source}",
        "text": text,
        "words": f"{line.year} {name}: {text}",
        "in_force": float(line.in_force),
        "spending": float(line.spending or 0),
        "original": float(line.original) if has_changed and line.original is not None else None,
    }


def short_source(name: str) -> str:
    """The abbreviation in brackets of a source of funds, else its beginning.

    >>> short_source("Dana Alokasi Khusus (DAK)"), short_source("Hibah"), short_source("Pendapatan Transfer Lainnya")
    ('DAK', 'Hibah', 'Pendapatan Transfer L…')
    """
    if found := re.search(r"\(([^)]{2,12})\)", name):
        return found[1]
    return name if len(name) <= 22 else f"{name[:21]}…"


def budget_summary(years: Sequence[BudgetYear]) -> str:
    """How much is planned over all years, how much of the years so far is spent."""
    if not years:
        return gettext("No budget is recorded.")
    total = sum((each.in_force for each in years), Decimal(0))
    told = [each for each in years if each.spending is not None]
    ceiling = sum((each.in_force for each in told), Decimal(0))
    spent = sum((each.spending or Decimal(0) for each in told), Decimal(0))
    facts = {
        "total": formats.rupiah_short(total),
        "first": min(each.year for each in years),
        "last": max(each.year for each in years),
    }
    planned = gettext("%(total)s are planned for %(first)s to %(last)s.") % facts
    if not told or not ceiling:
        return planned + " " + gettext("No spending counts yet.")
    spending = gettext("Of the %(ceiling)s of the years that were reported %(spent)s are spent (%(share)s).") % {
        "ceiling": formats.rupiah_short(ceiling),
        "spent": formats.rupiah_short(spent),
        "share": formats.percent(spent / ceiling * 100),
    }
    return f"{planned} {spending}"


def rupiah_axis() -> str:
    """Axis labels in words of the language, as a Vega expression."""
    billion, million = json.dumps(" " + gettext("bn")), json.dumps(" " + gettext("m"))
    return (
        f"datum.value >= 1e9 ? format(datum.value / 1e9, ',.1~f') + {billion} : "
        f"datum.value >= 1e6 ? format(datum.value / 1e6, ',.0f') + {million} : format(datum.value, ',.0f')"
    )
