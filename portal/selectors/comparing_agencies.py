"""Two OPDs of a region at the end of one period: what they achieve, and how they report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from monev.monitoring.models.periods import Period
from monev.monitoring.quality_score import QualityScore
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.figures import figures_at
from monev.monitoring.selectors.group_figures import GroupFigure, group_figure
from monev.monitoring.selectors.program_figures import ProgramFigure
from monev.monitoring.selectors.quality import quality_of
from monev.monitoring.selectors.region_year import RegionYear
from organizations.models import Agency
from portal.selectors.comparing import GroupPair, Measure, measures

PARTS = ("value", "complete", "on_time", "evidence", "unquestioned")


@dataclass(frozen=True, slots=True)
class AgencySide:
    """One OPD: its figures (of no program: empty ones) and the quality of its reporting (None: nothing was due)."""

    agency: Agency
    figure: GroupFigure
    quality: QualityScore | None

    @property
    def programs(self) -> tuple[ProgramFigure, ...]:
        return self.figure.programs


@dataclass(frozen=True, slots=True)
class AgencyComparison:
    """Two OPDs at the end of a period."""

    period: Period
    rules: Rules
    preliminary: bool
    a: AgencySide
    b: AgencySide

    @property
    def pair(self) -> GroupPair:
        return GroupPair("agency", self.a.figure, self.b.figure)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The figures of both, then the quality of their reporting."""
        return measures(self.a.figure, self.b.figure) + quality_measures(self.a.quality, self.b.quality)

    @property
    def total(self) -> dict[str, Measure]:
        return {each.code: each for each in self.measures}


def compare_agencies(year: RegionYear, a: Agency, b: Agency, *, preliminary: bool) -> AgencyComparison:
    """Both OPDs at the end of the period of a loaded year; no query."""
    inputs, period = year.inputs, year.period
    figures = figures_at(inputs, period, preliminary=preliminary)
    quality = quality_of(year)

    def side(agency: Agency) -> AgencySide:
        own = next((each for each in figures.agencies if each.object_id == agency.pk), None)
        empty = group_figure(agency.code, str(agency), (), inputs.rules, period, object_id=agency.pk)
        return AgencySide(agency, own or empty, quality.of(agency.pk))

    return AgencyComparison(period, inputs.rules, preliminary, side(a), side(b))


def quality_measures(a: QualityScore | None, b: QualityScore | None) -> tuple[Measure, ...]:
    """The score of data quality and its parts, percent; what was due and sent as counts."""
    counts = [Measure(name, "count", _count(a, name), _count(b, name)) for name in ("due", "sent")]
    return (*(Measure(f"quality_{name}", "percent", _part(a, name), _part(b, name)) for name in PARTS), *counts)


def _part(score: QualityScore | None, name: str) -> Decimal | None:
    value: Decimal | None = None if score is None else getattr(score, name)
    return value


def _count(score: QualityScore | None, name: str) -> Decimal | None:
    return None if score is None else Decimal(getattr(score, name))
