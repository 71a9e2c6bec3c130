"""The follow-up of findings as pages show it: the list of a region, one with its whole course, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q

from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.results import Finding, FindingEvidence, FindingStep, NationalResult
from monev.evaluation.workflow import Move, moves_from
from monev.monitoring.periods import clock_in, today_in
from organizations.models import Region
from organizations.roles import Can

OVERDUE, UNASSIGNED, NOT_TAKEN_UP = "overdue", "unassigned", "not_taken_up"
ORDER = (OVERDUE, UNASSIGNED, "reported", "open", "running", NOT_TAKEN_UP, "done")
"""States of a list, what needs attention first."""


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """One finding in a list. `proofs`: pieces of evidence; `last_on`: the day of its last step."""

    finding: Finding
    state: str
    proofs: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the course of a follow-up, with the evidence that came with it."""

    step: FindingStep
    proofs: tuple[FindingEvidence, ...]


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """A finding with everything about it; `item` is the question of the instrument that it is about."""

    finding: Finding
    state: str
    item: InstrumentItem | None
    events: tuple[Event, ...]


def state_of(finding: Finding, today: date) -> str:
    """Its status; or overdue, not given to an OPD yet, or (a weakness) not taken up."""
    if finding.is_overdue(today):
        return OVERDUE
    if finding.status != Finding.Status.OPEN:
        return str(finding.status)
    if not finding.is_task:
        return NOT_TAKEN_UP
    return str(finding.status) if finding.agency_id and finding.due_on else UNASSIGNED


def region_follow_ups(region: Region, *, seen_by: Any) -> list[FollowUpLine]:
    """Recommendations and weaknesses of a region, what needs attention first, then by due date; in one query."""
    rows = Finding.objects.allowed(seen_by, Can.VIEW).current().of_region(region)
    lines = lines_of(rows.exclude(kind=Finding.Kind.STRENGTH), today_in(region.time_zone))
    return sorted(lines, key=lambda each: (ORDER.index(each.state), each.finding.due_on or date.max))


def lines_of(rows: Any, today: date) -> list[FollowUpLine]:
    """A queryset of findings as lines."""
    counted = rows.annotate(
        proofs=Count("steps__evidence", filter=Q(steps__evidence__archived_at=None), distinct=True),
        last_at=Max("steps__at"),
    )
    found = counted.select_related("region", "agency").order_by("-year", "position", "pk")
    return [FollowUpLine(row, state_of(row, today), row.proofs, _day(row.last_at, row.region)) for row in found]


def _day(moment: datetime | None, region: Region) -> date | None:
    return clock_in(region.time_zone, moment).date() if moment else None


def follow_up_page(finding: Finding) -> FollowUpPage:
    """One finding with its course, in a fixed number of queries."""
    proofs: dict[int, list[FindingEvidence]] = {}
    shown = FindingEvidence.objects.filter(step__finding=finding, archived_at=None).order_by("pk")
    for row in shown.select_related("evidence__stored_file"):
        proofs.setdefault(row.step_id, []).append(row)
    steps = FindingStep.objects.filter(finding=finding, archived_at=None).select_related("by", "agency")
    return FollowUpPage(
        finding=finding,
        state=state_of(finding, today_in(finding.region.time_zone)),
        item=item_of(finding),
        events=tuple(Event(row, tuple(proofs.get(row.pk, ()))) for row in steps.order_by("at", "pk")),
    )


def item_of(finding: Finding) -> InstrumentItem | None:
    """The item of the instrument with which the region was evaluated in that year."""
    if not finding.item_code:
        return None
    of_result = NationalResult.objects.filter(region=finding.region_id, year=finding.year).values("instrument_code")
    of_round = Q(instrument__rounds__year=finding.year, instrument__rounds__assessments__region=finding.region_id)
    rows = InstrumentItem.objects.filter(of_round | Q(instrument__code__in=of_result), code=finding.item_code)
    return rows.select_related("indicator__dimension").order_by("pk").first()


def open_moves(finding: Finding, user: Any) -> dict[str, Move]:
    """The steps that this person may take now, by name; no query."""
    if finding.kind == Finding.Kind.STRENGTH or finding.archived_at is not None:
        return {}
    where = {"region_id": finding.region_id, "agency_id": finding.agency_id}
    return {str(each.step): each for each in moves_from(finding.status) if user.access.reach(each.can).covers(**where)}


def to_act(user: Any) -> list[FollowUpLine]:
    """What waits for the OPDs of a person, the most urgent first."""
    return _with_states(Finding.objects.allowed(user, Can.ENTER).to_act())


@dataclass(frozen=True, slots=True)
class SecretariatDesk:
    """What waits for the secretariat of a region: reported as done; how many have no OPD yet, and are overdue."""

    region: Region
    reported: tuple[FollowUpLine, ...]
    unassigned: int
    overdue: int


def secretariat_desks(user: Any) -> list[SecretariatDesk]:
    """By region in which a person answers for the evaluation, where something waits."""
    rows = Finding.objects.allowed(user, Can.SELF_ASSESS).tasks().exclude(status=Finding.Status.DONE)
    by_region: dict[int, list[FollowUpLine]] = {}
    for line in _with_states(rows.select_related("region", "agency").order_by("region__code", "due_on", "pk")):
        by_region.setdefault(line.finding.region_id, []).append(line)
    found = [_desk(lines) for lines in by_region.values()]
    return [each for each in found if each.reported or each.unassigned or each.overdue]


def _desk(lines: list[FollowUpLine]) -> SecretariatDesk:
    counts = count_states(lines)
    reported = tuple(each for each in lines if each.state == Finding.Status.REPORTED)
    return SecretariatDesk(lines[0].finding.region, reported, counts.get(UNASSIGNED, 0), counts.get(OVERDUE, 0))


def count_states(lines: Iterable[Any]) -> dict[str, int]:
    """How many stand in which state."""
    found: dict[str, int] = {}
    for each in lines:
        found[each.state] = found.get(each.state, 0) + 1
    return found


def _with_states(rows: Iterable[Finding]) -> list[FollowUpLine]:
    return [FollowUpLine(row, state_of(row, today_in(row.region.time_zone)), 0, None) for row in rows]
