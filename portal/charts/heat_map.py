"""Programs against periods, each cell a traffic light: where it has been red, and for how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, gettext

from core import formats
from core.charts import Chart, specification
from monev.monitoring.labels import light_label
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.monitoring.selectors.program_figures import ProgramFigure
from portal.tables.programs import heat_table

COLORS = {"green": "#c9e6cf", "amber": "#f6d58a", "red": "#e08a80", "none": "#eef1f4"}
"""Pale enough for a sign on them; they also differ in grey."""
SIGNS = {"green": "●", "amber": "▲", "red": "■", "none": "–"}
STEP = 24
WITHOUT_YEAR = "slice(datum.label, 0, lastindexof(datum.label, ' '))"
"""All periods are of one year, which stands beside the chart: `TW III` fits a phone."""
MOST = 40
"""More rows than this nobody reads in a picture: the ones furthest behind are drawn, the table has all."""
LONGEST = 34


def heat_chart(course: Sequence[tuple[Period, GroupFigure]], *, source: str) -> Chart:
    """A row for each program, a column for each period of the year so far; sign, colour and deviation in every cell."""
    rows = course[-1][1].programs if course else ()
    shown = _furthest_behind(rows) if len(rows) > MOST else rows
    return Chart(
        id="peta-panas",
        title=gettext("Programs by traffic light in each period"),
        summary=heat_summary(course),
        spec=_specification(course, shown),
        table=heat_table(course, source=source),
        source=source if shown is rows else f"{source} {_left_out(len(shown), len(rows))}",
    )


def _furthest_behind(rows: Sequence[ProgramFigure]) -> list[ProgramFigure]:
    """The programs furthest behind, in the order of the plan."""
    behind = sorted(rows, key=lambda each: (each.deviation is None, each.deviation))[:MOST]
    chosen = {each.program.pk for each in behind}
    return [each for each in rows if each.program.pk in chosen]


def _left_out(shown: int, total: int) -> str:
    sentence = gettext(
        "The picture shows the %(shown)s of %(total)s programs that are furthest behind; the table has all."
    )
    return sentence % {"shown": shown, "total": total}


def heat_summary(course: Sequence[tuple[Period, GroupFigure]]) -> str:
    """How many programs are how late now, and how many have been red in every period they reported."""
    if not course:
        return gettext("No period has begun yet.")
    period, group = course[-1]
    counts = Counter(each.light or "none" for each in group.programs)
    sentence = gettext(
        "%(period)s: %(red)s programs seriously late, %(amber)s late, %(green)s on schedule, %(none)s without a figure."
    ) % {"period": period, **{light: counts[light] for light in SIGNS}}
    lasting = _always_red(course)
    if not lasting or len(course) < 2:
        return sentence
    all_year = gettext("Red in every period of the year: %(names)s.") % {"names": ", ".join(lasting)}
    return f"{sentence} {all_year}"


def _always_red(course: Sequence[tuple[Period, GroupFigure]]) -> list[str]:
    lights: dict[Any, list[str | None]] = {}
    for _period, group in course:
        for each in group.programs:
            lights.setdefault(each.program.lineage, []).append(each.light)
    return [each.program.name for each in course[-1][1].programs if set(lights[each.program.lineage]) == {"red"}][:5]


def _specification(course: Sequence[tuple[Period, GroupFigure]], shown: Sequence[ProgramFigure]) -> dict[str, Any]:
    periods = [str(each) for each, _group in course]
    lineages = {each.program.lineage: number for number, each in enumerate(shown)}
    names = {number: _name(each) for number, each in enumerate(shown)}
    cells = [
        {
            "row": lineages[each.program.lineage],
            "name": each.program.name,
            "period": str(period),
            "light": each.light or "none",
            "sign": SIGNS[each.light or "none"],
            "text": f"{light_label(each.light)} {formats.points(each.deviation)}",
        }
        for period, group in course
        for each in group.programs
        if each.program.lineage in lineages
    ]
    labels = " ".join(f"datum.value == {number} ? {_quoted(name)} :" for number, name in names.items()) + " ''"
    return specification(
        language=get_language() or "id",
        width="container",
        height=STEP * max(len(shown), 1),
        data={"values": cells},
        encoding={
            "y": {
                "field": "row",
                "type": "ordinal",
                "title": None,
                "axis": {"labelExpr": labels, "labelLimit": 190, "domain": False, "ticks": False},
            },
            "x": {
                "field": "period",
                "type": "ordinal",
                "sort": periods,
                "scale": {"domain": periods},
                "title": None,
                "axis": {"orient": "top", "labelAngle": 0, "labelExpr": WITHOUT_YEAR, "domain": False, "ticks": False},
            },
            "tooltip": [
                {"field": "name", "title": gettext("Program")},
                {"field": "period", "title": gettext("Period")},
                {"field": "text", "title": gettext("State")},
            ],
        },
        layer=[
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {
                    "color": {
                        "field": "light",
                        "type": "nominal",
                        "legend": None,
                        "scale": {"domain": list(COLORS), "range": list(COLORS.values())},
                    }
                },
            },
            {"mark": {"type": "text", "color": "#1d2733", "fontSize": 13}, "encoding": {"text": {"field": "sign"}}},
        ],
    )


def _name(figure: ProgramFigure) -> str:
    """Letters of the pillar and the beginning of the name."""
    sub = figure.program.sub_dimension
    letters = f"{sub.pillar.letters} " if sub else ""
    name = figure.program.name
    return letters + (name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…")


def _quoted(text: str) -> str:
    """A string of the expression language."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"
