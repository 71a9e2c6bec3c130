"""A stage with an instrument, regions and assessors who have scored: what the tests of closing begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.closing import StageJob
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import Assignment, ItemScore, StageResult
from monev.evaluation.services.closing import close_stage
from monev.evaluation.services.publishing import publish_stage, save_letter_head
from monev.evaluation.services.stage_jobs import run_job
from tests.factories.evaluation import (
    AnswerFactory,
    AssessmentFactory,
    AssignmentFactory,
    DimensionFactory,
    EvaluationRoundFactory,
    InstrumentFactory,
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
    RoundStageFactory,
)

SUBMITTED = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
HEAD = {
    "letter_number": "B-1004/DJAI/AI.01.02/09/2026",
    "letter_date": date(2026, 11, 28),
    "letter_place": "Jakarta",
    "signer_post": "Direktur Jenderal",
    "signer_name": "Nama Contoh",
    "signer_nip": "",
}


def make_stage(
    weights: Mapping[str, int],
    items: Mapping[str, int],
    *,
    rounding: str = Instrument.Rounding.TOTAL,
    kind: str = RoundStage.Kind.INTERVIEW,
    year: int = 2026,
) -> RoundStage:
    """An open stage over an instrument with these dimensions and so many items in each."""
    draft = {"status": Instrument.Status.DRAFT, "published_at": None}
    instrument = InstrumentFactory(rounding=rounding, year=year, **draft)
    for number, (code, weight) in enumerate(weights.items(), start=1):
        dimension = DimensionFactory(
            instrument=instrument,
            code=code,
            name_id=code.title(),
            name_en=code.title(),
            weight=Decimal(weight),
            position=number,
        )
        indicator = InstrumentIndicatorFactory(dimension=dimension)
        for position in range(1, items[code] + 1):
            InstrumentItemFactory(
                indicator=indicator, code=f"{number}.{position:02d}", position=number * 100 + position
            )
    Instrument.objects.filter(pk=instrument.pk).update(status=Instrument.Status.PUBLISHED, published_at=SUBMITTED)
    instrument.refresh_from_db()
    return RoundStageFactory(round=EvaluationRoundFactory(instrument=instrument, year=year), kind=kind)


def take_part(stage: RoundStage, region, **columns) -> Assessment:
    """The region answered every item with 3 and submitted."""
    columns = {"state": Assessment.State.SUBMITTED, "submitted_at": SUBMITTED} | columns
    assessment = AssessmentFactory(region=region, round=stage.round, **columns)
    for item in stage.round.instrument.items.all():
        AnswerFactory(assessment=assessment, item=item, score=3)
    return assessment


def give(stage: RoundStage, assessment: Assessment, scores: Sequence[int | None], **columns) -> Assignment:
    """One assessor scores the items in their order (None: does not apply) and submits."""
    columns = {"submitted_at": SUBMITTED} | columns
    assignment = AssignmentFactory(stage=stage, assessment=assessment, **columns)
    items = stage.round.instrument.items.order_by("position")
    ItemScore.objects.bulk_create(
        ItemScore(assignment=assignment, item=item, score=score, is_not_applicable=score is None)
        for item, score in zip(items, scores, strict=True)
    )
    return assignment


def close(stage: RoundStage, *, by, confirmed: bool = False) -> StageJob:
    """Close the stage and do the work behind it."""
    job = run_job(close_stage(stage, by=by, confirmed=confirmed).pk)
    assert job is not None
    stage.refresh_from_db()
    return job


def publish(stage: RoundStage, *, by) -> StageJob:
    """Publish the stage and do the work behind it."""
    save_letter_head(stage, by=by, head=HEAD)
    job = run_job(publish_stage(stage, by=by).pk)
    assert job is not None
    stage.refresh_from_db()
    return job


def result_of(assessment: Assessment) -> StageResult:
    return StageResult.objects.select_related("frozen", "stage__round__instrument").get(assessment=assessment)
