"""The OPDs of a region in their order: by physical, then by financial realisation."""

from __future__ import annotations

from django.utils.translation import gettext

from core.documents import BLANK, Column, Section, Table, Value
from monev.reports.catalogue.quarterly.reading import Data, decimal

FIGURES = ("ceiling", "planned", "physical", "deviation", "spending", "absorption", "cash_deviation")


def ranking(data: Data) -> Section:
    """The furthest first; those without a counted report last, without a rank."""
    rows = sorted(data["agencies"], key=lambda row: (row["rank"] is None, _place(row) or 0, row["name"]))
    total = {**_row(data["total"]), "rank": BLANK, "name": gettext("Whole region")}
    table = Table(
        name=gettext("Rank OPD"),
        title=gettext("OPDs by physical, then by financial realisation"),
        columns=_columns(),
        rows=[{**_row(row), "rank": _place(row), "name": row["name"]} for row in rows],
        total=total if rows else None,
        note=gettext(
            "The highest physical realisation is first; where it is equal, the higher financial one. An OPD without a "
            "counted report has no rank."
        ),
        empty=gettext("No program runs in this year."),
    )
    return Section(gettext("Rank of the OPDs"), [table], wide=True)


def _columns() -> list[Column]:
    percent, rupiah = "%", "Rp"
    physical, financial = gettext("Physical"), gettext("Financial")
    return [
        Column("rank", gettext("Rank"), "count", share=3),
        Column("name", gettext("OPD"), share=8),
        Column("reported", gettext("Programs reported"), share=3),
        Column("ceiling", gettext("Ceiling in force (DPA)"), "rupiah", rupiah, share=5),
        Column("planned", gettext("Target"), "percent", percent, share=3, group=physical),
        Column("physical", gettext("Realised"), "percent", percent, share=3, group=physical),
        Column("deviation", gettext("Deviation"), "points", gettext("points"), share=3, group=physical),
        Column("spending", gettext("Realised"), "rupiah", rupiah, share=5, group=financial),
        Column("absorption", gettext("Realised"), "percent", percent, share=3, group=financial),
        Column("cash_deviation", gettext("Deviation from RAK"), "percent", percent, share=3, group=financial),
    ]


def _place(row: Data) -> int | None:
    return row["rank"] and int(row["rank"]["place"])


def _row(row: Data) -> dict[str, Value]:
    reported = gettext("%(counted)s of %(total)s") % {"counted": row["reported"], "total": row["programs"]}
    return {"reported": reported, **{key: decimal(row[key]) for key in FIGURES}}
