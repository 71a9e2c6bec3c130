"""What an OPD has to report now: programs, quick wins and pledges of every open period, most urgent first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count

from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.due import agency_id_of, due_in
from monev.monitoring.selectors.duties import Key, held_posts, posts_by_subject, subject_key
from monev.monitoring.selectors.inputs import ProgramInput, last_day, load
from monev.monitoring.selectors.subjects import KINDS, Kind
from monev.monitoring.selectors.work_parts import DueMilestone, Parts, Step, open_remarks, parts_of
from monev.monitoring.workflow import State
from organizations.models import Post
from organizations.roles import Can
from quickwins.models import QuickWin

MISSING = "missing"
URGENCY = (State.RETURNED, MISSING, State.DRAFT, State.SUBMITTED, State.APPROVED, State.VERIFIED)
"""Which state comes first: what came back, what was not begun, what is not finished, what waits for others."""
TODO = (State.RETURNED, MISSING, State.DRAFT)
DUE = "due"
"""The group of what has a milestone that is due before the period closes."""
PROOFS = {
    "progress": ("progress_report", "indicator_value__report"),
    "quick-win": ("quick_win_report", "milestone__report"),
    "pledge": ("pledge_report",),
}
LONG = 12
MINE, ALL = "saya", "opd"
"""Whose work: that of the posts that the person holds, or all of the OPD; as it stands in the address."""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One program, quick win or pledge of a period, its report if there is one, and what is still missing in it.

    `gaps` are codes: `physical`, `spending`, `values`, `action_items`, `milestones`, `state`, `evidence`. `post`
    answers for it (None: the OPD as a whole), `is_mine` when the person holds that post today. `due_on` is the day of
    the first milestone that is due, else the day on which the period closes.
    """

    kind: str
    subject: Any
    report: Any | None
    state: str
    gaps: tuple[str, ...]
    evidence: int
    due_on: date | None = None
    post: Post | None = None
    is_mine: bool = False
    steps: tuple[Step, ...] = ()
    milestones: tuple[DueMilestone, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def is_todo(self) -> bool:
        """Whether the OPD still has to do something."""
        return self.state in TODO

    @property
    def due_milestones(self) -> tuple[DueMilestone, ...]:
        """Those not reached that are due before the period closes."""
        return tuple(each for each in self.milestones if each.is_due)

    @property
    def reached(self) -> int:
        """How many milestones are reached."""
        return sum(each.done_on is not None for each in self.milestones)

    @property
    def finished_steps(self) -> int:
        """How many action items are done."""
        return sum(each.state == "done" for each in self.steps)

    @property
    def group(self) -> str:
        """Under which heading it stands: its state, or that a milestone is due."""
        if self.is_todo and self.state != State.RETURNED and self.due_milestones:
            return DUE
        return self.state

    @property
    def urgency(self) -> tuple[Any, ...]:
        """What came back first, then what is due first, then not begun, drafts, what was sent."""
        rank = 0 if self.state == State.RETURNED else 1 if self.is_todo else 2
        due = self.due_on if rank < 2 and self.due_on else date.max
        return rank, self.group != DUE, due, URGENCY.index(self.state)


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Items under one heading; those that are done stand closed."""

    code: str
    items: tuple[WorkItem, ...]

    @property
    def is_done(self) -> bool:
        return not self.items[0].is_todo


@dataclass(frozen=True, slots=True)
class WorkPeriod:
    """A period with what the person may enter in it; `everything` counts what the OPD sent, and all that it owes."""

    period: Period
    items: tuple[WorkItem, ...]
    today: date
    everything: tuple[int, int] = (0, 0)

    @property
    def done(self) -> int:
        return sum(not item.is_todo for item in self.items)

    @property
    def days_left(self) -> int:
        """Until it closes; negative once entries are late."""
        return (self.period.closes_on - self.today).days

    @property
    def first_unfinished(self) -> WorkItem | None:
        return next((item for item in self.items if item.is_todo), None)

    @property
    def groups(self) -> tuple[WorkGroup, ...]:
        """The items under their headings, in the order of urgency."""
        rows = groupby(self.items, key=lambda item: item.group)
        return tuple(WorkGroup(code, tuple(items)) for code, items in rows)

    def of_scope(self, scope: str) -> WorkPeriod:
        """Only the person's own work, or everything."""
        if scope != MINE:
            return self
        return replace(self, items=tuple(item for item in self.items if item.is_mine))


@dataclass(frozen=True, slots=True)
class WorkBoard:
    """The work list as it is shown: whose work, how much there is of each, and the periods with the chosen items.

    `unowned` is what is still to do and no post answers for: everybody of the OPD owes it.
    """

    scope: str
    mine: int
    total: int
    unowned: int = 0
    periods: list[WorkPeriod] = field(default_factory=list)

    @property
    def is_mine(self) -> bool:
        return self.scope == MINE

    @property
    def is_long(self) -> bool:
        """Whether a field to find something in it helps."""
        return sum(len(each.items) for each in self.periods) > LONG


def board_of(user: Any, scope: str = "") -> WorkBoard:
    """The work list of a person. Without a scope: their own when a post of theirs answers for something, else all."""
    work = work_of(user)
    mine = sum(item.is_mine for each in work for item in each.items)
    total = sum(len(each.items) for each in work)
    chosen = scope if scope in (MINE, ALL) else (MINE if mine else ALL)
    unowned = sum(item.is_todo and item.post is None for each in work for item in each.items)
    shown = [each.of_scope(chosen) for each in work]
    return WorkBoard(chosen, mine, total, unowned, [each for each in shown if each.items])


def work_of(user: Any) -> list[WorkPeriod]:
    """The open periods in which `user` may enter something, the one that closes first on top.

    A locked period stands here with the corrections that nobody finished yet. The number of queries grows neither with
    the periods nor with what is due in them.
    """
    reach = user.access.reach(Can.ENTER)
    periods = Period.objects.allowed(user, Can.VIEW).current().select_related("region")
    corrected = {pk for kind in KINDS for pk in _corrections(kind, user)} if reach else set()
    places = periods.filter(region__agencies__in=reach.agencies) | periods.filter(region__in=reach.regions)
    rows = (places.filter(locked_at=None) | places.filter(pk__in=corrected)).distinct().order_by("closes_on", "pk")
    days = {each: today_in(each.region.time_zone) for each in rows}
    shown = [each for each in days if each.is_open(days[each]) or each.pk in corrected]
    items = _items(user, shown, days) if shown else {}
    return [
        WorkPeriod(each, found, days[each], (sum(not item.is_todo for item in found), len(found)))
        for each in shown
        if (found := tuple(sorted(items[each.pk], key=lambda item: item.urgency)))
    ]


def _corrections(kind: Kind, user: Any) -> Iterable[int]:
    """The periods in which a correction of this kind is not finished."""
    rows: Any = kind.report._default_manager.all()
    found: Iterable[int] = rows.allowed(user, Can.ENTER).open_corrections().order_by().values_list("period", flat=True)
    return found


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything about the items of all periods, read once."""

    parts: Parts
    plans: dict[tuple[int, int, str], ProgramInput]
    posts: dict[tuple[int, Key], Post]
    held: set[int]
    reports: dict[tuple[int, Key], Any]
    evidence: dict[tuple[str, int], int]
    remarks: dict[tuple[str, int], list[str]]


def _items(user: Any, periods: list[Period], days: dict[Period, date]) -> dict[int, list[WorkItem]]:
    due = {kind: due_in(kind, periods, lambda rows: rows.allowed(user, Can.ENTER)) for kind in KINDS}
    facts = _facts(user, periods, due)
    return {
        period.pk: [
            item
            for kind in KINDS
            for subject in due[kind][period.pk]
            if (item := _item(kind, subject, period, days[period], facts))
        ]
        for period in periods
    }


def _facts(user: Any, periods: list[Period], due: dict[Kind, dict[int, list[Any]]]) -> _Facts:
    every = {kind: {row.pk: row for rows in due[kind].values() for row in rows}.values() for kind in KINDS}
    of_kind = {kind.subject: rows for kind, rows in every.items()}
    reports = {kind: list(_reports(kind, periods, every[kind])) for kind in KINDS}
    return _Facts(
        parts=parts_of(of_kind[Program], of_kind[QuickWin]),
        plans=_plans(of_kind[Program], periods),
        posts=posts_by_subject({agency_id_of(row) for rows in every.values() for row in rows}),
        held=held_posts(user),
        reports={(row.period_id, _report_key(kind, row)): row for kind in KINDS for row in reports[kind]},
        evidence={(kind.slug, pk): count for kind in KINDS for pk, count in _evidence_counts(kind, reports[kind])},
        remarks={
            (kind.slug, pk): texts
            for kind in KINDS
            for pk, texts in open_remarks(
                kind.use, [row.pk for row in reports[kind] if row.state == State.RETURNED]
            ).items()
        },
    )


def _plans(programs: Collection[Program], periods: list[Period]) -> dict[tuple[int, int, str], ProgramInput]:
    """By program, year and rhythm; a region has one rhythm, two only in the year in which it changes it."""
    years = {each.year for each in periods}
    return {
        (pk, year, rhythm): plan
        for rhythm in sorted({each.kind for each in periods})
        for (pk, year), plan in load(programs, years, rhythm).items()
    }


def _reports(kind: Kind, periods: list[Period], subjects: Collection[Any]) -> Any:
    """The reports that are worked on; one written on an older version of the plan is the program's report today."""
    every: Any = kind.report._default_manager.all()
    rows = every.filter(period__in=periods).newest()
    if kind.subject is Program:
        return rows.filter(program__lineage__in={row.lineage for row in subjects}).select_related("program")
    return rows.filter(**{f"{kind.field}__in": [row.pk for row in subjects]})


def _report_key(kind: Kind, report: Any) -> Key:
    return kind.slug, report.program.lineage if kind.subject is Program else getattr(report, f"{kind.field}_id")


def _evidence_counts(kind: Kind, reports: list[Any]) -> Iterator[tuple[int, int]]:
    """By report: what proves it, one of its indicator values or one of its milestones."""
    counts: dict[int, int] = defaultdict(int)
    for path in PROOFS[kind.slug]:
        rows = EvidenceUse.objects.filter(**{f"{path}__in": [row.pk for row in reports]}, archived_at=None).order_by()
        for pk, count in rows.values_list(path).annotate(count=Count("pk")):
            counts[pk] += count
    return iter(counts.items())


def _item(kind: Kind, subject: Any, period: Period, today: date, facts: _Facts) -> WorkItem | None:
    """None for what is not owed any more: in a locked period only what is being corrected."""
    key = subject_key(subject)
    report = facts.reports.get((period.pk, key))
    if period.is_locked and not (report and report.is_correction and not report.is_verified):
        return None
    post = facts.posts.get((agency_id_of(subject), key))
    steps = facts.parts.steps_of(subject, period) if kind.subject is Program else ()
    milestones = facts.parts.milestones_of(subject, period, today) if kind.subject is QuickWin else ()
    state = report.state if report else MISSING
    evidence = facts.evidence.get((kind.slug, report.pk), 0) if report else 0
    item = WorkItem(
        kind=kind.slug,
        subject=subject,
        report=report,
        state=state,
        gaps=(),
        evidence=evidence,
        due_on=min((each.due_on for each in milestones if each.is_due), default=period.closes_on),
        post=post,
        is_mine=post is not None and post.pk in facts.held,
        steps=steps,
        milestones=milestones,
        remarks=tuple(facts.remarks.get((kind.slug, report.pk), ())) if report else (),
    )
    plan = facts.plans.get((subject.pk, period.year, period.kind)) if kind.subject is Program else None
    return replace(item, gaps=tuple(_gaps(item, plan, period))) if item.is_todo else item


def _gaps(item: WorkItem, plan: ProgramInput | None, period: Period) -> Iterator[str]:
    """What a report still needs; 'nihil' with its reason needs nothing but the state of a pledge."""
    report, is_pledge = item.report, isinstance(item.subject, Pledge)
    if is_pledge and not (report and report.pledge_state):
        yield "state"
    if report and report.nil_reason:
        return
    if not is_pledge and (report is None or report.physical_percent is None):
        yield "physical"
    if plan:
        yield from _program_gaps(plan, period, report)
    if any(not step.is_told for step in item.steps):
        yield "action_items"
    if item.due_milestones:
        yield "milestones"
    if not item.evidence:
        yield "evidence"


def _program_gaps(plan: ProgramInput, period: Period, report: Any) -> Iterator[str]:
    entry = plan.revisions.get(report.pk) if report else None
    spending, values = (entry.spending, entry.values) if entry else ({}, {})
    if any(each.ceiling and each.source_id not in spending for each in plan.sources(last_day(period))):
        yield "spending"
    if any(each.indicator.lineage not in values for each in plan.indicators):
        yield "values"
