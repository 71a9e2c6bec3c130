"""The table of the RFK form: all columns on one sheet, on paper in two tables with the same rows."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from core.documents import BLANK, Column, Part, Table, Value
from monev.reports.catalogue.quarterly.reading import Data, decimal
from monev.reports.catalogue.quarterly.rfk import program_state

FIGURES = (
    "original",
    "revised",
    "ceiling",
    "spending",
    "absorption",
    "planned_spending",
    "cash_plan",
    "cash_deviation",
    "remaining",
    "remaining_percent",
    "planned",
    "physical",
    "deviation",
    "weight",
    "weighted",
)
MONEY = ("code", "name", *FIGURES[:10])
PHYSICAL = ("code", "name", *FIGURES[10:], "sources", "location", "remarks", "notes", "updated", "state")
WORDS = ("sources", "location", "remarks", "notes", "updated", "state")


def rfk_table(data: Data) -> Table:
    """One row a heading or program, with the OPD or the region as the last row."""
    rows = data["rows"]
    name = data["agency"] or gettext("Whole region")
    return Table(
        name=gettext("RFK"),
        title=gettext("Physical and financial realisation per program"),
        columns=[*_money_columns(), *_physical_columns(), *_word_columns()],
        rows=[_row(each, data) for each in rows],
        headings={number: _level(each, data) for number, each in enumerate(rows) if each["kind"] != "program"},
        total=_total(data, name) if rows else None,
        note=gettext(
            "Deviation from RAK: (RAK − realised) / RAK × 100, positive is late. Physical deviation: realised − target "
            "in points, negative is late. – : not reported, or not recorded in the portal (location)."
        ),
        empty=gettext("No program runs in this year."),
        kept=2,
        parts=[
            Part(gettext("Budget and financial realisation"), MONEY),
            Part(gettext("Physical realisation, obstacles and notes"), PHYSICAL),
        ],
    )


def _money_columns() -> list[Column]:
    percent, rupiah = "%", "Rp"
    ceiling, financial, remaining = gettext("Ceiling"), gettext("Financial"), gettext("Remaining budget")
    return [
        Column("code", gettext("Code"), share=4),
        Column("name", gettext("Urusan / field / program / activity"), share=11),
        Column("original", gettext("Original (RKA/DPA murni)"), "rupiah", rupiah, share=6, group=ceiling),
        Column("revised", gettext("Revised (perubahan)"), "rupiah", rupiah, share=6, group=ceiling),
        Column("ceiling", gettext("In force (DPA)"), "rupiah", rupiah, share=6, group=ceiling),
        Column("spending", gettext("Realised"), "rupiah", rupiah, share=6, group=financial),
        Column("absorption", gettext("Realised"), "percent", percent, share=3, group=financial),
        Column("planned_spending", gettext("RAK"), "rupiah", rupiah, share=6, group=financial),
        Column("cash_plan", gettext("RAK"), "percent", percent, share=3, group=financial),
        Column("cash_deviation", gettext("Deviation from RAK"), "percent", percent, share=3, group=financial),
        Column("remaining", gettext("Amount"), "rupiah", rupiah, share=6, group=remaining),
        Column("remaining_percent", gettext("Share"), "percent", percent, share=4, group=remaining),
    ]


def _physical_columns() -> list[Column]:
    percent, physical = "%", gettext("Physical")
    return [
        Column("planned", gettext("Target"), "percent", percent, share=3, group=physical),
        Column("physical", gettext("Realised"), "percent", percent, share=3, group=physical),
        Column("deviation", gettext("Deviation"), "points", gettext("points"), share=3, group=physical),
        Column("weight", gettext("Weight"), "percent", percent, share=3, group=physical),
        Column("weighted", gettext("Weighted"), "percent", percent, share=4, group=physical),
    ]


def _word_columns() -> list[Column]:
    return [
        Column("sources", gettext("Source of funds"), share=8),
        Column("location", gettext("Location"), share=3),
        Column("remarks", gettext("Remarks / obstacles"), share=12),
        Column("notes", gettext("Verifier's notes"), share=6),
        Column("updated", gettext("Last update"), "date", share=4),
        Column("state", gettext("Report"), "state", share=5),
    ]


def _level(row: Data, data: Data) -> int:
    """OPDs stand above the headings of the nomenclature; without OPDs the widest heading is first."""
    return 0 if row["kind"] == "agency" else int(row["depth"]) + (0 if data["agency"] else 1)


def _row(row: Data, data: Data) -> dict[str, Value]:
    if row["kind"] != "program":
        return _subtotal(row) | {"code": row["code"] or BLANK, "name": row["name"]}
    return {
        "code": row["code"],
        "name": row["name"],
        **{key: decimal(row[key]) for key in FIGURES},
        "sources": "\n".join(row["sources"]),
        "location": None,
        "remarks": _remarks(row),
        "notes": "\n".join(row["verifier_notes"]),
        "updated": _day(row["updated_at"], data),
        "state": program_state(row),
    }


def _subtotal(row: Data) -> dict[str, Value]:
    """The figures of a set of programs; it has no words, but says how many of its programs reported."""
    words: dict[str, Value] = dict.fromkeys(WORDS, BLANK)
    reported = gettext("%(counted)s of %(total)s") % {"counted": row["reported"], "total": row["programs"]}
    return {**{key: decimal(row[key]) for key in FIGURES}, **words, "state": reported}


def _total(data: Data, name: str) -> dict[str, Value]:
    return _subtotal(data["total"]) | {"code": BLANK, "name": gettext("Total: %(name)s") % {"name": name}}


def _remarks(row: Data) -> str:
    """What hinders and what follows, in the words of the OPD."""
    parts = (
        (gettext("Obstacles:"), row["hindering_factors"]),
        (gettext("Follow-up plan:"), row["follow_up"]),
        (gettext("No change, because:"), row["nil_reason"]),
    )
    return "\n".join(f"{label} {text}" for label, text in parts if text)


def _day(moment: str | None, data: Data) -> date | None:
    """The day on the clocks of the region."""
    if moment is None:
        return None
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(data["region"]["time_zone"])).date()
