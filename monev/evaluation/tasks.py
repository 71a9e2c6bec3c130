"""Background jobs of the evaluation: thin; a second run does no harm."""

from __future__ import annotations

from celery import shared_task

from monev.evaluation.services import survey_responses


@shared_task(acks_late=True, ignore_result=True)
def forget_survey_people() -> None:
    """Hashes of telephones and devices that are not needed any more."""
    survey_responses.forget_people()
