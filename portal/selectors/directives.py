"""Directives as pages show them: the list of a region, one with its whole course, and what waits for a person."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from masterplan.models.agenda import AgendaItem
from masterplan.models.directives import DirectiveAnswer, DirectiveStep
from masterplan.models.plans import Program
from masterplan.models.preparation import Directive
from masterplan.workflow import Move, moves_from
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.subjects import used_elsewhere
from organizations.models import Region
from organizations.roles import Can

OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class DirectiveLine:
    """One directive in a list. `state` is its status, or `overdue`; `program` is the one of the plan in force."""

    directive: Directive
    state: str
    program: Program | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing in the course of a directive: a step with its words, and what was answered with its evidence."""

    step: str
    by: Any
    at: datetime
    words: str
    due_on: date | None
    uses: tuple[EvidenceUse, ...]
    is_example: bool


@dataclass(frozen=True, slots=True)
class DirectivePage:
    """A directive with everything about it. `shared`: by piece of evidence, where else the file is shown."""

    directive: Directive
    state: str
    program: Program | None
    events: tuple[Event, ...]
    shared: Mapping[int, list[str]]
    agenda: tuple[AgendaItem, ...]
    legacy_answer: str


def state_of(directive: Directive, today: date) -> str:
    """Its status, or that it is overdue."""
    return OVERDUE if directive.is_overdue(today) else str(directive.status)


def lines_of(rows: Iterable[Directive], today: date) -> list[DirectiveLine]:
    """Directives with their programs and last answers; two more queries for any number of them."""
    found = list(rows)
    programs = programs_in_force({row.program_lineage for row in found if row.program_lineage})
    answers = DirectiveAnswer.objects.filter(directive__in=[row.pk for row in found], archived_at=None)
    last = dict(answers.order_by().values_list("directive").annotate(at=Max("answered_at")))
    return [
        DirectiveLine(row, state_of(row, today), programs.get(row.program_lineage), last.get(row.pk)) for row in found
    ]


def region_directives(region: Region, *, seen_by: Any) -> list[DirectiveLine]:
    """All directives of a region: the overdue first, then what waits, then what is closed; by due date."""
    today = today_in(region.time_zone)
    rows = Directive.objects.allowed(seen_by, Can.VIEW).current().of_region(region).for_list()
    order = {OVERDUE: 0, Directive.Status.ANSWERED: 1, Directive.Status.OPEN: 2, Directive.Status.CLOSED: 3}
    return sorted(lines_of(rows, today), key=lambda each: order[each.state])


def directive_page(directive: Directive, *, seen_by: Any) -> DirectivePage:
    """One directive, in a fixed number of queries."""
    uses = _uses(directive)
    steps = DirectiveStep.objects.filter(directive=directive, archived_at=None).select_related("by", "answer")
    events = tuple(_event(row, uses) for row in steps.order_by("at", "pk"))
    programs = programs_in_force({directive.program_lineage} if directive.program_lineage else set())
    items = AgendaItem.objects.allowed(seen_by, Can.VIEW).current().filter(reference=f"directive:{directive.uid}")
    return DirectivePage(
        directive=directive,
        state=state_of(directive, today_in(directive.region.time_zone)),
        program=programs.get(directive.program_lineage),
        events=events,
        shared=used_elsewhere(uses, seen_by=seen_by),
        agenda=tuple(items.select_related("meeting__council").order_by("-meeting__held_on", "pk")),
        # What was recorded before answers were kept one by one.
        legacy_answer="" if any(row.answer_id for row in steps) else directive.answer,
    )


def _uses(directive: Directive) -> list[EvidenceUse]:
    rows = EvidenceUse.objects.filter(directive_answer__directive=directive, archived_at=None)
    rows = rows.select_related("evidence__stored_file", "evidence__uploaded_by", "directive_answer__directive")
    return list(rows.order_by("created_at", "pk"))


def _event(row: DirectiveStep, uses: Iterable[EvidenceUse]) -> Event:
    words = row.answer.text if row.answer else row.words
    own = tuple(use for use in uses if row.answer_id and use.directive_answer_id == row.answer_id)
    return Event(row.step, row.by, row.at, words, row.due_on, own, row.is_example)


def open_moves(directive: Directive, user: Any) -> dict[str, Move]:
    """The steps that this person may take now, by name; no query."""
    where = {"region_id": directive.region_id, "agency_id": directive.agency_id}
    return {
        str(each.step): each for each in moves_from(directive.status) if user.access.reach(each.can).covers(**where)
    }


def may_direct(user: Any, region: Region) -> bool:
    """Whether a person gives directives in a region; no query."""
    return bool(user.access.reach(Can.DIRECT).covers(region_id=region.pk))


def programs_in_force(lineages: Iterable[uuid.UUID]) -> dict[uuid.UUID | None, Program]:
    """The programs of the plans in force, by their identifier across versions; no query for none."""
    wanted = set(lineages)
    if not wanted:
        return {}
    rows = Program.objects.in_force().filter(lineage__in=wanted).select_related("lead_agency")
    return {row.lineage: row for row in rows}


def to_answer(user: Any) -> tuple[Directive, ...]:
    """What waits for the OPDs of a person, the most urgent first."""
    return tuple(Directive.objects.allowed(user, Can.ENTER).to_answer().for_list())
