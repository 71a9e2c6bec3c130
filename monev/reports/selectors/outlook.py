"""What a report compares its figures with: the period before, and where the year will end."""

from __future__ import annotations

from typing import Any

from monev.monitoring.forecast import MISS
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.figures import RegionFigures, YearInputs, figures_at
from monev.monitoring.selectors.forecasts import region_forecast
from monev.monitoring.selectors.group_figures import GroupFigure


def figures_before(year: YearInputs, period: Period, *, preliminary: bool) -> RegionFigures | None:
    """The figures at the end of the period before; None in the first one of a year, which begins at zero."""
    earlier = [each for each in year.periods if each.number < period.number]
    return figures_at(year, earlier[-1], preliminary=preliminary) if earlier else None


def before_row(figures: RegionFigures | None) -> dict[str, Any] | None:
    """The figures that stand beside those of the period: the region, its pillars, OPDs and programs."""
    if figures is None:
        return None
    return {
        "label": figures.period.label,
        "total": _group(figures.total),
        "pillars": {each.key: _group(each) for each in figures.pillars},
        "agencies": {each.key: _group(each) for each in figures.agencies},
        "programs": {str(each.program.lineage): each.actual for each in figures.programs},
    }


def _group(group: GroupFigure) -> dict[str, Any]:
    return {
        "achievement": group.achievement.value,
        "planned": group.planned,
        "physical": group.physical.value,
        "deviation": group.deviation,
        "spending": group.spending,
        "absorption": group.absorption,
        "reported": group.reported,
        "verified": group.verified,
        "programs": group.total,
        "lights": dict(group.lights),
    }


def forecast_row(year: YearInputs, figures: RegionFigures) -> dict[str, Any]:
    """Where the year will end, as on the dashboard; `curve` is None where there is nothing to go by."""
    found = region_forecast(year, figures).total
    end = found.curve_end
    return {
        "year_end": found.year_end,
        "is_final": found.is_final,
        "curve": {"label": end.label, "value": end.value, "low": end.low, "high": end.high} if end else None,
        "achievement": found.achievement.leading(found.rules),
        "predicate": found.predicate,
        "counted": found.physical_counted,
        "states": dict(found.states),
        "missing": [str(each.figure.program.lineage) for each in found.programs if each.state == MISS],
    }
