"""What is still missing before a stage is closed, region by region; a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from monev.evaluation.models.assessments import Assessment, Reopening
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import Assignment, ItemScore, StageResult
from monev.evaluation.querysets import StageResultQuerySet
from monev.evaluation.scoring import DIFFERENCE_TO_TALK_ABOUT


@dataclass(slots=True)
class RegionGap:
    """How far one region is in a stage. `unscored`: items of which no assessor who submitted said anything."""

    assessment: Assessment
    assigned: int = 0
    submitted: int = 0
    disputed: int = 0
    reopened: int = 0
    items: int = 0
    judged: int = 0
    empty: Sequence[str] = field(default_factory=tuple)

    @property
    def unscored(self) -> int:
        return self.items - self.judged

    @property
    def is_countable(self) -> bool:
        """Whether a result can be computed: every item judged, and an item that applies in each dimension."""
        return self.submitted > 0 and not self.unscored and not self.empty

    @property
    def is_whole(self) -> bool:
        """Nothing is missing."""
        waits = self.assigned > self.submitted or self.disputed or self.reopened
        return self.is_countable and self.assessment.is_submitted and not waits


@dataclass(frozen=True, slots=True)
class Gaps:
    """A stage before its close: the regions that take part, those that do not."""

    regions: Sequence[RegionGap]
    absent: Sequence[Assessment]

    @property
    def not_submitted(self) -> int:
        """Regions that have not submitted their self-assessment."""
        return sum(not each.assessment.is_submitted for each in self.regions)

    @property
    def waiting(self) -> int:
        """Assessors who have not submitted."""
        return sum(each.assigned - each.submitted for each in self.regions)

    @property
    def disputed(self) -> int:
        return sum(each.disputed for each in self.regions)

    @property
    def reopened(self) -> int:
        return sum(each.reopened for each in self.regions)

    @property
    def uncountable(self) -> int:
        """Regions that will have no result."""
        return sum(not each.is_countable for each in self.regions)

    @property
    def is_whole(self) -> bool:
        return all(each.is_whole for each in self.regions)


def closing_gaps(stage: RoundStage, *, at: datetime | None = None) -> Gaps:
    """Every region of the stage's round; who submitted, what is disputed, open again, or cannot be computed."""
    rows = Assessment.objects.filter(round=stage.round_id, archived_at=None).select_related("region__province")
    every = list(rows.order_by("region__code", "pk"))
    items = stage.round.instrument.items.filter(archived_at=None).count()
    gaps = {each.pk: RegionGap(each, items=items) for each in every if each.takes_part}
    _count_assignments(gaps, stage)
    _count_scores(gaps, stage)
    _count_reopenings(gaps, stage, at or timezone.now())
    return Gaps(list(gaps.values()), [each for each in every if not each.takes_part])


def _count_assignments(gaps: dict[int, RegionGap], stage: RoundStage) -> None:
    rows = Assignment.objects.filter(stage=stage, archived_at=None).values_list("assessment")
    for pk, assigned, submitted in rows.annotate(Count("pk"), Count("submitted_at")).order_by():
        if pk in gaps:
            gaps[pk].assigned, gaps[pk].submitted = assigned, submitted


def submitted_scores(stage: RoundStage) -> QuerySet[Any]:
    """The scores that count in a stage: of assessors who submitted."""
    return ItemScore.objects.filter(
        assignment__stage=stage,
        assignment__submitted_at__isnull=False,
        assignment__archived_at=None,
        archived_at=None,
    )


def _count_scores(gaps: dict[int, RegionGap], stage: RoundStage) -> None:
    """Per region and dimension: how many items were judged and how many of them apply; how many are disputed."""
    rows = submitted_scores(stage)
    judged = Q(score__isnull=False) | Q(is_not_applicable=True)
    dimensions = dict(
        stage.round.instrument.dimensions.filter(archived_at=None).values_list("pk", f"name_{_language()}")
    )
    applying: dict[int, set[int]] = {pk: set() for pk in gaps}
    counted = rows.values_list("assignment__assessment", "item__indicator__dimension").annotate(
        judged=Count("item", distinct=True, filter=judged), scored=Count("score")
    )
    for pk, dimension, number, scored in counted.order_by():
        if pk in gaps:
            gaps[pk].judged += number
            applying[pk] |= {dimension} if scored else set()
    for pk, gap in gaps.items():
        if gap.submitted:
            gap.empty = [name for dimension, name in dimensions.items() if dimension not in applying[pk]]
    _count_disputed(gaps, rows)


def _count_disputed(gaps: dict[int, RegionGap], rows: QuerySet[Any]) -> None:
    far_apart = (
        rows.values("assignment__assessment", "item")
        .annotate(distance=Max("score") - Min("score"))
        .filter(distance__gte=DIFFERENCE_TO_TALK_ABOUT)
        .order_by()
        .values_list("assignment__assessment", flat=True)
    )
    for pk in far_apart:
        if pk in gaps:
            gaps[pk].disputed += 1


def _count_reopenings(gaps: dict[int, RegionGap], stage: RoundStage, at: datetime) -> None:
    rows = Reopening.objects.unfinished().filter(stage=stage, deadline_at__gt=at)
    for pk, number in rows.values_list("answer__assessment").annotate(Count("pk")).order_by():
        if pk in gaps:
            gaps[pk].reopened = number


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def current_results(stage: RoundStage) -> StageResultQuerySet:
    """The results that hold for the stage: computed when it was closed last; none while it is open again."""
    rows: StageResultQuerySet = StageResult.objects.holding().filter(stage=stage)
    return rows
