"""The work behind closing and publishing a stage: one region after the other, each whole or not at all.

A region's rows and the mark how far the job is are written in one transaction, so that a worker may be killed at any
point: the next one goes on behind the last region. Two workers never hold a job at once (`core.jobs`).
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import OperationalError as DatabaseAway
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from core import jobs, storing
from core.jobs import Claim, ClaimLost, silent, take
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.closing import StageJob
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.selectors.stage_contents import StageReading
from monev.evaluation.services.carrying import carry_over
from monev.evaluation.services.results import store_result
from organizations import audit
from organizations.models import User

logger = logging.getLogger(__name__)
State, Task = StageJob.State, StageJob.Task
TASK = "monev.evaluation.tasks.work_for_stage"
MOST_ATTEMPTS = 10
BROKEN = gettext_noop("The work stopped (%(error)s). Start it again; if it stops again, tell the administrator.")
GIVEN_UP = gettext_noop("The work was started %(count)s times and never finished. Tell the administrator.")


def request_job(stage: RoundStage, task: str, *, by: User) -> StageJob:
    """Ask for the work; called inside the transaction that closes or publishes the stage."""
    total = Assessment.objects.filter(round=stage.round_id, archived_at=None).count()
    job = StageJob.objects.create(stage=stage, task=task, total=total, requested_by=by)
    wake(job.pk)
    return job


@transaction.atomic
def retry_job(job: StageJob) -> StageJob:
    """Start failed work again, behind the last region that is done."""
    StageJob.objects.filter(pk=job.pk, state=State.FAILED).update(
        state=State.QUEUED, attempt=0, error="", heartbeat_at=None, updated_at=timezone.now()
    )
    wake(job.pk)
    job.refresh_from_db()
    return job


def wake(job_id: int) -> None:
    """Have a worker do it."""
    jobs.wake(TASK, job_id)


def run_job(job_id: int) -> StageJob | None:
    """Do the work; None when there is nothing to do, when another worker has it, or when it stopped."""
    free = Q(state=State.QUEUED) | (Q(state=State.RUNNING) & silent(settings.REPORT_STALE_SECONDS))
    claim = take(StageJob, job_id, free=free, state=State.RUNNING, most_attempts=MOST_ATTEMPTS, error="")
    if claim is None:
        return None
    try:
        return _work(claim)
    except ClaimLost:
        logger.warning("Work %s for a stage was taken over by another worker", job_id)
    except DatabaseAway:
        # Away for a moment: without a sign of life the sweep takes the work up again.
        logger.exception("Work %s for a stage stopped in attempt %s", job_id, claim.attempt)
    except Exception as problem:
        logger.exception("Work %s for a stage failed in attempt %s", job_id, claim.attempt)
        _fail(claim, BROKEN % {"error": type(problem).__name__})
    return None


def take_up_stale_jobs() -> int:
    """Wake a worker for each job without a sign of life, give up after too many tries; returns how many woken."""
    woken = 0
    for job in StageJob.objects.unfinished().filter(silent(settings.REPORT_STALE_SECONDS)).order_by("pk"):
        if job.attempt >= MOST_ATTEMPTS:
            _fail(Claim(StageJob, job.pk, job.attempt, job.state), GIVEN_UP % {"count": job.attempt})
        else:
            jobs.send(TASK, job.pk)
            woken += 1
    storing.remove_unfinished(3600)
    return woken


def _work(claim: Claim) -> StageJob:
    job = StageJob.objects.select_related("stage__round__instrument", "requested_by").get(pk=claim.row_id)
    reading = StageReading(job.stage)
    step = {Task.CLOSE: _close_one, Task.PUBLISH: _publish_one}[Task(job.task)]
    rows = Assessment.objects.filter(round=job.stage.round_id, archived_at=None, pk__gt=job.reached)
    for assessment in rows.select_related("region__province", "round").order_by("pk").iterator(chunk_size=100):
        with transaction.atomic():
            problems = step(assessment, reading, job.requested_by)
            job.problems += [
                {"code": assessment.region.code, "name": assessment.region.name} | each for each in problems
            ]
            claim.touch(reached=assessment.pk, done=F("done") + 1, problems=job.problems)
    return _finish(claim, job)


def _close_one(assessment: Assessment, reading: StageReading, by: User | None) -> list[dict[str, Any]]:
    if not assessment.takes_part:
        return []
    problem = store_result(assessment, reading, by=by).problem
    return [problem] if problem else []


def _publish_one(assessment: Assessment, reading: StageReading, by: User | None) -> list[dict[str, Any]]:
    return carry_over(assessment, reading.stage, by=by)


@transaction.atomic
def _finish(claim: Claim, job: StageJob) -> StageJob:
    claim.touch(state=State.DONE, updated_at=timezone.now())
    verb = {Task.CLOSE: "stage.computed", Task.PUBLISH: "stage.carried_over"}[Task(job.task)]
    audit.record(None, verb, job.stage, region=None, problems=len(job.problems), attempt=claim.attempt)
    job.refresh_from_db()
    return job


def _fail(claim: Claim, message: str) -> None:
    """What is done stays; the rest waits until somebody starts it again."""
    try:
        claim.touch(state=State.FAILED, error=message, updated_at=timezone.now())
    except ClaimLost:
        logger.info("Work %s for a stage was taken over by another worker", claim.row_id)
