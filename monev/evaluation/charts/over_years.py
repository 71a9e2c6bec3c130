"""Results over the years, and the dimensions beside the median of the cohort, as charts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from core.charts import Chart, specification
from core.formats import number
from core.pairs import Pair, named_sides, pair_specification, pair_text
from core.tables import DataTable
from monev.evaluation.selectors.over_years import Comparison, ScoreLine
from monev.evaluation.tables.over_years import dimensions_table, results_table

FULL = 4
AXIS = {"title": None, "axis": {"values": [0, 1, 2, 3, 4], "format": "d"}}
ACCENT, GREY = "#1b4474", "#52606d"
HEIGHT = 260
FEWEST_YEARS = 2


def comparison_charts(page: Comparison, source: str) -> list[Chart]:
    """The line over the years where there are two, the dimensions where the cohort has a median."""
    charts = []
    if len(page.years) >= FEWEST_YEARS:
        charts.append(years_chart(page, source))
    if page.newest and any(each.cohort.value is not None for each in page.dimensions):
        charts.append(dimensions_chart(page, source))
    return charts


def years_chart(page: Comparison, source: str) -> Chart:
    """The official index of each year, and the median of the cohort where it is known."""
    rows: list[dict[str, Any]] = []
    for each in reversed(page.results):
        year = str(each.result.year)
        if each.result.is_ranked:
            rows.append(_point(year, gettext("Official index"), each.result.index))
        if each.cohort.value is not None:
            rows.append(_point(year, gettext("Median of the cohort"), each.cohort.value))
    x = {"field": "year", "type": "ordinal", "axis": {"title": None, "labelAngle": 0}}
    y = {"field": "value", "type": "quantitative", "scale": {"domain": [0, FULL]}, **AXIS}
    names = list(dict.fromkeys(row["name"] for row in rows))
    look = {
        "color": {
            "field": "name",
            "type": "nominal",
            "scale": {"domain": names, "range": [ACCENT, GREY][: len(names)]},
            "legend": {"title": None, "orient": "top"},
        },
        "strokeDash": {
            "field": "name",
            "type": "nominal",
            "scale": {"domain": names, "range": [[1, 0], [5, 4]][: len(names)]},
            "legend": None,
        },
    }
    return Chart(
        id="indeks-per-tahun",
        title=gettext("Index over the years"),
        summary=years_summary(page),
        spec=specification(
            language=get_language() or "id",
            width="container",
            height=HEIGHT,
            data={"values": rows},
            layer=[
                {"mark": {"type": "line", "point": True, "strokeWidth": 2}, "encoding": {"x": x, "y": y, **look}},
                {
                    "mark": {"type": "text", "dy": -12},
                    "encoding": {"x": x, "y": y, "text": {"field": "text"}, "color": look["color"]},
                },
            ],
        ),
        table=_with_id(results_table(page), "indeks-per-tahun"),
        source=source,
    )


def years_summary(page: Comparison) -> str:
    """The first and the newest index in a sentence."""
    ranked = [each.result for each in page.results if each.result.is_ranked]
    first, last = ranked[-1], ranked[0]
    return gettext("%(last)s in %(last_year)s after %(first)s in %(first_year)s (of 4).") % {
        "last": number(last.index, 2),
        "last_year": last.year,
        "first": number(first.index, 2),
        "first_year": first.year,
    }


def dimensions_chart(page: Comparison, source: str) -> Chart:
    """Each dimension of the newest year: the median of the cohort hollow, the own score filled."""
    year = page.years[0]
    known = [each for each in page.dimensions if each.scores.get(year) is not None]
    sides = (gettext("median of the cohort"), str(page.region))
    return Chart(
        id="dimensi-kohort",
        title=gettext("Dimensions %(year)s: %(sides)s") % {"year": year, "sides": named_sides(*sides)},
        summary=dimensions_summary(known, year),
        spec=pair_specification([_pair(each, year) for each in known], AXIS, least_end=FULL),
        table=_with_id(dimensions_table(page), "dimensi-kohort"),
        source=source,
    )


def dimensions_summary(lines: list[ScoreLine], year: int) -> str:
    """Where the region stands best and where least against its cohort."""
    known = [(value, each.name) for each in lines if (value := each.difference(year)) is not None]
    best, worst = max(known), min(known)
    return gettext("Against the median of the cohort: most in %(best)s (%(most)s), least in %(worst)s (%(least)s).") % {
        "best": best[1],
        "most": _signed(best[0]),
        "worst": worst[1],
        "least": _signed(worst[0]),
    }


def _pair(line: ScoreLine, year: int) -> Pair:
    own, median, difference = line.scores[year], line.cohort.value, line.difference(year)
    told = "" if difference is None else _signed(difference)
    return Pair(line.name, pair_text(number(median, 2), number(own, 2), told), median, own, ACCENT)


def _signed(value: Decimal) -> str:
    return ("+" if value > 0 else "") + number(value, 2)


def _point(year: str, name: str, value: Decimal) -> dict[str, Any]:
    return {"year": year, "name": name, "value": float(value), "text": number(value, 2)}


def _with_id(table: DataTable, name: str) -> DataTable:
    """The same table under the id of a chart."""
    return replace(table, id=name)
