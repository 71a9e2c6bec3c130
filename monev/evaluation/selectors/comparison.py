"""The scores of all assessors side by side, for those who have submitted; what they differ in stands first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.scores import Assignment, ItemScore
from monev.evaluation.scoring import is_disputed, item_score, rounded
from organizations.models import User
from organizations.roles import Can


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """One item: the scores in the order of the assessors (None: not submitted, or not seen by this person)."""

    item: InstrumentItem
    scores: Sequence[ItemScore | None]
    mean: Decimal | None
    is_disputed: bool

    @property
    def spread(self) -> int:
        """How far the scores lie apart."""
        given = [each.score for each in self.scores if each is not None and each.score is not None]
        return max(given) - min(given) if given else 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """The assessors who take part, and the items: those to talk about first, then all in their order."""

    assignments: Sequence[Assignment]
    items: Sequence[ComparedItem]

    @property
    def disputed(self) -> list[ComparedItem]:
        return [each for each in self.items if each.is_disputed]

    @property
    def submitted(self) -> int:
        return sum(each.is_submitted for each in self.assignments)


def comparison(assignment: Assignment, *, seen_by: User) -> Comparison:
    """What the person may see of the scores for this region and stage, in a fixed number of queries."""
    team = list(
        Assignment.objects.filter(assessment=assignment.assessment_id, stage=assignment.stage_id, archived_at=None)
        .select_related("assessor")
        .order_by("-is_chair", "assessor__name", "pk")
    )
    shown = [each for each in team if each.is_submitted]
    rows = ItemScore.objects.allowed(seen_by, Can.VIEW).filter(assignment__in=shown)
    scores = {(row.assignment_id, row.item_id): row for row in rows}
    items = InstrumentItem.objects.filter(instrument=assignment.assessment.round.instrument_id, archived_at=None)
    ordered = items.select_related("indicator__dimension").order_by("position", "pk")
    return Comparison(team, [_compared(item, team, scores) for item in ordered])


def _compared(
    item: InstrumentItem, team: Sequence[Assignment], scores: dict[tuple[int, int], ItemScore]
) -> ComparedItem:
    found = [scores.get((each.pk, item.pk)) for each in team]
    given = [None if each is None or each.is_not_applicable else each.score for each in found]
    mean = item_score(given)
    return ComparedItem(item, found, None if mean is None else rounded(mean), is_disputed(given))
