"""A round as a whole: every region with how far it is, in a fixed number of queries however many regions take part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from core.documents import State
from monev.evaluation.labels import stage_state
from monev.evaluation.models.assessments import Answer, Assessment, Reopening
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import Assignment
from monev.evaluation.selectors.assignments import counted
from monev.evaluation.selectors.people import conflicting
from organizations.models import Cohort, Membership, Region

AnySet = Any
"""A queryset of whatever table."""


@dataclass(frozen=True, slots=True)
class Team:
    """How many assessors a region has in a stage, and how many of them have submitted."""

    assigned: int = 0
    submitted: int = 0


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region of a round: its self-assessment, its assessors in the current stage, items that are open again."""

    assessment: Assessment
    answered: int
    items: int
    team: Team
    reopened: int

    @property
    def percent(self) -> int:
        """Of the items that the region answered; whole percent, 100 only when all are."""
        return 100 * self.answered // self.items if self.items else 0


@dataclass(frozen=True, slots=True)
class Overview:
    """A round with its stages; `stage`: the one that counts now (open, else the next planned, else the last)."""

    round: EvaluationRound
    stages: Sequence[RoundStage]
    stage: RoundStage | None
    lines: Sequence[RegionLine]
    absent: Sequence[Assessment]

    @property
    def stage_lines(self) -> list[tuple[RoundStage, State, bool]]:
        """Each stage with its state in words, and whether it can be opened now."""
        is_one_open = any(each.state == RoundStage.State.OPEN for each in self.stages)
        found = []
        for each in self.stages:
            passed_over = _is_passed_over(each, self.stages)
            can_open = each.state == RoundStage.State.PLANNED and not passed_over and not is_one_open
            found.append((each, stage_state("passed_over" if passed_over else each.state), can_open))
        return found

    @property
    def submitted(self) -> int:
        return sum(line.assessment.is_submitted for line in self.lines)

    @property
    def without_team(self) -> int:
        return sum(not line.team.assigned for line in self.lines)

    @property
    def scored(self) -> int:
        """Regions whose assessors have all submitted."""
        return sum(bool(line.team.assigned) and line.team.assigned == line.team.submitted for line in self.lines)

    @property
    def reopened(self) -> int:
        return sum(line.reopened for line in self.lines)


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the list: its stages, how many regions take part and have submitted."""

    round: EvaluationRound
    stages: Sequence[RoundStage]
    regions: int
    submitted: int


def round_lines() -> list[RoundLine]:
    """All rounds, the newest first."""
    rows = EvaluationRound.objects.for_list().current().prefetch_related("stages")
    taking = Q(assessments__takes_part=True, assessments__archived_at=None)
    done = taking & Q(assessments__state=Assessment.State.SUBMITTED)
    rows = rows.annotate(
        regions=Count("assessments", filter=taking, distinct=True),
        done=Count("assessments", filter=done, distinct=True),
    )
    return [RoundLine(row, sorted(row.stages.all(), key=lambda each: each.kind), row.regions, row.done) for row in rows]


def overview(evaluation: EvaluationRound) -> Overview:
    """Every region of the round."""
    stages = list(evaluation.stages.order_by("kind"))
    stage = current_stage(stages)
    rows = list(
        Assessment.objects.filter(round=evaluation, archived_at=None)
        .select_related("region__province", "region__cohort", "round")
        .order_by("region__code")
    )
    answered = counted(answered_rows(rows), "assessment")
    items = InstrumentItem.objects.filter(instrument=evaluation.instrument_id, archived_at=None).count()
    teams = _teams(stage)
    reopened = counted(_running(rows), "answer__assessment")
    return Overview(
        round=evaluation,
        stages=stages,
        stage=stage,
        lines=[
            RegionLine(row, answered.get(row.pk, 0), items, teams.get(row.pk, Team()), reopened.get(row.pk, 0))
            for row in rows
            if row.takes_part
        ],
        absent=[row for row in rows if not row.takes_part],
    )


def answered_rows(assessments: Iterable[Assessment]) -> AnySet:
    """Answers in which the region says something: a score of its own, or that the item does not apply."""
    rounds = {row.round_id for row in assessments}
    rows = Answer.objects.filter(assessment__round__in=rounds, archived_at=None)
    return rows.exclude(score=None, is_not_applicable=False)


def current_stage(stages: Sequence[RoundStage]) -> RoundStage | None:
    """The open stage, else the next one that is planned, else the last one."""
    for state in (RoundStage.State.OPEN, RoundStage.State.PLANNED):
        found = [each for each in stages if each.state == state]
        later = [each for each in found if not _is_passed_over(each, stages)]
        if later:
            return later[0]
    return stages[-1] if stages else None


def _is_passed_over(stage: RoundStage, stages: Sequence[RoundStage]) -> bool:
    """Stage I that was never opened before stage II was."""
    return stage.state == RoundStage.State.PLANNED and any(
        each.kind > stage.kind and each.state != RoundStage.State.PLANNED for each in stages
    )


def _teams(stage: RoundStage | None) -> dict[int, Team]:
    if stage is None:
        return {}
    rows = Assignment.objects.filter(stage=stage, archived_at=None).order_by()
    found = rows.values_list("assessment").annotate(
        assigned=Count("pk"), submitted=Count("pk", filter=Q(submitted_at__isnull=False))
    )
    return {pk: Team(assigned, submitted) for pk, assigned, submitted in found}


def _running(rows: Sequence[Assessment], now: datetime | None = None) -> AnySet:
    rounds = {row.round_id for row in rows}
    running = Reopening.objects.unfinished().filter(answer__assessment__round__in=rounds)
    return running.filter(deadline_at__gt=now or timezone.now())


def free_regions(evaluation: EvaluationRound) -> list[Region]:
    """Regions that are not in the round yet."""
    taken = Assessment.objects.filter(round=evaluation).values("region")
    rows = Region.objects.filter(archived_at=None).exclude(pk__in=taken)
    return list(rows.select_related("cohort", "province").order_by("code"))


def cohorts_of(evaluation: EvaluationRound) -> list[tuple[Cohort, int]]:
    """Cohorts with how many of their regions are not in the round yet; those of the instrument first."""
    own = set(evaluation.instrument.cohorts.values_list("pk", flat=True))
    taken = Assessment.objects.filter(round=evaluation).values("region")
    free = Count("regions", filter=Q(regions__archived_at=None) & ~Q(regions__in=taken))
    rows = Cohort.objects.annotate(free=free).order_by("year", "code")
    return sorted(((row, row.free) for row in rows), key=lambda pair: pair[0].pk not in own)


@dataclass(frozen=True, slots=True)
class Member:
    """An assignment of a region with how many items are scored, and a role that its assessor has in the region."""

    assignment: Assignment
    scored: int
    interest: Membership | None


def team_of(assessment: Assessment) -> list[Member]:
    """Every assignment of a region in all stages of its round, with conflicts of interest that came up later."""
    rows = list(
        Assignment.objects.filter(assessment=assessment, archived_at=None)
        .select_related("assessor", "stage")
        .order_by("stage__kind", "-is_chair", "assessor__name", "pk")
    )
    said = Q(scores__score__isnull=False) | Q(scores__is_not_applicable=True)
    scored = dict(
        Assignment.objects.filter(pk__in=[row.pk for row in rows])
        .annotate(scored=Count("scores", filter=said))
        .values_list("pk", "scored")
    )
    interests = conflicting((row.assessor_id, assessment.region_id) for row in rows)
    return [Member(row, scored.get(row.pk, 0), interests.get((row.assessor_id, assessment.region_id))) for row in rows]
