"""Everything a quarterly report says, as plain data: taken once, frozen, and never read from the tables again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import override

from core.canonical import plain
from monev.monitoring.achievement import RollUp
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.figures import RegionFigures, figures_at
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.monitoring.selectors.inputs import last_day
from monev.monitoring.selectors.program_figures import IndicatorFigure, ProgramFigure
from monev.monitoring.selectors.quality import quality_of
from monev.monitoring.selectors.region_year import RegionYear, load_region_year
from monev.reports.selectors.annexes import action_rows
from monev.reports.selectors.beside import rows_beside
from monev.reports.selectors.corrections import correction_rows, score_rows
from monev.reports.selectors.council import decision_rows, directive_rows
from monev.reports.selectors.outlook import before_row, figures_before, forecast_row
from monev.reports.selectors.subjects import pledge_rows, quality_rows, quick_win_rows, risk_rows
from organizations.models import Region

FORMAT = 3
"""Version of the shape of the data; a writer that no longer understands an old shape must say so.

2: `corrections` and `quality_scores`, which a snapshot of shape 1 does not have; its report is written without them.
3: `before`, `forecast`, `directives`, `decisions`, `risks`, `action_items`, the `steps` of quick wins, `is_behind` of
pledges; of an older snapshot the report is written without these.
"""

MADE_UP = ("quick_wins", "pledges", "risks", "directives", "decisions", "action_items")
"""The lists whose rows may be made up for the demonstration, beside the programs."""


def quarterly_contents(
    region: Region, period: Period, *, language: str, preliminary: bool, taken_at: datetime
) -> dict[str, Any]:
    """The data of the quarterly monev report, in the language of the report (names of pillars and sources differ)."""
    with override(language):
        beside = rows_beside(region, period, preliminary=preliminary)
        year = load_region_year(region, period, more=beside)
        figures = figures_at(year.inputs, period, preliminary=preliminary)
        data = _about(region, period, language=language, preliminary=preliminary, taken_at=taken_at)
        data |= _figures(figures) | _compared(year, figures) | _beside(year, figures, taken_at)
        data["corrections"] = correction_rows(region, period)
        data["examples"] = _examples(figures, *(data[name] for name in MADE_UP))
        return dict(plain(data))


def _about(region: Region, period: Period, *, language: str, preliminary: bool, taken_at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "language": language,
        "preliminary": preliminary,
        "taken_at": taken_at.isoformat(timespec="seconds"),
        "code_version": settings.VERSION,
        "ministry": settings.MINISTRY_NAME,
        "region": region_data(region),
        "period": period_data(period),
    }


def _figures(figures: RegionFigures) -> dict[str, Any]:
    return {
        "rules": asdict(figures.rules),
        "total": _group(figures.total),
        "pillars": [_group(each) for each in figures.pillars],
        "agencies": [_group(each) for each in figures.agencies],
        "curve": [asdict(each) for each in figures.curve],
        "programs": [_program(each) for each in figures.programs],
    }


def _compared(year: RegionYear, figures: RegionFigures) -> dict[str, Any]:
    """The period before and the end of the year; no query."""
    earlier = figures_before(year.inputs, figures.period, preliminary=figures.preliminary)
    return {"before": before_row(earlier), "forecast": forecast_row(year.inputs, figures)}


def _beside(year: RegionYear, figures: RegionFigures, taken_at: datetime) -> dict[str, Any]:
    """What stands beside the figures; no query."""
    names = {each.program.lineage: each.program.name for each in figures.programs}
    today = taken_at.astimezone(ZoneInfo(year.region.time_zone)).date()
    return {
        "flags": quality_rows(year, figures),
        "quality_scores": score_rows(quality_of(year)),
        "quick_wins": quick_win_rows(year, preliminary=figures.preliminary),
        "risks": risk_rows(year),
        "pledges": pledge_rows(year, names),
        "directives": directive_rows(year, names, today),
        "decisions": decision_rows(year, today),
        "action_items": action_rows(year, figures),
    }


def region_data(region: Region) -> dict[str, Any]:
    """The region as reports name it."""
    return {
        "code": region.code,
        "name": region.name,
        "province": region.province.name,
        "time_zone": region.time_zone,
        "is_example": region.is_example,
    }


def period_data(period: Period) -> dict[str, Any]:
    """The period as reports name it, with its last day and whether it is locked."""
    return {
        "label": period.label,
        "kind": period.kind,
        "year": period.year,
        "number": period.number,
        "last_day": last_day(period),
        "closes_on": period.closes_on,
        "is_locked": period.is_locked,
    }


def _roll_up(roll_up: RollUp) -> dict[str, Any]:
    return {"value": roll_up.value, "counted": roll_up.counted, "total": roll_up.total}


def _group(group: GroupFigure) -> dict[str, Any]:
    return {
        "key": group.key,
        "label": group.label,
        "letters": group.letters,
        "programs": group.total,
        "reported": group.reported,
        "verified": group.verified,
        "achievement": _roll_up(group.achievement),
        "predicate": group.predicate,
        "planned": group.planned,
        "physical": _roll_up(group.physical),
        "deviation": group.deviation,
        "ceiling": group.ceiling,
        "spending": group.spending,
        "planned_spending": group.planned_spending,
        "absorption": group.absorption,
        "lights": dict(group.lights),
        "sources": [
            {
                "name": each.name,
                "is_apbd": each.is_apbd,
                "ceiling": each.ceiling,
                "spending": each.spending,
                "absorption": each.absorption,
            }
            for each in group.sources
        ],
    }


def _program(figure: ProgramFigure) -> dict[str, Any]:
    row, entry = figure.program, figure.entry
    sub = row.sub_dimension
    return {
        "lineage": row.lineage,
        "code": row.code,
        "name": row.name,
        "agency": str(row.lead_agency),
        "pillar": sub.pillar.letters if sub else "",
        "pillar_name": sub.pillar.name if sub else "",
        "sub_dimension": sub.name if sub else "",
        "is_example": row.is_example,
        "state": entry.state if entry else "",
        "is_late": bool(entry and entry.is_late),
        "correction": entry.revision - 1 if entry else 0,
        "planned": figure.planned,
        "actual": figure.actual,
        "deviation": figure.deviation,
        "rfk_deviation": figure.rfk_deviation,
        "light": figure.light,
        "ceiling": figure.ceiling,
        "spending": figure.spending,
        "planned_spending": figure.planned_spending,
        "absorption": figure.absorption,
        "overspending": figure.overspending,
        "achievement": _roll_up(figure.achievement),
        "predicate": figure.predicate,
        "nil_reason": entry.nil_reason if entry else "",
        "narrative": entry.narrative if entry else "",
        "supporting_factors": entry.supporting_factors if entry else "",
        "hindering_factors": entry.hindering_factors if entry else "",
        "follow_up": entry.follow_up if entry else "",
        "indicators": [_indicator(each) for each in figure.indicators],
    }


def _indicator(figure: IndicatorFigure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "unit": figure.unit,
        "target": figure.target,
        "target_text": figure.target_text,
        "realised": figure.realised,
        "achievement": figure.achievement_shown,
        "predicate": figure.predicate,
    }


def _examples(figures: RegionFigures, *lists: list[dict[str, Any]]) -> dict[str, int]:
    """How many of the rows were made up for the demonstration."""
    marks = [each.program.is_example for each in figures.programs]
    marks += [row["is_example"] for rows in lists for row in rows]
    return {"rows": sum(marks), "of": len(marks)}
