"""The desk of an assessor: which regions, what is left in each, until when; and when scoring is possible at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from core import formats
from monev.evaluation.models.assessments import Assessment, Reopening
from monev.evaluation.models.instruments import Dimension, InstrumentItem
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import Assignment, ItemScore
from monev.evaluation.querysets import AssignmentQuerySet
from organizations.roles import Can

WITH_ALL = ("assessment__region__province", "assessment__round__instrument", "stage", "assessor")


def why_no_work(assignment: Assignment, today: date | None = None) -> str:
    """Why nothing can be done in this assignment today; nothing when something can. `why_closed` asks for scoring."""
    today = today or timezone.localdate()
    if assignment.archived_at:
        return _("This assignment was withdrawn.")
    return _stage_closed(assignment.stage) or _outside(assignment, today) or _not_submitted(assignment.assessment)


def _stage_closed(stage: RoundStage) -> str:
    if stage.state == RoundStage.State.PLANNED:
        return _("The stage is not open yet.")
    return _("The stage is closed: the scores stand.") if stage.state != RoundStage.State.OPEN else ""


def _outside(assignment: Assignment, today: date) -> str:
    if today < assignment.starts_on:
        return _("Your assignment begins on %(day)s.") % {"day": formats.longdate(assignment.starts_on)}
    if today > assignment.ends_on:
        return _("Your assignment ended on %(day)s.") % {"day": formats.longdate(assignment.ends_on)}
    return ""


def _not_submitted(assessment: Assessment) -> str:
    if not assessment.takes_part:
        return _("The region does not take part.")
    if assessment.is_submitted:
        return ""
    if assessment.returned_until:
        return _("The self-assessment was handed back to the region. You score once it is submitted again.")
    return _("The region has not submitted its self-assessment yet.")


def why_closed(assignment: Assignment, today: date | None = None) -> str:
    """Why no score can be entered; nothing when it can."""
    if assignment.is_submitted and not assignment.archived_at:
        return _("You have submitted your scores: they no longer change here.")
    return why_no_work(assignment, today)


@dataclass(frozen=True, slots=True)
class DimensionProgress:
    """How many items of a dimension have a score of this assessor."""

    dimension: Dimension
    scored: int
    items: int

    @property
    def left(self) -> int:
        return self.items - self.scored


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One region on the desk: how far the assessor is, until when, and why nothing can be done if so."""

    assignment: Assignment
    scored: int
    items: int
    open_items: int
    closed: str

    @property
    def left(self) -> int:
        return max(self.items - self.scored, 0)

    @property
    def days_left(self) -> int:
        return (self.assignment.ends_on - timezone.localdate()).days


def desk_lines(user: Any) -> list[DeskLine]:
    """The person's assignments that are in force, what has to be done first; in a fixed number of queries."""
    rows = list(in_force(user).select_related(*WITH_ALL).order_by("ends_on", "assessment__region__code", "pk"))
    items = counted(
        InstrumentItem.objects.filter(instrument__in={row.assessment.round.instrument_id for row in rows}), "instrument"
    )
    scored = counted(given(ItemScore.objects.filter(assignment__in=rows)), "assignment")
    reopened = counted(running_reopenings([row.assessment_id for row in rows]), "answer__assessment")
    lines = [
        DeskLine(
            assignment=row,
            scored=scored.get(row.pk, 0),
            items=items.get(row.assessment.round.instrument_id, 0),
            open_items=reopened.get(row.assessment_id, 0),
            closed=why_closed(row),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda each: (bool(each.closed), each.assignment.ends_on))


def in_force(user: Any) -> AssignmentQuerySet:
    """The assignments of a person whose regions they may read today."""
    rows: AssignmentQuerySet = Assignment.objects.allowed(user, Can.ASSESS)
    return rows.current().filter(ends_on__gte=timezone.localdate())


def dimension_progress(assignment: Assignment) -> list[DimensionProgress]:
    """Per dimension of the instrument, in its order."""
    instrument = assignment.assessment.round.instrument_id
    items = counted(InstrumentItem.objects.filter(instrument=instrument, archived_at=None), "indicator__dimension")
    scored = counted(given(ItemScore.objects.filter(assignment=assignment)), "item__indicator__dimension")
    rows = Dimension.objects.filter(instrument=instrument, archived_at=None).order_by("position", "pk")
    return [DimensionProgress(row, scored.get(row.pk, 0), items.get(row.pk, 0)) for row in rows]


def unscored(assignment: Assignment) -> list[InstrumentItem]:
    """The items that this assessor neither scored nor marked as not applicable, in the order of the instrument."""
    done = given(ItemScore.objects.filter(assignment=assignment)).values("item")
    rows = InstrumentItem.objects.filter(instrument=assignment.assessment.round.instrument_id, archived_at=None)
    return list(rows.exclude(pk__in=done).select_related("indicator__dimension").order_by("position", "pk"))


def given(scores: Any) -> Any:
    """Rows that say something: a score, or that the item does not apply; a note alone is not enough."""
    return scores.exclude(score=None, is_not_applicable=False)


def running_reopenings(assessments: Iterable[int]) -> Any:
    """Items that the region may still complete."""
    rows = Reopening.objects.unfinished().filter(answer__assessment__in=list(assessments))
    return rows.filter(deadline_at__gt=timezone.now())


def counted(rows: Any, column: str) -> Mapping[int, int]:
    """How many rows there are for each value of a column."""
    return dict(rows.order_by().values_list(column).annotate(count=Count("pk")).values_list(column, "count"))
