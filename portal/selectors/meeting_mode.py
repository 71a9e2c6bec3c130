"""Meeting mode: the dashboard of a region as a few screens for the projector, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext, pgettext

from masterplan.models.preparation import Directive
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import QuickWinReport
from monev.monitoring.periods import today_in
from monev.monitoring.progress import deviation
from monev.monitoring.selectors.figures import RegionFigures, YearInputs, figures_at
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.monitoring.selectors.program_figures import PRELIMINARY, ProgramFigure
from monev.monitoring.workflow import PUBLISHED
from organizations.models import Region
from organizations.roles import Can
from portal.selectors.dashboard import worst_deviations
from quickwins.models import QuickWin

OVERALL, DEVIATIONS, QUICK_WINS, DIRECTIVES = "ringkasan", "deviasi", "quick-win", "arahan"
WORST_OF_PILLAR, WORST_OF_ALL, MOST_LINES = 3, 5, 6
"""As many as can be read from the other end of the room without scrolling."""


@dataclass(frozen=True)
class Step:
    """One screen: its name in the address, its number from 1, its title; the pillar that it is about, if any."""

    key: str
    number: int
    title: str
    short: str
    pillar: GroupFigure | None = None


@dataclass(frozen=True)
class Place:
    """Where one stands among the steps."""

    steps: tuple[Step, ...]
    step: Step

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def previous(self) -> Step | None:
        return self.steps[self.step.number - 2] if self.step.number > 1 else None

    @property
    def next(self) -> Step | None:
        return self.steps[self.step.number] if self.step.number < self.total else None


@dataclass(frozen=True)
class Trend:
    """How many points a figure moved since the period before in the same year."""

    before: Period
    points: Decimal | None


@dataclass(frozen=True)
class Figures:
    """A group of programs as a screen shows it: its figures, how its achievement moved, its worst deviations."""

    group: GroupFigure
    trend: Trend | None
    worst: tuple[ProgramFigure, ...]


@dataclass(frozen=True)
class QuickWinBar:
    """A quick win with its last percent that counts; None when nothing was reported."""

    quick_win: QuickWin
    percent: Decimal | None


@dataclass(frozen=True)
class Lines:
    """The first rows of a list, and how many there are beside them."""

    rows: tuple[Any, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def place_at(figures: RegionFigures, wanted: str) -> Place | None:
    """The step that the address names, the first without one; None for a name that is no step."""
    steps = _steps(figures)
    step = next((each for each in steps if each.key == (wanted or OVERALL)), None)
    return Place(steps, step) if step else None


def _steps(figures: RegionFigures) -> tuple[Step, ...]:
    """Overall, each pillar of the plan, then the three lists."""
    found: list[tuple[str, str, str, GroupFigure | None]] = [
        (OVERALL, gettext("Overall"), gettext("Overall"), None),
        *((each.letters, each.label, each.letters, each) for each in figures.pillars if each.letters),
        (DEVIATIONS, gettext("Largest deviations"), pgettext("meeting mode", "Deviations"), None),
        (QUICK_WINS, gettext("Quick wins"), gettext("Quick wins"), None),
        (DIRECTIVES, gettext("Open directives"), gettext("Directives"), None),
    ]
    return tuple(Step(key, number, title, short, group) for number, (key, title, short, group) in enumerate(found, 1))


def figures_of(year: YearInputs, figures: RegionFigures, step: Step) -> Figures:
    """The figures of the step's pillar, or of the region; no query."""
    group = step.pillar or figures.total
    worst = worst_deviations(group.programs)
    return Figures(group, _trend(year, figures, group), worst[: WORST_OF_PILLAR if step.pillar else WORST_OF_ALL])


def _trend(year: YearInputs, figures: RegionFigures, group: GroupFigure) -> Trend | None:
    earlier = [each for each in year.periods if each.number < figures.period.number]
    if not earlier:
        return None
    before = figures_at(year, earlier[-1], preliminary=figures.preliminary)
    same = next((each for each in before.pillars if each.key == group.key), None) if group.letters else before.total
    return Trend(earlier[-1], deviation(group.achievement.value, same.achievement.value) if same else None)


def quick_win_bars(region: Region, period: Period, *, preliminary: bool, seen_by: Any) -> Lines:
    """The quick wins of the year, the furthest behind first; a report of 'no change' carries the last percent on."""
    reports = (
        QuickWinReport.objects.allowed(seen_by, Can.VIEW)
        .in_effect()
        .filter(quick_win=OuterRef("pk"), period__year=period.year, period__kind=period.kind)
        .filter(period__number__lte=period.number, state__in=PRELIMINARY if preliminary else PUBLISHED)
        .exclude(physical_percent=None)
        .order_by("-period__number")
    )
    rows: QuerySet[Any] = QuickWin.objects.allowed(seen_by, Can.VIEW).current().filter(region=region, year=period.year)
    found = rows.for_list().annotate(last_percent=Subquery(reports.values("physical_percent")[:1]))  # type: ignore[attr-defined]
    bars = [QuickWinBar(row, row.last_percent) for row in found]
    in_order = sorted(bars, key=lambda each: (each.percent is not None, each.percent or 0, each.quick_win.title))
    return Lines(tuple(in_order[:MOST_LINES]), len(bars))


@dataclass(frozen=True)
class OpenDirective:
    """A directive that is not closed, and whether its day has passed."""

    directive: Directive
    is_overdue: bool


def open_directives(region: Region, *, seen_by: Any) -> Lines:
    """The directives that are not closed, the first to be due first."""
    rows: Any = Directive.objects.allowed(seen_by, Can.VIEW).current().of_region(region)
    today = today_in(region.time_zone)
    found = rows.exclude(status=Directive.Status.CLOSED).select_related("agency").order_by(F("due_on"), "pk")
    return _directive_lines(list(found), today)


def _directive_lines(rows: Sequence[Directive], today: date) -> Lines:
    return Lines(tuple(OpenDirective(each, each.due_on < today) for each in rows[:MOST_LINES]), len(rows))
