"""How far the plan came in the year: pillars, sources of funds, the S-curve, every program, the quick wins."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from core.charts import svg
from core.documents import Chart, Column, Section, Table, Text, Value
from monev.monitoring.charts import s_curve
from monev.monitoring.scurve import Point
from monev.reports.catalogue.annual.reading import counted
from monev.reports.catalogue.base import Data
from monev.reports.catalogue.quarterly import annex, rfk
from monev.reports.catalogue.quarterly.reading import decimal

CHART_FONT = "Liberation Sans"


def sections(data: Data) -> Sequence[Section]:
    """The figures of the last period of the year; where there is none, a sentence that says so."""
    plan = data["plan"]
    if not plan:
        text = gettext("The region has no reporting period in this year, so there are no figures of the plan.")
        return [Section(gettext("Realisation of the plan"), [Text(text)])]
    return [_realisation(plan), _curve(plan), _programs(plan), _quick_wins(plan)]


def _realisation(plan: Data) -> Section:
    words = gettext("Cumulative from January to the end of %(period)s; verified reports only.")
    return Section(
        gettext("Realisation of the plan"),
        [
            Text(words % {"period": plan["period"]["label"]}),
            rfk.rfk_table(gettext("RFK pillars"), gettext("Per pillar"), gettext("Pillar"), plan["pillars"], plan),
            rfk.achievement_table(plan),
            rfk.sources_table(plan),
        ],
        wide=True,
    )


def _curve(plan: Data) -> Section:
    points = [
        Point(
            each["label"],
            decimal(each["planned"]),
            decimal(each["actual"]),
            decimal(each["deviation"]),
            each["counted"],
            each["total"],
        )
        for each in plan["curve"]
    ]
    drawn = s_curve(points, chart_id="s-curve")
    chart = Chart(drawn.title, svg(drawn.spec, width=620, font=CHART_FONT), drawn.summary, drawn.summary)
    return Section(gettext("S-curve of the year"), [chart, rfk.curve_table(plan)])


def _programs(plan: Data) -> Section:
    made = annex.programs(plan)
    return Section(gettext("Programs and indicators of the year"), made.blocks, wide=True)


def _quick_wins(plan: Data) -> Section:
    table = Table(
        name=gettext("Quick wins"),
        title=gettext("Quick wins of the year"),
        columns=[
            Column("title", gettext("Quick win"), share=5),
            Column("pillar", gettext("Pillar")),
            Column("agency", gettext("OPD"), share=4),
            Column("physical", gettext("Progress"), "percent", "%"),
            Column("steps", gettext("Milestones done"), share=3),
            Column("narrative", gettext("What was done"), share=6),
            Column("hindering_factors", gettext("Obstacles"), share=5),
            Column("follow_up", gettext("Follow-up plan"), share=5),
            Column("state", gettext("State"), "state", share=3),
        ],
        rows=[_quick_win(each) for each in plan["quick_wins"]],
        empty=gettext("No quick win is planned for this year."),
    )
    return Section(gettext("Quick wins"), [table], wide=True)


def _quick_win(row: Data) -> dict[str, Value]:
    said = ("title", "pillar", "agency", "narrative", "hindering_factors", "follow_up")
    return {
        **{key: row[key] for key in said},
        "physical": decimal(row["physical"]),
        "steps": counted(row["milestones_done"], row["milestones"]),
        "state": rfk.program_state({"state": row["state"], "is_late": False}),
    }
