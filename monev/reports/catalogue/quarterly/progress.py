"""Progress by pillar, by OPD, by source of funds, and along the year."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext

from core.documents import Block, Column, Section, Table, Value
from core.numbers import round_half_up
from monev.reports.catalogue.quarterly import rfk
from monev.reports.catalogue.quarterly.drawings import curve_chart, pillars_chart
from monev.reports.catalogue.quarterly.reading import Data, decimal
from monev.reports.catalogue.quarterly.summary import basis


def pillars(data: Data) -> Section:
    """The pillars side by side: chart and achievement."""
    chart = pillars_chart(data, basis(data))
    return Section(gettext("Pillars"), [*([chart] if chart else []), rfk.achievement_table(data)])


def curve(data: Data) -> Section:
    """The S-curve with its table."""
    return Section(gettext("S-curve"), [curve_chart(data, basis(data)), rfk.curve_table(data)])


def tables(data: Data) -> Section:
    """The RFK tables of the pillars and the sources of funds."""
    return Section(
        gettext("Physical and financial progress (RFK)"),
        [
            rfk.rfk_table(gettext("RFK pillars"), gettext("Per pillar"), gettext("Pillar"), data["pillars"], data),
            rfk.sources_table(data),
        ],
        wide=True,
    )


def agencies(data: Data) -> Section:
    """The OPDs: progress, and whether they reported in time."""
    timely = timeliness(data)
    blocks: list[Block] = [
        rfk.rfk_table(gettext("RFK OPD"), gettext("Per OPD"), gettext("OPD"), data["agencies"], data),
        *([timely] if timely else []),
    ]
    return Section(gettext("OPDs"), blocks, wide=True)


def timeliness(data: Data) -> Table | None:
    """What each OPD had to hand in, and when it came; None in snapshots that were taken without it."""
    if "quality_scores" not in data:
        return None
    rows = [_timely(each) for each in data["quality_scores"] if each["due"]]
    return Table(
        name=gettext("Timeliness"),
        title=gettext("Timeliness of the OPDs"),
        columns=[
            Column("agency", gettext("OPD"), share=7),
            Column("due", gettext("To report"), "count"),
            Column("in_time", gettext("Handed in on time"), "count"),
            Column("late", gettext("Handed in late"), "count"),
            Column("missing", gettext("Not handed in"), "count"),
            Column("on_time", gettext("Share on time"), "percent", "%", 3),
        ],
        rows=rows[:-1],
        total=rows[-1] if rows else None,
        note=gettext("Due are the reports on programs, quick wins and pledges of the period."),
        empty=gettext("Nothing is due in this period."),
    )


def _timely(row: Data) -> dict[str, Value]:
    on_time = decimal(row["on_time"])
    in_time = int(round_half_up((on_time or Decimal(0)) * row["due"] / 100, 0))
    return {
        "agency": gettext("Whole region") if row["is_total"] else row["agency"],
        "due": row["due"],
        "in_time": in_time,
        "late": row["sent"] - in_time,
        "missing": row["due"] - row["sent"],
        "on_time": on_time,
    }
