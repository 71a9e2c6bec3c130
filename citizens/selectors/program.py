"""A program as citizens see it: what it is for, verified figures, indicators and budget by year, its periods."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404

from citizens.models import Feedback
from citizens.selectors.published import published
from citizens.selectors.region import PublicRegion
from citizens.selectors.years import ProgramYear, sources_of, years_of
from masterplan.models.plans import Indicator, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.program_figures import ProgramFigure
from quickwins.models import QuickWin


@dataclass(frozen=True, slots=True)
class IndicatorYear:
    """An indicator in one year; `realised` and `percent` from verified reports."""

    year: int
    target: Decimal | None
    target_text: str
    realised: Decimal | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator over the years of the plan."""

    indicator: Indicator
    years: tuple[IndicatorYear, ...]


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """Ceiling and verified spending of one year (Rp)."""

    year: int
    ceiling: Decimal
    spending: Decimal | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicProgram:
    """Everything on the public page of a program. `figure` is None where the shown year has no figure of it."""

    program: Program
    figure: ProgramFigure | None
    indicators: tuple[IndicatorLine, ...]
    budget: tuple[BudgetYear, ...]
    history: tuple[tuple[Period, ProgramFigure], ...]
    quick_wins: tuple[QuickWin, ...]
    feedback: tuple[Feedback, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source of funds over the years, each once."""
        return tuple(dict.fromkeys(name for year in self.budget for name in year.sources))


def public_program(public: PublicRegion, lineage: uuid.UUID) -> PublicProgram:
    """The page of one program in a fixed number of queries; Http404 for one that is not published."""
    years = years_of(public, [lineage])
    own = years.by_program.get(lineage)
    if not own:
        raise Http404
    figure = _shown(public, lineage)
    return PublicProgram(
        program=figure.program if figure else own[-1].plan.program,
        figure=figure,
        indicators=indicator_lines(own),
        budget=tuple(_budget(each) for each in own if sources_of(each)),
        history=years.periods[lineage],
        quick_wins=tuple(
            published(QuickWin.objects.of_region(public.region)).filter(program_lineage=lineage).for_list()
        ),
        feedback=tuple(feedback_of(public, lineage)),
    )


def feedback_of(public: PublicRegion, lineage: uuid.UUID) -> Any:
    """What citizens wrote about a program and a moderator let through, the newest first."""
    rows = published(Feedback.objects.of_region(public.region)).filter(program_lineage=lineage)
    return rows.select_related("agency").order_by("-created_at", "pk")[:50]


def _shown(public: PublicRegion, lineage: uuid.UUID) -> ProgramFigure | None:
    figures = public.figures.programs if public.figures else ()
    return next((each for each in figures if each.program.lineage == lineage), None)


def indicator_lines(years: tuple[ProgramYear, ...]) -> tuple[IndicatorLine, ...]:
    """Each indicator with target and verified value by year, the newest wording first to name it."""
    rows: dict[uuid.UUID, Indicator] = {}
    found: dict[uuid.UUID, list[IndicatorYear]] = {}
    for year in years:
        figures = {each.lineage: each for each in year.figure.indicators} if year.figure else {}
        for plan in year.plan.indicators:
            figure = figures.get(plan.indicator.lineage)
            rows[plan.indicator.lineage] = plan.indicator
            found.setdefault(plan.indicator.lineage, []).append(
                IndicatorYear(
                    year.plan.year,
                    plan.target,
                    plan.target_text,
                    figure.realised if figure else None,
                    figure.achievement_shown if figure else None,
                )
            )
    return tuple(IndicatorLine(rows[lineage], tuple(found[lineage])) for lineage in rows)


def _budget(year: ProgramYear) -> BudgetYear:
    sources = sources_of(year)
    return BudgetYear(
        year.plan.year,
        sum((each.ceiling for each in sources), Decimal(0)),
        year.figure.spending if year.figure else None,
        tuple(each.name for each in sources),
    )
