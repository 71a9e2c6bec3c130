"""Charts of public pages: verified figures only, drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, gettext

from citizens.selectors.program import IndicatorLine
from citizens.selectors.region import PublicRegion
from core import formats
from core.charts import Chart, specification
from core.documents import Column
from core.tables import DataTable, Line
from monev.monitoring.charts import PLAN, s_curve
from monev.monitoring.scurve import Period as CurvePeriod
from monev.monitoring.scurve import Point, points
from monev.monitoring.selectors.program_figures import ProgramFigure

SCURVE = "kurva-s"


def source_of(public: PublicRegion) -> str:
    """Of which date the figures are, and that they are verified."""
    return gettext("Verified reports, %(period)s") % {"period": public.period}


def region_curve(public: PublicRegion) -> Chart | None:
    """Plan and verified progress of the published programs over the year."""
    if public.figures is None:
        return None
    return s_curve(public.figures.curve, chart_id=SCURVE, color=public.publication.accent, source=source_of(public))


def curve_of(public: PublicRegion, figures: Sequence[ProgramFigure], color: str) -> Chart | None:
    """The same for some programs: those of a pillar, or one."""
    if public.figures is None or public.period is None or not figures:
        return None
    year = [each for each in public.periods if (each.year, each.kind) == (public.period.year, public.period.kind)]
    axis = [CurvePeriod(str(each), each.last_month) for each in year]
    found: list[Point] = list(points([each.curve for each in figures], axis, public.figures.rules))
    return s_curve(found, chart_id=SCURVE, color=color, source=source_of(public))


def indicator_chart(line: IndicatorLine, number: int, color: str) -> Chart | None:
    """Target (a mark) and verified value (a bar) by year; none where no year has both."""
    known = [each for each in line.years if each.target is not None or each.realised is not None]
    if sum(each.realised is not None for each in known) == 0 or len(known) < 2:
        return None
    row = line.indicator
    done = [each for each in known if each.realised is not None][-1]
    summary = gettext("%(indicator)s: %(realised)s in %(year)s, target %(target)s %(unit)s.") % {
        "indicator": row.name,
        "realised": formats.number(done.realised),
        "year": done.year,
        "target": formats.number(done.target),
        "unit": row.unit,
    }
    return Chart(
        id=f"indikator-{number}",
        title=row.name,
        summary=summary,
        spec=_bars(known, row.unit, color),
        table=_table(f"indikator-{number}", line),
        source=gettext("Bars: verified values. Marks: targets."),
    )


def _table(chart_id: str, line: IndicatorLine) -> DataTable:
    return DataTable(
        id=chart_id,
        title=line.indicator.name,
        columns=(
            Column("year", gettext("Year")),
            Column("target", gettext("Target"), "number"),
            Column("realised", gettext("Realised"), "number"),
            Column("percent", gettext("Achievement"), "percent"),
        ),
        lines=[
            Line({"year": str(each.year), "target": each.target, "realised": each.realised, "percent": each.percent})
            for each in line.years
        ],
    )


def _bars(years: Sequence[Any], unit: str, color: str) -> dict[str, Any]:
    rows = [
        {
            "year": str(each.year),
            "target": None if each.target is None else float(each.target),
            "value": None if each.realised is None else float(each.realised),
            "text": formats.number(each.realised) if each.realised is not None else "",
        }
        for each in years
    ]
    x = {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}}
    y = {"field": "value", "type": "quantitative", "title": unit or None, "scale": {"zero": True}}
    bar = {"mark": {"type": "bar", "color": color, "width": 34}, "encoding": {"x": x, "y": y}}
    tick = {
        "mark": {"type": "tick", "color": PLAN, "thickness": 4, "width": 52},
        "encoding": {"x": x, "y": {**y, "field": "target"}},
    }
    label = {
        "mark": {"type": "text", "dy": 14, "baseline": "top", "fontWeight": "bold", "color": "white"},
        "encoding": {"x": x, "y": y, "text": {"field": "text"}},
    }
    return specification(
        language=get_language() or "id", width="container", height=220, data={"values": rows}, layer=[bar, tick, label]
    )
