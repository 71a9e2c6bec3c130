"""Meetings as pages show them: the list of a region, and one with agenda, attendance, decisions and directives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from masterplan.models.agenda import AgendaItem
from masterplan.models.commitments import Pledge
from masterplan.models.preparation import Attendance, CouncilMember, Decision, Directive, Meeting
from monev.evaluation.models.results import Finding
from monev.monitoring.periods import today_in
from organizations.models import Region
from organizations.roles import Can
from portal.selectors.directives import DirectiveLine, lines_of, programs_in_force


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of an agenda, with the page of what it is about (empty where there is none)."""

    item: AgendaItem
    url: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of the body and how they took part; None while nobody wrote it down."""

    member: CouncilMember
    attendance: Attendance | None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision with the directives that carry it out."""

    decision: Decision
    directives: tuple[Directive, ...]


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting with everything about it. `dropped` items were taken off the agenda."""

    meeting: Meeting
    items: tuple[ItemLine, ...]
    dropped: tuple[AgendaItem, ...]
    seats: tuple[Seat, ...]
    decisions: tuple[DecisionLine, ...]
    directives: tuple[DirectiveLine, ...]

    @property
    def present(self) -> int:
        """How many members came or were represented."""
        absent = Attendance.Kind.ABSENT
        return sum(each.attendance is not None and each.attendance.kind != absent for each in self.seats)

    @property
    def is_attended(self) -> bool:
        """Whether anybody wrote down who came."""
        return any(each.attendance is not None for each in self.seats)


def region_meetings(region: Region, *, seen_by: Any) -> list[Meeting]:
    """The meetings of a region, those to come first, with `items`, `decided` and `ordered` counted; one query."""
    rows = Meeting.objects.allowed(seen_by, Can.VIEW).current().of_region(region)
    in_use = {
        "items": Count("agenda_items", filter=Q(agenda_items__archived_at=None), distinct=True),
        "decided": Count("decisions", filter=Q(decisions__archived_at=None), distinct=True),
        "ordered": Count("directives", filter=Q(directives__archived_at=None), distinct=True),
    }
    found = list(rows.annotate(**in_use).for_list())
    planned = sorted((each for each in found if each.is_planned), key=lambda each: (each.held_on, each.pk))
    return [*planned, *(each for each in found if not each.is_planned)]


def next_meeting(region: Region, *, seen_by: Any) -> Meeting | None:
    """The next one that is planned, if any."""
    rows = Meeting.objects.allowed(seen_by, Can.VIEW).of_region(region).planned()
    return rows.filter(held_on__gte=today_in(region.time_zone)).for_list().order_by("held_on", "pk").first()


def meeting_page(meeting: Meeting, *, seen_by: Any) -> MeetingPage:
    """One meeting, in a fixed number of queries."""
    items = list(meeting.agenda_items.order_by("position", "pk"))
    standing = [each for each in items if each.archived_at is None]
    pages = item_pages(standing, seen_by=seen_by)
    directives = Directive.objects.allowed(seen_by, Can.VIEW).current().filter(meeting=meeting).for_list()
    lines = lines_of(directives, today_in(meeting.region.time_zone))
    return MeetingPage(
        meeting=meeting,
        items=tuple(ItemLine(each, pages.get(each.reference, "")) for each in standing),
        dropped=tuple(each for each in items if each.archived_at is not None),
        seats=_seats(meeting),
        decisions=_decisions(meeting, [each.directive for each in lines]),
        directives=tuple(lines),
    )


def _seats(meeting: Meeting) -> tuple[Seat, ...]:
    """The members in use, and those who left but whose attendance was written down."""
    rows = meeting.attendance.filter(archived_at=None).select_related("member")
    known = {each.member_id: each for each in rows}
    members = CouncilMember.objects.filter(council=meeting.council_id).filter(Q(archived_at=None) | Q(pk__in=known))
    return tuple(Seat(each, known.get(each.pk)) for each in members.order_by("position", "post", "pk"))


def _decisions(meeting: Meeting, directives: Iterable[Directive]) -> tuple[DecisionLine, ...]:
    rows = meeting.decisions.filter(archived_at=None).order_by("position", "pk")
    return tuple(DecisionLine(row, tuple(each for each in directives if each.decision_id == row.pk)) for row in rows)


def item_pages(items: Iterable[AgendaItem], *, seen_by: Any) -> dict[str, str]:
    """By reference the page of what an item is about; one query for each kind of row."""
    keys: dict[str, list[str]] = {}
    for each in items:
        kind, _mark, key = each.reference.partition(":")
        keys.setdefault(kind, []).append(key)
    found: dict[str, str] = {}
    if wanted := keys.get("directive"):
        rows = Directive.objects.allowed(seen_by, Can.VIEW).filter(uid__in=wanted).values_list("uid", "pk")
        found |= {f"directive:{uid}": reverse("portal:directive-detail", args=[pk]) for uid, pk in rows}
    if wanted := keys.get("pledge"):
        rows = Pledge.objects.allowed(seen_by, Can.VIEW).filter(uid__in=wanted).values_list("uid", "pk")
        found |= {f"pledge:{uid}": reverse("portal:pledge-detail", args=[pk]) for uid, pk in rows}
    if wanted := keys.get("finding"):
        rows = (
            Finding.objects.allowed(seen_by, Can.VIEW).filter(uid__in=wanted).values_list("uid", "region__code", "pk")
        )
        found |= {f"finding:{uid}": reverse("evaluation:follow-up-detail", args=[code, pk]) for uid, code, pk in rows}
    if wanted := keys.get("program"):
        programs = programs_in_force(UUID(each) for each in wanted).items()
        found |= {f"program:{key}": reverse("portal:program-detail", args=[row.pk]) for key, row in programs}
    return found
