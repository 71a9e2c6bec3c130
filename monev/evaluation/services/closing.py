"""Closing a stage and opening it again: from the close on nothing that a result rests on changes."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.evaluation.models.closing import StageJob
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.selectors.closing import closing_gaps
from monev.evaluation.services.stage_jobs import request_job
from monev.evaluation.services.stage_jobs import retry_job as start_again
from organizations import audit
from organizations.models import User
from organizations.roles import Can

State = RoundStage.State
STATES = {StageJob.Task.CLOSE: State.CLOSED, StageJob.Task.PUBLISH: State.PUBLISHED}
"""In which state of its stage a task is at home."""


@transaction.atomic
def close_stage(stage: RoundStage, *, by: User, confirmed: bool = False) -> StageJob:
    """Close the stage and have the results computed. `confirmed`: the person saw what is missing.

    Closing is one statement for all regions, so that no score changes while results are computed one by one.
    """
    held = hold_stage(stage, by=by)
    if held.state != State.OPEN:
        raise Refused(_("Only an open stage can be closed."))
    gaps = closing_gaps(held)
    if not gaps.is_whole and not confirmed:
        raise Refused(
            _("Something is still missing. Confirm that you close the stage all the same."), field="confirmed"
        )
    held.state, held.closed_at, held.closed_by = State.CLOSED, timezone.now(), by
    held.store(by=by, reason="stage closed")
    job = request_job(held, StageJob.Task.CLOSE, by=by)
    audit.record(
        by,
        "stage.closed",
        held,
        region=None,
        not_submitted=gaps.not_submitted,
        waiting=gaps.waiting,
        disputed=gaps.disputed,
        reopened=gaps.reopened,
        without_result=gaps.uncountable,
    )
    return job


@transaction.atomic
def reopen_stage(stage: RoundStage, *, by: User, reason: str) -> RoundStage:
    """Open a closed stage again; its results stay in the history and are computed anew at the next close."""
    held = hold_stage(stage, by=by)
    if held.state == State.PUBLISHED:
        raise Refused(_("A published stage is not opened again: what was published stays."))
    if held.state != State.CLOSED:
        raise Refused(_("Only a closed stage can be opened again."))
    if not reason.strip():
        raise Refused(_("Say why the stage is opened again."), field="reason")
    if StageJob.objects.unfinished().filter(stage=held).exists():
        raise Refused(_("The results are being computed. Wait until that is done."))
    held.state = State.OPEN
    held.store(by=by, reason=f"stage opened again: {reason.strip()}")
    audit.record(by, "stage.reopened", held, region=None, reason=reason.strip())
    return held


@transaction.atomic
def retry_job(stage: RoundStage, *, by: User) -> StageJob:
    """Start the work of a stage again that failed."""
    held = hold_stage(stage, by=by)
    job = StageJob.objects.filter(stage=held).first()
    fits = job is not None and held.state == STATES[StageJob.Task(job.task)]
    if job is None or job.state != StageJob.State.FAILED or not fits:
        raise Refused(_("There is no work that failed."))
    audit.record(by, "stage.work_retried", held, region=None, task=job.task)
    return start_again(job)


def hold_stage(stage: RoundStage, *, by: User) -> RoundStage:
    """The stage, locked until the transaction ends, for somebody who runs the evaluation."""
    if not RoundStage.objects.allowed(by, Can.EVALUATE).filter(pk=stage.pk).exists():
        raise PermissionDenied
    rows = RoundStage.objects.select_for_update(of=("self",)).select_related("round__instrument")
    held: RoundStage = rows.get(pk=stage.pk)
    return held
