"""What waits for moderators and for OPDs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from citizens.models import Feedback
from organizations.models import Region
from organizations.roles import Can

State = Feedback.State


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much feedback waits for a person: to let through, and to answer."""

    to_moderate: int
    to_answer: int
    region: Region | None = None

    def __bool__(self) -> bool:
        return bool(self.to_moderate or self.to_answer)


def waiting_for(user: Any) -> Waiting | None:
    """What waits for this person; None for somebody who neither moderates nor answers. One or two queries."""
    may = user.access.may
    if not (may(Can.MODERATE) or may(Can.ENTER)):
        return None
    new = Feedback.objects.allowed(user, Can.MODERATE).waiting()
    first = new.select_related("region").order_by("region__code").first() if may(Can.MODERATE) else None
    return Waiting(
        new.count() if first else 0,
        Feedback.objects.allowed(user, Can.ENTER).to_answer().count() if may(Can.ENTER) else 0,
        first.region if first else None,
    )


def to_moderate(region: Region, *, seen_by: Any, state: str = "") -> Any:
    """The feedback of a region, what waits first."""
    rows = Feedback.objects.allowed(seen_by, Can.MODERATE).of_region(region).current().for_list()
    return rows.select_related("contact").filter(state=state or State.NEW)


def counts(region: Region, *, seen_by: Any) -> dict[str, int]:
    """How many of each state."""
    rows = Feedback.objects.allowed(seen_by, Can.MODERATE).of_region(region).current()
    names = {state: Count("pk", filter=Q(state=state)) for state in State.values}
    found: dict[str, int] = rows.aggregate(**names)
    return found


def to_answer(*, seen_by: Any) -> tuple[list[Feedback], list[Feedback]]:
    """For an OPD: what waits for its answer, and what it answered last."""
    rows = Feedback.objects.allowed(seen_by, Can.ENTER).current().for_list()
    waiting = list(rows.filter(state=State.APPROVED).order_by("created_at", "pk"))
    return waiting, list(rows.filter(state=State.ANSWERED).order_by("-answered_at", "pk")[:20])
