"""What lies below an item of the work list: the steps of a program, the milestones of a quick win, open remarks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from masterplan.models.plans import ActionItem, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ActionItemProgress, MilestoneProgress
from monev.monitoring.models.trail import Remark
from quickwins.models import Milestone, QuickWin


@dataclass(frozen=True, slots=True)
class Step:
    """An action item that runs in the year: its last reported state, and whether this period's report told it."""

    name: str
    kind: str
    state: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class DueMilestone:
    """A milestone of a quick win: due on a day, reached on another or not yet."""

    name: str
    due_on: date
    done_on: date | None
    today: date
    closes_on: date

    @property
    def is_due(self) -> bool:
        """Not reached, and due before the period closes."""
        return self.done_on is None and self.due_on <= max(self.closes_on, self.today)

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.due_on < self.today


@dataclass(frozen=True, slots=True)
class Told:
    """One value that a report told: of which period, opened when."""

    period_id: int
    opens_on: date
    kind: str
    value: Any


@dataclass
class Parts:
    """Everything below the items of several periods, read once."""

    steps: dict[int, list[ActionItem]] = field(default_factory=lambda: defaultdict(list))
    states: dict[tuple[Any, str], list[Told]] = field(default_factory=lambda: defaultdict(list))
    milestones: dict[int, list[Milestone]] = field(default_factory=lambda: defaultdict(list))
    reached: dict[int, list[Told]] = field(default_factory=lambda: defaultdict(list))

    def steps_of(self, program: Program, period: Period) -> tuple[Step, ...]:
        """The action items that run in the period's year; a new version of the plan knows them by their name."""
        found = []
        for row in self.steps[program.pk]:
            if row.start_year <= period.year <= row.end_year:
                told = _last(self.states.get((program.lineage, _same(row.name)), ()), period)
                state = told.value if told else ActionItemProgress.State.WAITING
                is_told = told is not None and told.period_id == period.pk
                found.append(Step(row.name, str(row.get_kind_display()), state, is_told))
        return tuple(found)

    def milestones_of(self, quick_win: QuickWin, period: Period, today: date) -> tuple[DueMilestone, ...]:
        """All milestones in their order; reached as a report up to this period says, else as the quick win does."""
        found = []
        for row in self.milestones[quick_win.pk]:
            told = _last(self.reached.get(row.pk, ()), period)
            found.append(
                DueMilestone(row.name, row.due_on, told.value if told else row.done_on, today, period.closes_on)
            )
        return tuple(found)


def parts_of(programs: Collection[Program], quick_wins: Collection[QuickWin]) -> Parts:
    """Read the steps, the milestones and what was ever reported about them, in four queries."""
    parts = Parts()
    for step in ActionItem.objects.filter(program__in={row.pk for row in programs}, archived_at=None).order_by(
        "start_year", "pk"
    ):
        parts.steps[step.program_id].append(step)
    states = ActionItemProgress.objects.filter(
        report__program__lineage__in={row.lineage for row in programs}, report__archived_at=None
    ).order_by("report__period__opens_on", "report__revision", "pk")
    for lineage, name, *told in states.values_list("report__program__lineage", "action_item__name", *_TOLD, "state"):
        parts.states[lineage, _same(name)].append(Told(*told))
    wins = {row.pk for row in quick_wins}
    for row in Milestone.objects.filter(quick_win__in=wins, archived_at=None).order_by("position", "due_on", "pk"):
        parts.milestones[row.quick_win_id].append(row)
    reached = MilestoneProgress.objects.filter(report__quick_win__in=wins, report__archived_at=None).order_by(
        "report__period__opens_on", "report__revision", "pk"
    )
    for milestone_id, *told in reached.values_list("milestone", *_TOLD, "done_on"):
        parts.reached[milestone_id].append(Told(*told))
    return parts


_TOLD = ("report__period", "report__period__opens_on", "report__period__kind")


def open_remarks(column: str, report_ids: Collection[int]) -> dict[int, list[str]]:
    """By report what the verifier said about single fields and nobody resolved; `column` names the kind of report."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Remark.objects.filter(**{f"{column}__in": report_ids}, resolved_at=None, is_answer=False)
    for report_id, text in rows.order_by("at", "pk").values_list(column, "text"):
        found[report_id].append(text)
    return found


def _last(rows: Iterable[Told], period: Period) -> Told | None:
    """The last that was told up to this period, in the rhythm of the period."""
    known = [row for row in rows if row.kind == period.kind and row.opens_on <= period.opens_on]
    return known[-1] if known else None


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()
