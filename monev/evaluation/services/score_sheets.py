"""Scoring: what an assessor enters, submits, revises after the talk, and what the nation gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import Refused
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.scores import Assignment, ItemScore
from monev.evaluation.selectors.assignments import unscored, why_closed, why_no_work
from monev.evaluation.services.assignments import hold
from monev.evaluation.services.rounds import require_national
from monev.evaluation.services.telling import tell_given_back
from organizations import audit
from organizations.models import User
from organizations.roles import Can

HIGHEST = 4


class Closed(Refused):
    """Nothing can be scored here (any more)."""


class Missing(Refused):
    """Items without a score; `items` in the order of the instrument."""

    def __init__(self, items: Sequence[InstrumentItem]) -> None:
        count = len(items)
        super().__init__(
            ngettext("%(count)s item has no score yet.", "%(count)s items have no score yet.", count) % {"count": count}
        )
        self.items = items


@dataclass(frozen=True, slots=True)
class Mark:
    """What an assessor says of one item: a score 0 to 4, or that it does not apply; or nothing yet. And a note."""

    score: int | None = None
    is_not_applicable: bool = False
    note: str = ""


@transaction.atomic
def score_items(assignment: Assignment, marks: Mapping[int, Mark], *, by: User) -> list[ItemScore]:
    """Store the marks by item (id); rows that say the same stay as they are. Returns the rows that changed.

    Raises `Closed` outside the stage, the days, or after submitting; PermissionDenied for somebody else's sheet.
    """
    held = claim(assignment, by)
    if why := why_closed(held):
        raise Closed(why)
    items = InstrumentItem.objects.filter(instrument=held.assessment.round.instrument_id, pk__in=marks)
    stored = {row.item_id: row for row in ItemScore.objects.filter(assignment=held, item__in=marks)}
    changed = []
    for item in items:
        row = stored.get(item.pk) or ItemScore(assignment=held, item=item, is_example=held.is_example)
        if _put(row, marks[item.pk]):
            row.store(by=by, reason="scored")
            changed.append(row)
    return changed


@transaction.atomic
def submit_scores(assignment: Assignment, *, by: User) -> Assignment:
    """The scores stand; colleagues who have submitted see them. Raises `Missing` with the items without a score."""
    held = claim(assignment, by)
    if why := why_closed(held):
        raise Closed(why)
    if missing := unscored(held):
        raise Missing(missing)
    held.submitted_at = timezone.now()
    held.store(by=by, reason="scores submitted")
    audit.record(by, "scores.submitted", held, region=None)
    return held


@transaction.atomic
def give_back(assignment: Assignment, *, reason: str, by: User) -> Assignment:
    """The assessor may change submitted scores again, because of `reason`."""
    require_national(by)
    held = hold(assignment)
    if not held.is_submitted:
        raise Refused(_("These scores were not submitted yet."))
    if not reason.strip():
        raise Refused(_("Say why the scores are given back."), field="reason")
    if held.stage.state != held.stage.State.OPEN:
        raise Refused(_("The stage is closed: the scores stand."))
    held.submitted_at = None
    held.store(by=by, reason="scores given back")
    audit.record(by, "scores.given_back", held, region=None, reason=reason.strip())
    tell_given_back(held, reason.strip())
    return held


@transaction.atomic
def revise_score(
    assignment: Assignment, item: InstrumentItem, mark: Mark, *, reason: str, by: User, seen_version: int
) -> ItemScore:
    """After the talk: another score for one item of a submitted sheet; history keeps both, with the reason."""
    held = claim(assignment, by)
    if why := why_no_work(held):
        raise Closed(why)
    if not held.is_submitted:
        raise Refused(_("Submit your scores first; until then you change them on the sheet."))
    words = reason.strip()
    if not words:
        raise Refused(_("Say why you revise the score."), field="reason")
    if mark.score is None and not mark.is_not_applicable:
        raise Refused(_("Give a score, or say that the item does not apply."), field="score")
    row = ItemScore.objects.select_for_update(of=("self",)).get(assignment=held, item=item)
    if not _put(row, Mark(mark.score, mark.is_not_applicable, mark.note or row.note)):
        raise Refused(_("This is the score that you gave already."), field="score")
    row.store(by=by, reason=f"revised: {words}"[:100], seen_version=seen_version)
    audit.record(by, "score.revised", row, region=None, reason=words)
    return row


def claim(assignment: Assignment, by: User) -> Assignment:
    """The assignment, locked; PermissionDenied for everybody but its assessor."""
    held = hold(assignment)
    if not Assignment.objects.allowed(by, Can.ASSESS).filter(pk=held.pk).exists():
        raise PermissionDenied
    return held


def _put(row: Any, mark: Mark) -> bool:
    """Put the mark into the row; whether anything is different."""
    if mark.score is not None and not 0 <= mark.score <= HIGHEST:
        raise Refused(_("A score lies between 0 and 4."), field="score")
    score = None if mark.is_not_applicable else mark.score
    before = row.score, row.is_not_applicable, row.note
    row.score, row.is_not_applicable, row.note = score, mark.is_not_applicable, mark.note.strip()
    now = row.score, row.is_not_applicable, row.note
    return now != (before if row.pk else (None, False, ""))
