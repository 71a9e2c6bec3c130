"""A drawing of pairs: each row has two values on one line, hollow the first, filled the second, named above.

Readable without colour: the marks differ in form, and the words above each line carry both values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from core.charts import specification

FIRST, SECOND = "○", "●"
"""The marks of the two sides, in the drawing and in its words."""
STEP = 60
DOWN = 18
INK = "#1d2733"


@dataclass(frozen=True, slots=True)
class Pair:
    """One row: its name, its two values as text (with the difference), the two numbers, a colour."""

    name: str
    text: str
    a: Decimal | None
    b: Decimal | None
    color: str


def named_sides(a: str, b: str) -> str:
    """Which mark stands for whom.

    >>> named_sides("TW II 2026", "TW III 2026")
    '○ TW II 2026, ● TW III 2026'
    """
    return f"{FIRST} {a}, {SECOND} {b}"


def pair_text(a: str, b: str, difference: str) -> str:
    """Both values of a row with their marks.

    >>> pair_text("62,0 %", "68,2 %", "+6,2 poin")
    '○ 62,0 %  ● 68,2 %  (+6,2 poin)'
    """
    text = f"{FIRST} {a}  {SECOND} {b}"
    return f"{text}  ({difference})" if difference else text


def pair_specification(rows: Sequence[Pair], axis: dict[str, Any], *, least_end: float = 0) -> dict[str, Any]:
    """The drawing of `rows` from zero to the largest value, at least to `least_end`. `axis`: of the horizontal one."""
    known = [float(value) for row in rows for value in (row.a, row.b) if value is not None]
    x = {"type": "quantitative", "scale": {"domain": [0, max([*known, least_end])]}, **axis}
    return specification(
        language=get_language() or "id",
        width="container",
        height=STEP * max(len(rows), 1),
        data={"values": [_values(number, row) for number, row in enumerate(rows)]},
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
            _dot(x, "a", {"filled": False, "size": 200, "strokeWidth": 2.5}),
            _dot(x, "b", {"filled": True, "size": 80}),
            {
                "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -8, "lineHeight": 16},
                "encoding": {"text": {"field": "words"}, "x": {"value": 0}, "color": {"value": INK}},
            },
        ],
    )


def _values(number: int, row: Pair) -> dict[str, Any]:
    return {
        "key": number,
        "name": row.name,
        "color": row.color,
        "a": _float(row.a),
        "b": _float(row.b),
        "text": row.text,
        "words": [row.name, row.text],
    }


def _line(x: dict[str, Any]) -> dict[str, Any]:
    return {
        "transform": [{"filter": "datum.a !== null && datum.b !== null"}],
        "mark": {"type": "rule", "strokeWidth": 3, "yOffset": DOWN},
        "encoding": {"x": {**x, "field": "a"}, "x2": {"field": "b"}},
    }


def _dot(x: dict[str, Any], field: str, look: dict[str, Any]) -> dict[str, Any]:
    """A mark that stays visible where both values are the same: the ring is wider than the dot."""
    return {
        "transform": [{"filter": f"datum.{field} !== null"}],
        "mark": {"type": "point", "shape": "circle", "opacity": 1, "yOffset": DOWN, **look},
        "encoding": {"x": {**x, "field": field}},
    }


def _float(value: Decimal | None) -> float | None:
    """For drawing only: figures themselves stay Decimal."""
    return None if value is None else float(round(value, 4))
