"""What a person must do now, by the rights that they hold: composed from the selectors of the apps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from citizens.selectors.feedback import Waiting, waiting_for
from masterplan.models.commitments import Pledge
from masterplan.models.preparation import Directive, Meeting
from monev.evaluation.selectors.follow_up import FollowUpLine, SecretariatDesk, secretariat_desks, to_act
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.duties import Vacancy, vacancies_seen_by
from monev.monitoring.selectors.figures import RegionFigures, region_figures
from monev.monitoring.selectors.locking import PeriodState, period_state, periods_to_lock, standing
from monev.monitoring.selectors.verification import QueueRow, queue
from monev.monitoring.selectors.work import WorkBoard, WorkPeriod, board_of
from organizations.models import Region
from organizations.roles import Can
from portal.selectors.dashboard import chosen_period, periods_of
from portal.selectors.directives import DirectiveLine, lines_of, to_answer
from portal.selectors.meetings import next_meeting
from portal.selectors.protection import Waiting as PersonalData
from portal.selectors.protection import waiting_for as personal_data_for
from portal.selectors.regions import RegionCare, RegionLine, region_cares, region_lines

SHOWN = 5
DUE_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Desk:
    """A queue on the first page: its first rows, and how much is in it."""

    rows: tuple[QueueRow, ...]
    total: int
    flags: int

    @classmethod
    def of(cls, rows: list[QueueRow]) -> Desk:
        return cls(tuple(rows[:SHOWN]), len(rows), sum(row.warnings + row.notices for row in rows))


@dataclass(frozen=True, slots=True)
class Headline:
    """A region for its council: the newest closed period, the next meeting, directives that were answered (`answered`)
    and those that are due, pledges that are due."""

    region: Region
    figures: RegionFigures | None
    meeting: Meeting | None
    answered: tuple[Directive, ...]
    directives: tuple[Directive, ...]
    overdue: int
    pledges: tuple[Pledge, ...]
    pledges_due: int


@dataclass(frozen=True, slots=True)
class RunningPeriod:
    """A period that runs now, for those who watch over it."""

    state: PeriodState
    standing: str
    days_left: int


@dataclass(frozen=True, slots=True)
class Home:
    """One section for each right that the person holds; empty ones are not shown."""

    board: WorkBoard | None = None
    enters: bool = False
    hands_over: bool = False
    directives: tuple[DirectiveLine, ...] = ()
    follow_ups: list[FollowUpLine] = field(default_factory=list)
    desks: list[SecretariatDesk] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)
    approvals: Desk | None = None
    verifications: Desk | None = None
    running: list[RunningPeriod] = field(default_factory=list)
    locks: list[Period] = field(default_factory=list)
    headlines: list[Headline] = field(default_factory=list)
    cares: list[RegionCare] = field(default_factory=list)
    assessed: list[Region] = field(default_factory=list)
    lines: list[RegionLine] = field(default_factory=list)
    feedback: Waiting | None = None
    personal_data: PersonalData | None = None

    @property
    def work(self) -> list[WorkPeriod]:
        """The open periods with the person's own work, or all of the OPD's."""
        return self.board.periods if self.board else []

    @property
    def is_empty(self) -> bool:
        """Nobody gave this person a role yet."""
        sections = (
            self.enters,
            self.approvals,
            self.verifications,
            self.headlines,
            self.cares,
            self.assessed,
            self.lines,
            self.personal_data,
        )
        return not any(bool(each) for each in sections)


def home_of(user: Any) -> Home:
    """The first page of one person."""
    may = user.access.may
    return Home(
        board=board_of(user) if may(Can.ENTER) else None,
        enters=may(Can.ENTER),
        hands_over=may(Can.HAND_OVER),
        directives=_to_answer(user) if may(Can.ENTER) else (),
        follow_ups=to_act(user) if may(Can.ENTER) else [],
        desks=secretariat_desks(user) if may(Can.SELF_ASSESS) else [],
        vacancies=vacancies_seen_by(user),
        approvals=_approvals(user) if may(Can.APPROVE) else None,
        verifications=Desk.of(queue(user, Can.VERIFY)) if may(Can.VERIFY) else None,
        running=_running(user) if may(Can.VERIFY) else [],
        locks=periods_to_lock(user) if may(Can.LOCK) else [],
        headlines=[_headline(region, user) for region in _regions(user, Can.DIRECT)] if may(Can.DIRECT) else [],
        cares=region_cares(_regions(user, Can.ADMINISTER), seen_by=user) if may(Can.ADMINISTER) else [],
        assessed=_regions(user, Can.ASSESS) if may(Can.ASSESS) else [],
        lines=region_lines(user) if may(Can.CATALOGUE) else [],
        feedback=waiting_for(user),
        personal_data=_personal_data(user) if may(Can.PROTECT) else None,
    )


def _regions(user: Any, can: Can) -> list[Region]:
    return list(Region.objects.allowed(user, can).current().order_by("code"))


def _personal_data(user: Any) -> PersonalData | None:
    """An officer always sees it; administrators, who have a first page of their own, when something waits."""
    over_nation = user.access.may(Can.CATALOGUE)
    found = personal_data_for(user, [] if over_nation else _regions(user, Can.PROTECT), SHOWN)
    return None if found.is_nothing and (over_nation or user.access.may(Can.ADMINISTER)) else found


def _to_answer(user: Any) -> tuple[DirectiveLine, ...]:
    """Directives that wait for an answer of the person's OPDs, the most urgent first."""
    rows = to_answer(user)
    return tuple(lines_of(rows, today_in(rows[0].region.time_zone))) if rows else ()


def _approvals(user: Any) -> Desk | None:
    """Nothing where the region does not ask for the approval of the head."""
    agencies = user.access.reach(Can.APPROVE).agencies
    if not Region.objects.filter(agencies__in=agencies, head_approves=True).exists():
        return None
    return Desk.of(queue(user, Can.APPROVE))


def _running(user: Any) -> list[RunningPeriod]:
    """Open periods with what is still missing in each; one or two run at a time."""
    rows = Period.objects.allowed(user, Can.VERIFY).current().filter(locked_at=None).select_related("region")
    found = []
    for period in rows.in_order():
        today = today_in(period.region.time_zone)
        if period.is_open(today):
            days_left = (period.closes_on - today).days
            found.append(RunningPeriod(period_state(period), standing(period, today), days_left))
    return found


def _headline(region: Region, user: Any) -> Headline:
    """The figures are those of the dashboard: the same period, verified reports only."""
    today = today_in(region.time_zone)
    period = chosen_period(periods_of(region, today), "")
    directives = Directive.objects.allowed(user, Can.VIEW).of_region(region)
    due = directives.to_answer().filter(due_on__lte=today + DUE_SOON).select_related("agency")
    pledges = Pledge.objects.allowed(user, Can.VIEW).current().of_region(region).filter(due_year__lte=today.year)
    unkept = pledges.exclude(state=Pledge.State.KEPT).select_related("commitment__agency").order_by("due_year", "pk")
    rows = tuple(due.order_by("due_on", "pk"))
    return Headline(
        region=region,
        figures=region_figures(region, period) if period else None,
        meeting=next_meeting(region, seen_by=user),
        answered=tuple(directives.to_decide().for_list()),
        directives=rows[:SHOWN],
        overdue=sum(row.due_on < today for row in rows),
        pledges=tuple(unkept[:SHOWN]),
        pledges_due=unkept.count(),
    )
