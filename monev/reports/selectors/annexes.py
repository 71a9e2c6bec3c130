"""What the annexes of a report list beside the programs: their action items."""

from __future__ import annotations

from typing import Any

from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.figures import RegionFigures
from monev.monitoring.selectors.region_year import RegionYear


def action_rows(year: RegionYear, figures: RegionFigures) -> list[dict[str, Any]]:
    """The action items of the programs in the order of the programs, each with the state that was told last.

    A copy in another version of the plan is known by program, kind and name.
    """
    last = _last_told(year, figures.period)
    found: dict[int, list[Any]] = {}
    for item in sorted(year.more["action_items"], key=lambda each: (each.start_year, each.pk)):
        found.setdefault(item.program_id, []).append(item)
    return [
        {
            "program": each.program.name,
            "kind": item.kind,
            "name": item.name,
            "agency": str(year.agencies[item.agency_id]),
            "start_year": item.start_year,
            "end_year": item.end_year,
            "state": last.get(_key(item), ""),
            "is_example": item.is_example,
        }
        for each in figures.programs
        for item in found.get(each.program.pk, ())
    ]


def _last_told(year: RegionYear, period: Period) -> dict[Any, str]:
    items = {each.pk: each for each in year.more["action_items"]}
    last: dict[Any, str] = {}
    until = (period.year, period.number)
    for row in sorted(year.more["told"], key=lambda each: (each.period_year, each.period_number, each.pk)):
        if (row.period_year, row.period_number) <= until and row.action_item_id in items:
            last[_key(items[row.action_item_id])] = row.state
    return last


def _key(item: Any) -> tuple[Any, str, str]:
    return item.lineage, item.kind, item.name
