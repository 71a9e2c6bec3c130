"""Figures of other institutions of a region: by indicator and year, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.formats import number
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from organizations.models import Region
from organizations.roles import Can

YEARS = 5
"""So many years stand side by side, and older ones that hold a figure."""
MOST_YEARS = 8


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One indicator in one year; `figure` is None where nothing is entered."""

    indicator: ExternalIndicator
    year: int
    figure: ExternalFigure | None

    @property
    def text(self) -> str:
        return figure_text(self.figure) if self.figure else ""


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator with its cells, newest year first."""

    indicator: ExternalIndicator
    cells: tuple[FigureCell, ...]


@dataclass(frozen=True, slots=True)
class ExternalFigures:
    """Everything on the page of external figures of a region."""

    region: Region
    years: tuple[int, ...]
    lines: tuple[IndicatorLine, ...]
    figures: tuple[ExternalFigure, ...]

    @property
    def entered(self) -> int:
        """How many figures of the newest full year are entered."""
        return sum(each.figure is not None for line in self.lines for each in line.cells if each.year == self.newest)

    @property
    def newest(self) -> int:
        """The year before this one: its figures are what an evaluation asks for."""
        return self.years[1] if len(self.years) > 1 else self.years[0]


def figure_text(figure: ExternalFigure) -> str:
    """The grade, or the number without its unit."""
    return figure.grade or number(figure.value)


def external_figures(region: Region, *, this_year: int, seen_by: Any) -> ExternalFigures:
    """All figures of the region that the person may see, in two queries."""
    rows = ExternalFigure.objects.allowed(seen_by, Can.VIEW).current().of_region(region)
    figures = tuple(rows.select_related("indicator", "entered_by").order_by("-year", "indicator__position", "pk"))
    indicators = ExternalIndicator.objects.current().order_by("position", "code")
    usual = {this_year - back for back in range(YEARS)}
    years = tuple(sorted(usual | {each.year for each in figures}, reverse=True)[:MOST_YEARS])
    found = {(each.indicator_id, each.year): each for each in figures}
    lines = tuple(
        IndicatorLine(each, tuple(FigureCell(each, year, found.get((each.pk, year))) for year in years))
        for each in indicators
    )
    return ExternalFigures(region, years, lines, figures)
