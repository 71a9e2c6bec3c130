"""The RFK tables (realisasi fisik dan keuangan): one row a pillar, an OPD, a source of funds, a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from core import formats
from core.documents import Column, State, Table, Value
from monev.monitoring.labels import light_rule, predicate_label
from monev.monitoring.progress import traffic_light
from monev.reports.catalogue.quarterly.reading import Data, decimal, filled, light, rules


def rfk_columns(first: str) -> list[Column]:
    """The columns that the tables per pillar and per OPD share."""
    percent = "%"
    return [
        Column("label", first, share=5),
        Column("reported", gettext("Programs reported"), share=2),
        Column("ceiling", gettext("Ceiling"), "rupiah", "Rp", share=4),
        Column("planned", gettext("Physical, planned"), "percent", percent),
        Column("physical", gettext("Physical, actual"), "percent", percent),
        Column("deviation", gettext("Deviation"), "points", gettext("points")),
        Column("planned_spending", gettext("Spending, planned"), "rupiah", "Rp", share=4),
        Column("spending", gettext("Spending, actual"), "rupiah", "Rp", share=4),
        Column("absorption", gettext("Absorption"), "percent", percent, share=3),
        Column("light", gettext("State"), "state", share=4),
    ]


def group_row(group: Data, data: Data) -> dict[str, Value]:
    """One pillar, OPD or the whole region as a row."""
    deviation, planned = decimal(group["deviation"]), decimal(group["planned"])
    return {
        "label": group_label(group),
        "reported": gettext("%(counted)s of %(total)s") % {"counted": group["reported"], "total": group["programs"]},
        "ceiling": decimal(group["ceiling"]),
        "planned": planned,
        "physical": decimal(group["physical"]["value"]),
        "deviation": deviation,
        "planned_spending": decimal(group["planned_spending"]),
        "spending": decimal(group["spending"]),
        "absorption": decimal(group["absorption"]),
        "light": light(traffic_light(deviation, planned, rules(data))),
        "achievement": decimal(group["achievement"]["value"]),
        "predicate": predicate_label(group["predicate"]),
    }


def group_label(group: Data) -> str:
    """`LI Smart Living`; programs without a pillar say so."""
    if group["key"] == "none":
        return gettext("No pillar yet")
    return f"{group['letters']} {group['label']}".strip()


def rfk_table(name: str, title: str, first: str, groups: Sequence[Data], data: Data) -> Table:
    """The RFK table of a list of groups, with the region as its last row."""
    total = group_row(data["total"], data) | {"label": gettext("All programs")}
    rows = [group_row(each, data) for each in groups]
    return Table(
        name=name,
        title=title,
        columns=filled(rfk_columns(first), rows, "planned_spending"),
        rows=rows,
        total=total,
        note="\n".join([rfk_note(), light_rule(rules(data))]),
        empty=gettext("No program runs in this year."),
    )


def rfk_note() -> str:
    """What the columns mean."""
    return gettext(
        "Physical progress is cumulative within the year, in percent of the year's work, weighted by ceiling. The "
        "planned figure is of all programs; the deviation (actual minus planned, negative is late) compares the "
        "programs that reported with their own plan. Spending is cumulative within the year; planned spending is the "
        "sum of the programs that have one."
    )


def achievement_table(data: Data) -> Table:
    """Achievement of the indicators with its predicate, per pillar."""
    columns = [
        Column("label", gettext("Pillar"), share=5),
        Column("counted", gettext("Programs measured"), share=3),
        Column("achievement", gettext("Achievement"), "percent", "%", share=3),
        Column("predicate", gettext("Predicate"), share=3),
        Column("green", light("green").label, "count"),
        Column("amber", light("amber").label, "count"),
        Column("red", light("red").label, "count"),
        Column("none", light(None).label, "count"),
    ]
    total = _achievement_row(data["total"]) | {"label": gettext("All programs")}
    return Table(
        name=gettext("Achievement"),
        title=gettext("Achievement of the indicators per pillar"),
        columns=columns,
        rows=[_achievement_row(each) for each in data["pillars"]],
        total=total,
        empty=gettext("No program runs in this year."),
    )


def _achievement_row(group: Data) -> dict[str, Value]:
    reached = group["achievement"]
    return {
        "label": group_label(group),
        "counted": gettext("%(counted)s of %(total)s") % {"counted": reached["counted"], "total": reached["total"]},
        "achievement": decimal(reached["value"]),
        "predicate": predicate_label(group["predicate"]),
        **{key: group["lights"][key] for key in ("green", "amber", "red", "none")},
    }


def sources_table(data: Data) -> Table:
    """Spending against the ceiling per source of funds."""
    return Table(
        name=gettext("Sources of funds"),
        title=gettext("Spending per source of funds"),
        columns=[
            Column("name", gettext("Source of funds"), share=6),
            Column("ceiling", gettext("Ceiling"), "rupiah", "Rp", share=4),
            Column("spending", gettext("Spending, actual"), "rupiah", "Rp", share=4),
            Column("absorption", gettext("Absorption"), "percent", "%"),
        ],
        rows=[
            {"name": each["name"], **{key: decimal(each[key]) for key in ("ceiling", "spending", "absorption")}}
            for each in data["total"]["sources"]
        ],
        empty=gettext("No budget line is entered for this year."),
    )


def curve_table(data: Data) -> Table:
    """The S-curve as numbers, with the forecast for the end of the year where there is one."""
    columns = [
        Column("label", gettext("Period"), share=3),
        Column("planned", gettext("Planned"), "percent", "%"),
        Column("actual", gettext("Actual"), "percent", "%"),
        Column("deviation", gettext("Deviation"), "points", gettext("points")),
        Column("counted", gettext("Programs counted"), share=3),
    ]
    end = (data.get("forecast") or {}).get("curve")
    if end:
        columns += [
            Column("value", gettext("Forecast"), "percent", "%"),
            Column("low", gettext("At the least"), "percent", "%"),
            Column("high", gettext("At the most"), "percent", "%"),
        ]
    return Table(
        name=gettext("S-curve"),
        title=gettext("Planned and actual progress per period"),
        columns=columns,
        rows=_curve_rows(data["curve"], end),
    )


def _curve_rows(curve: Sequence[Data], end: Data | None) -> list[dict[str, Value]]:
    rows: list[dict[str, Value]] = [
        {
            "label": each["label"],
            **{key: decimal(each[key]) for key in ("planned", "actual", "deviation")},
            "counted": gettext("%(counted)s of %(total)s") % {"counted": each["counted"], "total": each["total"]},
        }
        for each in curve
    ]
    if end:
        expected = {key: decimal(end[key]) for key in ("value", "low", "high")}
        if end["label"] not in [row["label"] for row in rows]:
            rows.append({"label": end["label"]})
        rows = [row | expected if row["label"] == end["label"] else row for row in rows]
    return rows


def program_state(program: Data) -> State:
    """Verified, preliminary or not reported: as words."""
    if not program["state"]:
        return State(gettext("not reported"), "none")
    word = gettext("verified") if program["state"] == "verified" else gettext("preliminary")
    if program.get("correction"):
        word = gettext("%(state)s, correction %(number)s") % {"state": word, "number": program["correction"]}
    late = gettext("%(state)s, handed in late") % {"state": word} if program["is_late"] else word
    return State(late, "good" if program["state"] == "verified" else "warning")


def program_row(program: Data) -> dict[str, Any]:
    """One program as a row of the annex."""
    figures = ("planned", "actual", "deviation", "ceiling", "planned_spending", "spending", "absorption")
    return {
        "code": program["code"],
        "name": program["name"],
        "pillar": program["pillar"] or formats.NOTHING,
        "agency": program["agency"],
        "state": program_state(program),
        "light": light(program["light"]),
        "achievement": decimal(program["achievement"]["value"]),
        "predicate": predicate_label(program["predicate"]),
        **{key: decimal(program[key]) for key in figures},
    }
