"""What a dashboard shows of a region, a pillar or an OPD: composed from the figures of monitoring, nothing anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from masterplan.models.commitments import Pledge
from masterplan.models.preparation import Directive
from monev.evaluation.models.results import Finding, NationalResult
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.progress import deviation
from monev.monitoring.scurve import Period as CurvePeriod
from monev.monitoring.scurve import Point, points
from monev.monitoring.selectors.corrections import Correction, counting_corrections
from monev.monitoring.selectors.evidence_levels import RegionLevel, region_level
from monev.monitoring.selectors.figures import RegionFigures, figures_at
from monev.monitoring.selectors.forecasts import GroupForecast, region_forecast
from monev.monitoring.selectors.group_figures import GroupFigure
from monev.monitoring.selectors.program_figures import PRELIMINARY, ProgramFigure
from monev.monitoring.selectors.quality import RegionQuality, quality_of
from monev.monitoring.selectors.region_year import (
    QuickWinStanding,
    RegionYear,
    load_region_year,
    quick_win_standings,
)
from monev.monitoring.workflow import PUBLISHED
from organizations.models import Region
from organizations.roles import Can
from quickwins.models import QuickWin

WORST = 10


@dataclass(frozen=True)
class Change:
    """A program that moved since the last period: physical percent before and now, the difference in points."""

    figure: ProgramFigure
    before: Decimal | None
    now: Decimal | None
    points: Decimal | None


@dataclass(frozen=True)
class Part:
    """What a dashboard is about: the whole region, one pillar (`letters`) or one OPD (`agency_id`)."""

    letters: str = ""
    agency_id: int | None = None

    def figure(self, figures: RegionFigures) -> GroupFigure | None:
        """The figures of this part; None when the region has no program in it."""
        if self.letters:
            return group_of(figures.pillars, letters=self.letters)
        if self.agency_id is not None:
            return group_of(figures.agencies, object_id=self.agency_id)
        return figures.total

    @property
    def address(self) -> dict[str, str]:
        """How an address names the part."""
        if self.letters:
            return {"pilar": self.letters}
        return {"opd": str(self.agency_id)} if self.agency_id is not None else {}

    def has_quick_win(self, row: QuickWin) -> bool:
        return row.pillar.letters == self.letters if self.letters else self.has_agency(row.agency_id)

    def has_agency(self, agency_id: int | None) -> bool:
        """Whether a row of this OPD (None: of the whole region) belongs to the part."""
        return self.agency_id is None or agency_id == self.agency_id

    def has_work(self, agency_id: int | None, lineage: UUID | None, programs: Iterable[ProgramFigure]) -> bool:
        """Whether a pledge or directive belongs to the part: in a pillar by the program that it names."""
        if self.letters:
            return lineage is not None and any(each.program.lineage == lineage for each in programs)
        return self.has_agency(agency_id)


WHOLE = Part()


@dataclass(frozen=True)
class Dashboard:
    """Everything on a dashboard at the end of a period. `before` is the period before in the same year.

    `course` holds the figures at the end of each period of the year so far, the last one those of `period`.
    """

    year: RegionYear
    period: Period
    preliminary: bool
    part: Part
    figures: RegionFigures
    group: GroupFigure
    course: tuple[tuple[Period, GroupFigure], ...]
    curve: tuple[Point, ...]
    worst: tuple[ProgramFigure, ...]
    changes: tuple[Change, ...]
    newly_reported: int
    quick_wins: tuple[QuickWinStanding, ...]
    pledges: tuple[Pledge, ...]
    directives: tuple[Directive, ...]
    late_directives: tuple[Directive, ...]
    findings: tuple[Finding, ...]
    result: NationalResult | None
    quality: RegionQuality
    evidence: RegionLevel
    forecast: GroupForecast
    corrections: tuple[Correction, ...]

    @property
    def region(self) -> Region:
        return self.year.region

    @property
    def before(self) -> tuple[Period, GroupFigure] | None:
        """The period before with its figures; None in the first one of a year."""
        return self.course[-2] if len(self.course) > 1 else None

    @property
    def achievement_trend(self) -> Decimal | None:
        """Points of achievement gained since the period before."""
        return deviation(self.group.achievement.value, self.before[1].achievement.value) if self.before else None

    @property
    def physical_trend(self) -> Decimal | None:
        """Points of physical progress gained since the period before."""
        return deviation(self.group.physical.value, self.before[1].physical.value) if self.before else None

    @property
    def overdue(self) -> int:
        """How many directives are past their due date."""
        return len(self.late_directives)

    @property
    def pledge_counts(self) -> dict[str, int]:
        """How many pledges are in each state."""
        return {state: sum(each.state == state for each in self.pledges) for state in Pledge.State.values}

    @property
    def pledges_kept(self) -> int:
        return self.pledge_counts[Pledge.State.KEPT]


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


def load_dashboard_year(region: Region, period: Period, periods: Sequence[Period], *, seen_by: Any) -> RegionYear:
    """Everything a dashboard of the region rests on, in four queries."""
    open_directives = Directive.objects.current().of_region(region).exclude(status=Directive.Status.CLOSED)
    return load_region_year(
        region,
        period,
        periods=periods,
        narrow=lambda rows: rows.allowed(seen_by, Can.VIEW),
        more={
            "directives": open_directives.allowed(seen_by, Can.VIEW),
            "findings": Finding.objects.open().of_region(region).allowed(seen_by, Can.VIEW),
            "results": NationalResult.objects.current().of_region(region).allowed(seen_by, Can.VIEW),
        },
    )


def dashboard(year: RegionYear, *, preliminary: bool, part: Part = WHOLE) -> Dashboard | None:
    """The dashboard of a loaded year, without a query; None for a part in which the region has no program."""
    periods = [each for each in year.inputs.periods if each.number <= year.period.number]
    along = [(each, figures_at(year.inputs, each, preliminary=preliminary)) for each in periods]
    figures = along[-1][1]
    group = part.figure(figures)
    if group is None:
        return None
    states = PRELIMINARY if preliminary else PUBLISHED
    changes = _changes(group, along[-2][1] if len(along) > 1 else None)
    directives = _directives(year, part, group)
    today = today_in(year.region.time_zone)
    return Dashboard(
        year=year,
        period=year.period,
        preliminary=preliminary,
        part=part,
        figures=figures,
        group=group,
        course=tuple((each, own) for each, at in along if (own := part.figure(at)) is not None),
        curve=figures.curve if part == WHOLE else _curve(group, year),
        worst=worst_deviations(group.programs),
        changes=tuple(changes[:WORST]),
        newly_reported=sum(each.before is None and each.now is not None for each in changes),
        quick_wins=tuple(each for each in quick_win_standings(year, states) if part.has_quick_win(each.quick_win)),
        pledges=_pledges(year, part, group),
        directives=directives,
        late_directives=tuple(each for each in directives if each.is_overdue(today)),
        findings=_findings(year, part),
        result=max(year.more["results"], key=lambda row: (row.year, row.stage), default=None),
        quality=quality_of(year),
        evidence=region_level(year, states=states),
        forecast=region_forecast(year.inputs, figures).of(group),
        corrections=tuple(each for each in counting_corrections(year) if _is_behind(each, part)),
    )


def _is_behind(correction: Correction, part: Part) -> bool:
    """Whether a correction changed the figures of this part."""
    if part.letters:
        sub = getattr(correction.subject, "sub_dimension", None)
        return sub is not None and sub.pillar.letters == part.letters
    return part.has_agency(correction.report.agency.pk)


def _curve(group: GroupFigure, year: RegionYear) -> tuple[Point, ...]:
    axis = [CurvePeriod(str(each), each.last_month) for each in year.inputs.periods]
    return tuple(points([each.curve for each in group.programs], axis, year.inputs.rules))


def worst_deviations(programs: Sequence[ProgramFigure]) -> tuple[ProgramFigure, ...]:
    """The programs furthest behind their plan, at most ten, the furthest first."""
    late = [each for each in programs if each.deviation is not None and each.deviation < 0]
    return tuple(sorted(late, key=lambda each: (each.deviation, each.program.code))[:WORST])


def _changes(group: GroupFigure, before: RegionFigures | None) -> list[Change]:
    """Programs whose physical percent moved, the largest move first; joined across plan versions by lineage."""
    last = {each.program.lineage: each.actual for each in before.programs} if before else {}
    moved = []
    for each in group.programs:
        earlier = last.get(each.program.lineage)
        if each.actual is not None and each.actual != earlier:
            difference = deviation(each.actual, earlier) if earlier is not None else None
            moved.append(Change(each, earlier, each.actual, difference))
    return sorted(moved, key=lambda each: (-(each.points or Decimal(0)), each.figure.program.code))


def _directives(year: RegionYear, part: Part, group: GroupFigure) -> tuple[Directive, ...]:
    rows = [
        each for each in year.more["directives"] if part.has_work(each.agency_id, each.program_lineage, group.programs)
    ]
    for each in rows:
        each.agency = year.agencies[each.agency_id]
    return tuple(sorted(rows, key=lambda each: (each.due_on, each.pk)))


def _pledges(year: RegionYear, part: Part, group: GroupFigure) -> tuple[Pledge, ...]:
    return tuple(
        each for each in year.pledges if part.has_work(each.commitment.agency_id, each.program_lineage, group.programs)
    )


def _findings(year: RegionYear, part: Part) -> tuple[Finding, ...]:
    """Open findings of the last evaluation that has some; of an OPD those that name it."""
    rows = [] if part.letters else [each for each in year.more["findings"] if part.has_agency(each.agency_id)]
    for each in rows:
        each.agency = year.agencies.get(each.agency_id) if each.agency_id else None
    newest = max((each.year for each in rows), default=None)
    return tuple(sorted((each for each in rows if each.year == newest), key=lambda each: (each.position, each.pk)))


def group_of(groups: Sequence[GroupFigure], **wanted: Any) -> GroupFigure | None:
    """The group whose attributes are as wanted (letters='LI')."""
    return next((each for each in groups if all(getattr(each, k) == v for k, v in wanted.items())), None)
