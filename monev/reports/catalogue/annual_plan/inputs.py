"""What the evaluation of the annual plan rests on: the programs of a year, with all years of their plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext

from core.bundles import together
from core.errors import Refused
from masterplan.models.plans import PlanVersion, Program
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.rules import Rules
from monev.monitoring.selectors.inputs import ProgramInput, last_day, load_with_reports, programs_in, versions_in_force
from monev.monitoring.selectors.program_figures import ProgramFigure, program_figure
from monev.monitoring.selectors.rule_versions import RuleBook
from organizations.models import Agency, Region


@dataclass(frozen=True, slots=True)
class PlanYear:
    """The year that is evaluated up to `position`, its newest period that is closed (`evaluated_period`).

    `periods` are those of all years, of one kind, the oldest first; `inputs` are by program id and year.
    """

    region: Region
    year: int
    position: Period
    periods: tuple[Period, ...]
    rules: Rules
    programs: tuple[Program, ...]
    inputs: dict[tuple[int, int], ProgramInput]
    made_up: frozenset[int] = frozenset()
    """The ids of the reports that are example data."""

    @property
    def periods_a_year(self) -> int:
        """Twelve or four."""
        return 12 if self.position.kind == Period.Kind.MONTH else 4

    def at_position(self, program: Program) -> ProgramFigure:
        """The figure of a program that pages show for the position."""
        return program_figure(self.inputs[program.pk, self.year], self.position, self.rules)

    def counted(self, program: Program, year: int) -> dict[int, ProgramFigure]:
        """The figures of a program at the end of each period of the year with a verified report, by its number."""
        source = self.inputs.get((program.pk, year))
        if source is None:
            return {}
        rows = {
            each.number: program_figure(source, each, self.rules)
            for each in self.periods
            if each.year == year and (year < self.year or each.number <= self.position.number)
        }
        return {number: figure for number, figure in rows.items() if figure.is_counted}

    def ceiling_day(self, year: int) -> date:
        """The day by which the ceilings of a year count: its end, at most the position."""
        return min(date(year, 12, 31), last_day(self.position))


def evaluated_period(region: Region, year: int, on: datetime) -> tuple[Period, tuple[Period, ...]]:
    """The newest period of the year that is closed, else that has begun; and all of its kind.

    Raises `Refused` when none has begun.
    """
    today = on.astimezone(ZoneInfo(region.time_zone)).date()
    known = sorted(region.periods.filter(archived_at=None), key=lambda row: (row.year, row.number, row.pk))
    begun = [each for each in known if each.year == year and each.opens_on <= today]
    own = [each for each in begun if each.kind == region.rhythm] or begun
    if not own:
        raise Refused(gettext("No period of %(year)s has begun yet.") % {"year": year}, field="year")
    closed = [each for each in own if each.closes_on < today]
    position = (closed or own)[-1]
    return position, tuple(each for each in known if each.kind == position.kind)


def load_plan_year(region: Region, year: int, agency: Agency | None, *, on: datetime) -> PlanYear:
    """Everything, in a fixed number of queries. Raises `Refused` when no period of the year has begun."""
    position, periods = evaluated_period(region, year, on)
    rows = together(
        versions=PlanVersion.objects.filter(plan__region=region, archived_at=None).exclude(
            status=PlanVersion.Status.DRAFT
        ),
        rules=RuleVersion.objects.filter(Q(region=region) | Q(region=None), archived_at=None),
    )
    running = programs_in(versions_in_force(rows["versions"], position), position)
    programs = tuple(running if agency is None else running.filter(lead_agency=agency))
    rules = RuleBook.of(rows["rules"]).at(region.pk, last_day(position))
    inputs, reports = load_with_reports(programs, _years(programs, year), position.kind)
    made_up = frozenset(each.pk for each in reports if each.is_example)
    return PlanYear(region, year, position, periods, rules, programs, inputs, made_up)


def _years(programs: Sequence[Program], year: int) -> range:
    """All years of the programs."""
    first = min((each.start_year for each in programs), default=year)
    return range(first, max((each.end_year for each in programs), default=year) + 1)
