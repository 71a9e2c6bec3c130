"""Two values of each row on one line: hollow the first, filled the second, named above; readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from core import formats
from core.charts import Chart
from core.documents import Column
from core.pairs import Pair, named_sides, pair_specification, pair_text
from core.tables import DataTable, Line
from portal.charts.dashboard import ACCENT, GREY
from portal.selectors.comparing import GroupPair, Measure
from portal.tables.comparing_words import group_name, measure_label, shown, shown_difference


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the drawing: a name, a colour, the two values."""

    name: str
    measure: Measure
    color: str = ACCENT


def group_rows(pairs: Iterable[GroupPair], code: str) -> list[Row]:
    """One figure of each group, in the colour of its pillar."""
    return [Row(group_name(each), each.measures[code], each.either.color or GREY) for each in pairs]


def measure_rows(measures: Iterable[Measure]) -> list[Row]:
    """Several percentages of the same two sides."""
    return [Row(measure_label(each), each) for each in measures if each.unit == "percent"]


def dumbbell(chart_id: str, title: str, rows: Sequence[Row], *, sides: tuple[str, str], source: str) -> Chart:
    """Percentages of two sides, each row with its two values and their difference in words."""
    return Chart(
        id=chart_id,
        title=f"{title}: {named_sides(*sides)}",
        summary=dumbbell_summary(rows, sides),
        spec=pair_specification([_pair(row) for row in rows], {"title": "%", "axis": {"tickCount": 5}}, least_end=100),
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


def _pair(row: Row) -> Pair:
    measure = row.measure
    difference = "" if measure.difference is None else shown_difference(measure)
    text = pair_text(shown(measure.a, measure.unit), shown(measure.b, measure.unit), difference)
    return Pair(row.name, text, measure.a, measure.b, row.color)


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
