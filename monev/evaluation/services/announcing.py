"""What other systems are told of the national evaluation (`webhooks`)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.rounds import RoundStage
from webhooks.kinds import Kind
from webhooks.services.emitting import emit


def announce_published(assessment: Assessment, stage: RoundStage) -> None:
    """That the result of a region in a stage is published; once for each stage."""
    emit(
        Kind.ASSESSMENT_PUBLISHED,
        region=assessment.region,
        subject=assessment.uid,
        key=str(stage.uid),
        payload=lambda: published_content(assessment, stage),
    )


def published_content(assessment: Assessment, stage: RoundStage) -> dict[str, Any]:
    """The assessment and the stage; the scores are read through REST."""
    return {
        "record": {
            "uid": assessment.uid,
            "id": assessment.pk,
            "url": reverse("api:assessment-detail", args=[assessment.pk]),
        },
        "round": {"uid": assessment.round.uid, "year": assessment.round.year, "name": assessment.round.name},
        "stage": {"uid": stage.uid, "kind": stage.kind, "published_at": stage.published_at},
        "takes_part": assessment.takes_part,
    }
