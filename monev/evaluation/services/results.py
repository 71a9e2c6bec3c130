"""The result of one region in a closed stage: computed once for each closing, with the data it was computed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.canonical import sha256_of
from monev.evaluation.models.assessments import Assessment, FrozenAssessment
from monev.evaluation.models.scores import StageResult
from monev.evaluation.selectors.stage_contents import Contents, StageReading, stage_contents
from organizations.models import User

Problem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result, or why there is none: {kind, codes}."""

    result: StageResult | None
    problem: Problem | None = None


@transaction.atomic
def store_result(assessment: Assessment, reading: StageReading, *, by: User | None) -> Outcome:
    """Compute and freeze the result of `assessment` in a closed stage; what was computed for this closing stays.

    A region whose scores are not complete gets no result: its weight is not given away, and no zero is made up.
    """
    stage = reading.stage
    held = Assessment.objects.select_for_update(of=("self",)).select_related("region__province", "round")
    assessment = held.get(pk=assessment.pk)
    stored = StageResult.objects.select_related("frozen").filter(assessment=assessment, stage=stage).first()
    if stored and stored.archived_at is None and stored.frozen.taken_at >= stage.closed_at:
        return Outcome(stored)
    contents = stage_contents(reading, assessment, taken_at=timezone.now())
    if contents.figures.index is None:
        if stored and stored.archived_at is None:
            stored.archive(by=by, reason="no result at the new closing")
        return Outcome(None, _problem(contents))
    row = stored or StageResult(assessment=assessment, stage=stage)
    row.archived_at = None
    row.frozen = _freeze(assessment, reading, contents, by)
    _fill(row, contents)
    row.store(by=by, reason="stage closed")
    return Outcome(row)


def _problem(contents: Contents) -> Problem:
    if not contents.data["assessors"]:
        return {"kind": "nobody", "codes": []}
    if contents.figures.unscored:
        return {"kind": "unscored", "codes": list(contents.figures.unscored)}
    return {"kind": "gap", "codes": list(contents.figures.gaps)}


def _freeze(assessment: Assessment, reading: StageReading, contents: Contents, by: User | None) -> FrozenAssessment:
    last = FrozenAssessment.objects.filter(assessment=assessment).aggregate(last=Max("number"))["last"] or 0
    return FrozenAssessment.objects.create(
        assessment=assessment,
        occasion=FrozenAssessment.Occasion.CLOSED,
        stage=reading.stage,
        number=last + 1,
        data=contents.data,
        sha256=sha256_of(contents.data),
        code_version=contents.data["code_version"],
        taken_at=timezone.now(),
        taken_by=by,
    )


def _fill(row: StageResult, contents: Contents) -> None:
    """The columns are those of the frozen data: text of decimals."""
    results, figures = contents.data["results"], contents.figures
    assert figures.index is not None and figures.raw is not None  # noqa: S101, PT018
    row.index, row.raw_index = figures.index, figures.raw
    row.dimensions, row.items = results["dimensions"], results["items"]
    row.own_index = contents.own.index if contents.own else None
    row.own_dimensions = results["own_dimensions"]
    row.improvement = contents.improvement
    row.is_example = contents.data["is_example"]
