"""Two values of each row on one line: hollow the first, filled the second, named above; readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from core import formats
from core.charts import Chart, specification
from core.documents import Column
from core.tables import DataTable, Line
from portal.charts.dashboard import ACCENT, GREY
from portal.selectors.comparing import GroupPair, Measure
from portal.tables.comparing_words import group_name, measure_label, shown, shown_difference

FIRST, SECOND = "○", "●"
"""The marks of the two sides, in the drawing and in its words."""
STEP = 60
DOWN = 18


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the drawing: a name, a colour, the two values."""

    name: str
    measure: Measure
    color: str = ACCENT


def named_sides(a: str, b: str) -> str:
    """`○ TW II 2026, ● TW III 2026`: which mark stands for whom."""
    return f"{FIRST} {a}, {SECOND} {b}"


def group_rows(pairs: Iterable[GroupPair], code: str) -> list[Row]:
    """One figure of each group, in the colour of its pillar."""
    return [Row(group_name(each), each.measures[code], each.either.color or GREY) for each in pairs]


def measure_rows(measures: Iterable[Measure]) -> list[Row]:
    """Several percentages of the same two sides."""
    return [Row(measure_label(each), each) for each in measures if each.unit == "percent"]


def dumbbell(chart_id: str, title: str, rows: Sequence[Row], *, sides: tuple[str, str], source: str) -> Chart:
    """Percentages of two sides, each row with its two values and their difference in words."""
    values = [_values(number, row) for number, row in enumerate(rows)]
    known = [value for row in rows for value in (row.measure.a, row.measure.b) if value is not None]
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, float(max([*known, Decimal(100)]))]},
        "title": "%",
        "axis": {"tickCount": 5},
    }
    return Chart(
        id=chart_id,
        title=f"{title}: {named_sides(*sides)}",
        summary=dumbbell_summary(rows, sides),
        spec=specification(
            language=get_language() or "id",
            width="container",
            height=STEP * max(len(rows), 1),
            data={"values": values},
            encoding={
                "y": {
                    "field": "key",
                    "type": "ordinal",
                    "sort": None,
                    "axis": None,
                    "scale": {"domain": list(range(len(rows)))},
                },
                "color": {"field": "color", "type": "nominal", "scale": None, "legend": None},
                "tooltip": [{"field": "name", "title": gettext("What")}, {"field": "text", "title": gettext("Value")}],
            },
            layer=[
                _line(x),
                _dot(x, "a", is_filled=False),
                _dot(x, "b", is_filled=True),
                {
                    "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -8, "lineHeight": 16},
                    "encoding": {"text": {"field": "words"}, "x": {"value": 0}, "color": {"value": "#1d2733"}},
                },
            ],
        ),
        table=_table(chart_id, title, rows, sides, source),
        source=source,
    )


def _table(chart_id: str, title: str, rows: Sequence[Row], sides: tuple[str, str], source: str) -> DataTable:
    """What is drawn, in figures."""
    return DataTable(
        id=chart_id,
        title=title,
        columns=(
            Column("name", gettext("What"), share=3),
            Column("a", sides[0], "percent"),
            Column("b", sides[1], "percent"),
            Column("difference", gettext("Difference"), "points"),
        ),
        lines=[
            Line({"name": row.name, "a": row.measure.a, "b": row.measure.b, "difference": row.measure.difference})
            for row in rows
        ],
        source=source,
    )


def _values(number: int, row: Row) -> dict[str, Any]:
    measure = row.measure
    text = f"{FIRST} {shown(measure.a, measure.unit)}  {SECOND} {shown(measure.b, measure.unit)}"
    if measure.difference is not None:
        text += f"  ({shown_difference(measure)})"
    return {
        "key": number,
        "name": row.name,
        "color": row.color,
        "a": _float(measure.a),
        "b": _float(measure.b),
        "text": text,
        "words": [row.name, text],
    }


def _line(x: dict[str, Any]) -> dict[str, Any]:
    return {
        "transform": [{"filter": "datum.a !== null && datum.b !== null"}],
        "mark": {"type": "rule", "strokeWidth": 3, "yOffset": DOWN},
        "encoding": {"x": {**x, "field": "a"}, "x2": {"field": "b"}},
    }


def _dot(x: dict[str, Any], field: str, *, is_filled: bool) -> dict[str, Any]:
    look = {"filled": True, "size": 80} if is_filled else {"filled": False, "size": 200, "strokeWidth": 2.5}
    return {
        "transform": [{"filter": f"datum.{field} !== null"}],
        "mark": {"type": "point", "shape": "circle", "opacity": 1, "yOffset": DOWN, **look},
        "encoding": {"x": {**x, "field": field}},
    }


def dumbbell_summary(rows: Sequence[Row], sides: tuple[str, str]) -> str:
    """Where the second side gains most and where it loses most, in a sentence."""
    known = [row for row in rows if row.measure.difference is not None]
    if not known:
        return gettext("No figure is known on both sides yet.")
    best = max(known, key=_gain)
    worst = min(known, key=_gain)
    if best is worst:
        return gettext("%(b)s against %(a)s: %(best)s %(most)s.") % {
            "a": sides[0],
            "b": sides[1],
            "best": best.name,
            "most": formats.points(_gain(best)),
        }
    return gettext("%(b)s against %(a)s: most in %(best)s (%(most)s), least in %(worst)s (%(least)s).") % {
        "a": sides[0],
        "b": sides[1],
        "best": best.name,
        "most": formats.points(_gain(best)),
        "worst": worst.name,
        "least": formats.points(_gain(worst)),
    }


def _gain(row: Row) -> Decimal:
    return row.measure.difference or Decimal(0)


def _float(value: Decimal | None) -> float | None:
    """For drawing only: figures themselves stay Decimal."""
    return None if value is None else float(round(value, 4))
