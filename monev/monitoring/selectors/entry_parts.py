"""The parts of a page of entry that stand in lists: which rows a report has, steps of a program, milestones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F

from masterplan.models.plans import ActionItem, Program
from monev.monitoring.achievement import Weighted, weighted_mean
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import (
    ActionItemProgress,
    IndicatorValue,
    MilestoneProgress,
    ProgressReport,
    QuickWinReport,
    Spending,
)
from monev.monitoring.periods import today_in
from monev.monitoring.rules import Rules
from quickwins.models import Milestone, QuickWin


@dataclass(frozen=True, slots=True)
class Part:
    """One list of a report: the name in `ReportData` and of the inputs, the rows, their key and their figure."""

    name: str
    prefix: str
    related: str
    model: Any
    key: str
    column: str


PARTS: dict[type, tuple[Part, ...]] = {
    ProgressReport: (
        Part("spending", "spending_", "spending", Spending, "source_of_funds_id", "amount"),
        Part("values", "value_", "indicator_values", IndicatorValue, "indicator_id", "value"),
        Part("actions", "action_", "action_items", ActionItemProgress, "action_item_id", "state"),
    ),
    QuickWinReport: (Part("milestones", "milestone_", "milestones", MilestoneProgress, "milestone_id", "done_on"),),
}
"""By kind of report its lists; a pledge has none."""
ALL_PARTS = tuple(part for parts in PARTS.values() for part in parts)


@dataclass(frozen=True, slots=True)
class ActionSlot:
    """One concrete step of the program in the year, of the lead OPD or of a supporting one, with its last state."""

    action_id: int
    name: str
    kind: str
    agency: str
    is_own: bool
    previous: str


@dataclass(frozen=True, slots=True)
class MilestoneSlot:
    """One milestone of a quick win. `reached_on`: told by an earlier report or the plan, so nothing is to enter."""

    milestone_id: int
    name: str
    due_on: date
    weight: Decimal
    reached_on: date | None


@dataclass(frozen=True, slots=True)
class WinPlan:
    """What can be entered for one quick win and period."""

    quick_win: QuickWin
    period: Period
    today: date
    milestones: tuple[MilestoneSlot, ...]
    previous_physical: Decimal | None

    @property
    def earliest(self) -> date:
        """The first day on which a milestone can have been reached: that of the quick win's year."""
        return date(self.quick_win.year, 1, 1)

    @property
    def to_enter(self) -> tuple[MilestoneSlot, ...]:
        """The milestones that no earlier report told."""
        return tuple(slot for slot in self.milestones if slot.reached_on is None)

    @property
    def reached_before(self) -> tuple[MilestoneSlot, ...]:
        return tuple(slot for slot in self.milestones if slot.reached_on is not None)


@dataclass(frozen=True, slots=True)
class MilestoneFigure:
    """How many milestones are reached, and their share of the weights in percent."""

    reached: int
    total: int
    share: Decimal | None


def action_slots_of(programs: Iterable[Program], period: Period) -> dict[int, tuple[ActionSlot, ...]]:
    """By program the steps that run in the year, own ones first; the last state is known across versions by name."""
    by_id = {program.pk: program for program in programs}
    rows = steps_running(by_id, period).select_related("agency").order_by("start_year", "pk")
    known = _last_states(by_id.values(), period)
    found: dict[int, list[ActionSlot]] = defaultdict(list)
    for row in rows:
        program = by_id[row.program_id]
        slot = ActionSlot(
            row.pk,
            row.name,
            str(row.get_kind_display()),
            row.agency.name,
            row.agency_id == program.lead_agency_id,
            known.get((program.lineage, _same(row.name)), ""),
        )
        found[program.pk].append(slot)
    return {key: tuple(sorted(found[key], key=lambda slot: not slot.is_own)) for key in by_id}


def steps_running(programs: Iterable[int], period: Period) -> Any:
    """The steps of programs (ids) that run in the period's year."""
    rows = ActionItem.objects.filter(program__in=programs, archived_at=None)
    return rows.filter(start_year__lte=period.year, end_year__gte=period.year)


def _last_states(programs: Iterable[Program], period: Period) -> dict[tuple[Any, str], str]:
    rows = ActionItemProgress.objects.filter(
        report__program__lineage__in=[program.lineage for program in programs],
        report__period__kind=period.kind,
        report__period__opens_on__lt=period.opens_on,
        report__archived_at=None,
    ).annotate(lineage=F("report__program__lineage"))
    rows = rows.order_by("report__period__opens_on", "report__revision", "pk")
    return {
        (lineage, _same(name)): state
        for lineage, name, state in rows.values_list("lineage", "action_item__name", "state")
    }


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def win_plan(quick_win: QuickWin, period: Period, previous: QuickWinReport | None) -> WinPlan:
    """The milestones of one quick win; see `win_plans`. `previous` is the last report before this period."""
    return win_plans([quick_win], period, {quick_win.pk: previous})[quick_win.pk]


def win_plans(
    quick_wins: Iterable[QuickWin], period: Period, previous: Mapping[int, QuickWinReport | None]
) -> dict[int, WinPlan]:
    """By quick win its milestones with what earlier reports told; `previous` is the last report of each before."""
    by_id = {quick_win.pk: quick_win for quick_win in quick_wins}
    told, own = _told(by_id, period)
    slots: dict[int, list[MilestoneSlot]] = defaultdict(list)
    milestones = Milestone.objects.filter(quick_win__in=by_id, archived_at=None)
    for row in milestones.order_by("position", "due_on", "pk"):
        reached = told.get(row.pk) or (row.done_on if row.pk not in own else None)
        slots[row.quick_win_id].append(MilestoneSlot(row.pk, row.name, row.due_on, row.weight, reached))
    today = today_in(period.region.time_zone)
    return {
        key: WinPlan(
            quick_win,
            period,
            today,
            tuple(slots[key]),
            before.physical_percent if (before := previous.get(key)) else None,
        )
        for key, quick_win in by_id.items()
    }


def _told(quick_wins: Iterable[int], period: Period) -> tuple[dict[int, date], set[int]]:
    """By milestone the day that earlier reports told, and the milestones that stand in this period's report."""
    told: dict[int, date] = {}
    own: set[int] = set()
    rows = MilestoneProgress.objects.filter(report__quick_win__in=list(quick_wins), report__archived_at=None)
    rows = rows.select_related("report__period").order_by("report__period__opens_on", "report__revision", "pk")
    for row in rows:
        if row.report.period_id == period.pk:
            own.add(row.milestone_id)
        elif row.report.period.opens_on < period.opens_on:
            told[row.milestone_id] = row.done_on
    return told, own


def milestone_figure(plan: WinPlan, dates: Mapping[int, date | None]) -> MilestoneFigure:
    """What the dates that stand in the form amount to. Weights are normalised to their sum.

    Two milestones of weight 1 and 3, the second reached: 1 of 2, 75 percent.
    """
    weighed = [
        Weighted(Decimal(100) if slot.reached_on or dates.get(slot.milestone_id) else Decimal(0), slot.weight)
        for slot in plan.milestones
    ]
    reached = sum(1 for each in weighed if each.value)
    return MilestoneFigure(reached, len(weighed), weighted_mean(weighed, Rules()).value)
