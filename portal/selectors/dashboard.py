"""What a dashboard of a region shows: composed from the figures of monitoring, nothing calculated anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery

from masterplan.models.commitments import Pledge
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
from quickwins.models import QuickWin

WORST = 10
LIGHTS = ("red", "amber", "green", "none")


@dataclass(frozen=True)
class Change:
    """A program that moved since the last period: physical percent before and now, the difference in points."""

    figure: ProgramFigure
    before: Decimal | None
    now: Decimal | None
    points: Decimal | None


@dataclass(frozen=True)
class QuickWinLine:
    """A quick win of the year with its last percent that counts."""

    quick_win: QuickWin
    percent: Decimal | None
    state: str


@dataclass(frozen=True)
class Dashboard:
    """Everything on the page of a region at the end of a period. `before` is the period before in the same year."""

    region: Region
    period: Period
    now: RegionFigures
    before: RegionFigures | None
    achievement_trend: Decimal | None
    physical_trend: Decimal | None
    worst: tuple[ProgramFigure, ...]
    changes: tuple[Change, ...]
    newly_reported: int
    quick_wins: tuple[QuickWinLine, ...]
    pledges: dict[str, int]
    directives: tuple[Directive, ...]
    overdue: int


@dataclass(frozen=True)
class Choice:
    """Which rows of the list of programs somebody asked for, from the address."""

    light: str = ""
    pillar: str = ""
    agency: str = ""

    def fits(self, figure: ProgramFigure) -> bool:
        """Whether a program belongs to the rows asked for."""
        sub = figure.program.sub_dimension
        return (
            (not self.light or (figure.light or "none") == self.light)
            and (not self.pillar or (sub.pillar.letters if sub else "none") == self.pillar)
            and (not self.agency or str(figure.program.lead_agency_id) == self.agency)
        )


def all_periods(region: Region) -> tuple[Period, ...]:
    """The periods, the one that ends last first; months and quarters where a region had both."""
    rows = region.periods.filter(archived_at=None)
    return tuple(sorted(rows, key=lambda each: (each.year, each.last_month, each.kind), reverse=True))


def periods_of(region: Region, today: date) -> tuple[Period, ...]:
    """The periods that have begun, newest first."""
    return begun(all_periods(region), today)


def begun(periods: Sequence[Period], today: date) -> tuple[Period, ...]:
    """Those of `periods` in which something can have been reported."""
    return tuple(each for each in periods if each.opens_on <= today)


def chosen_period(periods: Sequence[Period], wanted: str) -> Period | None:
    """The period of the address (`2026-3`, `2026-b3`), else the newest one that has closed, else the newest."""
    today = today_in(periods[0].region.time_zone) if periods else None
    named = [each for each in periods if each.address == wanted]
    closed = [each for each in periods if today and each.is_late(today)]
    return next(iter(named or closed or periods), None)


def dashboard(year: YearInputs, period: Period, *, preliminary: bool, seen_by: Any) -> Dashboard:
    """The dashboard of one period of a loaded year, in a fixed number of queries."""
    region = year.region
    now = figures_at(year, period, preliminary=preliminary)
    earlier = [each for each in year.periods if each.number < period.number]
    before = figures_at(year, earlier[-1], preliminary=preliminary) if earlier else None
    changes = _changes(now, before)
    directives = tuple(_open_directives(region, seen_by))
    today = today_in(region.time_zone)
    return Dashboard(
        region=region,
        period=period,
        now=now,
        before=before,
        achievement_trend=_difference(now, before, lambda group: group.achievement.value),
        physical_trend=_difference(now, before, lambda group: group.physical.value),
        worst=worst_deviations(now.programs),
        changes=tuple(changes[:WORST]),
        newly_reported=sum(each.before is None and each.now is not None for each in changes),
        quick_wins=tuple(_quick_wins(region, period, preliminary, seen_by)),
        pledges=_pledges(region, seen_by),
        directives=directives,
        overdue=sum(each.due_on < today for each in directives),
    )


def worst_deviations(programs: Sequence[ProgramFigure]) -> tuple[ProgramFigure, ...]:
    """The programs furthest behind their plan, at most ten, the furthest first."""
    late = [each for each in programs if each.deviation is not None and each.deviation < 0]
    return tuple(sorted(late, key=lambda each: (each.deviation, each.program.code))[:WORST])


def _difference(now: RegionFigures, before: RegionFigures | None, read: Any) -> Decimal | None:
    return deviation(read(now.total), read(before.total)) if before else None


def _changes(now: RegionFigures, before: RegionFigures | None) -> list[Change]:
    """Programs whose physical percent moved, the largest move first; joined across plan versions by lineage."""
    last = {each.program.lineage: each.actual for each in before.programs} if before else {}
    moved = []
    for each in now.programs:
        earlier = last.get(each.program.lineage)
        if each.actual is not None and each.actual != earlier:
            points = deviation(each.actual, earlier) if earlier is not None else None
            moved.append(Change(each, earlier, each.actual, points))
    return sorted(moved, key=lambda each: (-(each.points or Decimal(0)), each.figure.program.code))


def _quick_wins(region: Region, period: Period, preliminary: bool, seen_by: Any) -> list[QuickWinLine]:
    """Quick wins of the year; a report of 'no change' carries the last known percent on."""
    reports = (
        QuickWinReport.objects.allowed(seen_by, Can.VIEW)
        .in_effect()
        .filter(quick_win=OuterRef("pk"), period__year=period.year, period__kind=period.kind)
        .filter(period__number__lte=period.number, state__in=PRELIMINARY if preliminary else PUBLISHED)
        .order_by("-period__number")
    )
    known = reports.exclude(physical_percent=None)
    rows = QuickWin.objects.allowed(seen_by, Can.VIEW).filter(region=region, year=period.year, archived_at=None)
    found = rows.for_list().annotate(
        last_percent=Subquery(known.values("physical_percent")[:1]), last_state=Subquery(reports.values("state")[:1])
    )
    return [QuickWinLine(row, row.last_percent, row.last_state or "missing") for row in found]


def _pledges(region: Region, seen_by: Any) -> dict[str, int]:
    rows = Pledge.objects.allowed(seen_by, Can.VIEW).filter(commitment__region=region, archived_at=None)
    counts = Counter(rows.values_list("state", flat=True))
    return {state: counts[state] for state in Pledge.State.values}


def _open_directives(region: Region, seen_by: Any) -> Any:
    rows = Directive.objects.allowed(seen_by, Can.VIEW).filter(region=region, archived_at=None)
    return rows.exclude(status=Directive.Status.CLOSED).select_related("agency").order_by(F("due_on"), "pk")


def group_of(groups: Sequence[GroupFigure], **wanted: Any) -> GroupFigure | None:
    """The group whose attributes are as wanted (letters='LI')."""
    return next((each for each in groups if all(getattr(each, k) == v for k, v in wanted.items())), None)
