"""The form of the evaluation: K and Rp side by side, all columns on one sheet, on A3 paper in two tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext, pgettext

from core.documents import BLANK, Column, Part, Table, Value
from monev.monitoring.labels import predicate_label
from monev.reports.catalogue.annual_plan.contents import MONEY
from monev.reports.catalogue.quarterly.reading import Data, decimal

K_AND_RP = ("end", "before", "target", "q1", "q2", "q3", "q4", "realised")
PERCENTS = ("year_percent", "plan_percent")
PREDICATES = ("year_predicate", "plan_predicate")
HEAD = ("number", "code", "name", "indicator")
TARGETS = ("number", "objective", "code", "name", "indicator", *(f"{key}_{what}" for key in K_AND_RP for what in "kr"))
RESULTS = (
    *HEAD,
    "realised_k",
    "realised_r",
    "year_percent_k",
    "year_percent_r",
    "year_predicate",
    "cumulative_k",
    "cumulative_r",
    "plan_percent_k",
    "plan_percent_r",
    "plan_predicate",
    "agency",
    "drivers",
    "obstacles",
    "follow_up",
    "next_plan",
)
OF_PROGRAM = ("number", "objective", "code", "name", "agency", "drivers", "obstacles", "follow_up", "next_plan")
Row = dict[str, Value]


def form_table(data: Data) -> Table:
    """One row an indicator; what belongs to the program stands in its first row, subtotals of Rp in headings."""
    rows = list(_rows(data))
    return Table(
        name=gettext("Evaluation"),
        title=gettext("Evaluation of the annual plan"),
        columns=_columns(data),
        rows=[row for row, _level in rows],
        headings={number: level for number, (_row, level) in enumerate(rows) if level is not None},
        total=_total(data) if rows else None,
        note=gettext(
            "K: performance in the unit of the indicator. Rp: rupiah. Empty cells continue the program above; – : no "
            "figure, or not recorded in the portal."
        ),
        empty=gettext("No program runs in this year."),
        kept=4,
        parts=[
            Part(gettext("Targets and realisation per quarter"), TARGETS),
            Part(gettext("Achievement, predicate, drivers, obstacles and follow-up"), RESULTS),
        ],
    )


def _columns(data: Data) -> list[Column]:
    year, last = data["year"], data["end_year"]
    groups = {
        "end": gettext("Target at the end of the plan (%(year)s)") % {"year": last},
        "before": gettext("Realised up to %(year)s") % {"year": year - 1},
        "target": gettext("Target %(year)s") % {"year": year},
        "q1": gettext("Realised Q%(number)s") % {"number": "I"},
        "q2": gettext("Realised Q%(number)s") % {"number": "II"},
        "q3": gettext("Realised Q%(number)s") % {"number": "III"},
        "q4": gettext("Realised Q%(number)s") % {"number": "IV"},
        "realised": gettext("Realised %(year)s") % {"year": year},
    }
    of_year = gettext("Achievement %(year)s") % {"year": year}
    of_plan = gettext("Achievement of the plan")
    return [
        Column("number", pgettext("number of a row", "No."), share=6),
        Column("objective", gettext("Objective (sasaran)"), share=34),
        Column("code", gettext("Code"), share=15),
        Column("name", gettext("Urusan / program / activity"), share=34),
        Column("indicator", gettext("Indicator (unit)"), share=34),
        *[column for key, label in groups.items() for column in _pair(key, label)],
        *_percents("year", of_year),
        *_pair("cumulative", gettext("Cumulative up to %(year)s") % {"year": year}),
        *_percents("plan", of_plan),
        Column("agency", gettext("OPD"), share=22),
        Column("drivers", gettext("Driving factors"), share=36),
        Column("obstacles", gettext("Hindering factors"), share=36),
        Column("follow_up", gettext("Follow-up in the next quarter"), share=36),
        Column("next_plan", gettext("Follow-up in the next RKPD"), share=18),
    ]


def _pair(key: str, group: str) -> Iterator[Column]:
    yield Column(f"{key}_k", "K", "number", share=13, group=group)
    yield Column(f"{key}_r", "Rp", "rupiah_whole", share=22, group=group)


def _percents(key: str, group: str) -> Iterator[Column]:
    yield Column(f"{key}_percent_k", "K", "percent", "%", share=11, group=group)
    yield Column(f"{key}_percent_r", "Rp", "percent", "%", share=11, group=group)
    yield Column(f"{key}_predicate", gettext("Predicate"), share=15, group=group)


def _rows(data: Data) -> Iterator[tuple[Row, int | None]]:
    """Rows, headings with their level."""
    number = 0
    for row in data["rows"]:
        if row["kind"] == "heading":
            yield {**_blank(), "code": row["code"] or BLANK, "name": row["name"], **_money(row["money"])}, row["depth"]
            continue
        number += 1
        first = _program(row, number)
        for at, indicator in enumerate(row["indicators"] or [None]):
            own = first if at == 0 else dict.fromkeys(first, BLANK)
            yield {**own, **_indicator(indicator)}, None


def _blank() -> Row:
    keys = [*OF_PROGRAM, "indicator", *PREDICATES, *(f"{key}_k" for key in (*MONEY, *PERCENTS))]
    return dict.fromkeys(keys, BLANK)


def _program(row: Data, number: int) -> Row:
    words = ("objective", "code", "name", "agency", "drivers", "obstacles", "follow_up")
    return {"number": str(number), **{key: row[key] for key in words}, "next_plan": None, **_money(row["money"])}


def _money(money: Data) -> Row:
    return {f"{key}_r": decimal(money[key]) for key in (*MONEY, *PERCENTS)}


def _indicator(row: Data | None) -> Row:
    """K of an indicator; a target that was published as words stays so."""
    if row is None:
        return {"indicator": None}
    texts = {"end": row["end_text"], "target": row["target_text"]}
    figures = {f"{key}_k": _figure(row[key], texts.get(key, "")) for key in (*MONEY, *PERCENTS)}
    unit = f" ({row['unit']})" if row["unit"] else ""
    predicates: Row = {key: predicate_label(row[key]) for key in PREDICATES}
    return {"indicator": f"{row['name']}{unit}", **figures, **predicates}


def _figure(value: str | None, text: str) -> Decimal | str | None:
    return text or None if value is None else decimal(value)


def _total(data: Data) -> Row:
    """The footer: money in all, mean achievement and its predicate."""
    year, plan = data["means"]["year"], data["means"]["plan"]
    return {
        **_blank(),
        "name": gettext("Total (Rp), mean achievement (K)"),
        **_money(data["total"]),
        "year_percent_k": decimal(year["value"]),
        "plan_percent_k": decimal(plan["value"]),
        "year_predicate": predicate_label(year["predicate"]),
        "plan_predicate": predicate_label(plan["predicate"]),
    }
