"""Publishing a closed stage: its letter head, and the moment from which the regions see their results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.evaluation.models.closing import StageJob
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.services.closing import hold_stage
from monev.evaluation.services.stage_jobs import request_job
from organizations import audit
from organizations.models import User

State = RoundStage.State
HEAD = ("letter_number", "letter_date", "letter_place", "signer_post", "signer_name", "signer_nip")
REQUIRED = HEAD[:-1]


@transaction.atomic
def save_letter_head(stage: RoundStage, *, by: User, head: Mapping[str, Any]) -> RoundStage:
    """Number, date, place and signatory of the letters; fixed once the stage is published."""
    held = hold_stage(stage, by=by)
    if held.is_published:
        raise Refused(_("The stage is published: its letters no longer change."))
    for name in HEAD:
        setattr(held, name, head[name])
    held.store(by=by, reason="letter head")
    audit.record(by, "stage.letter_head", held, region=None, number=held.letter_number)
    return held


@transaction.atomic
def publish_stage(stage: RoundStage, *, by: User) -> StageJob:
    """From now on the regions see their results; what they keep of it is carried over region by region."""
    held = hold_stage(stage, by=by)
    if held.state != State.CLOSED:
        raise Refused(_("Only a closed stage can be published."))
    job = StageJob.objects.filter(stage=held).first()
    if job is None or job.state != StageJob.State.DONE or job.task != StageJob.Task.CLOSE:
        raise Refused(_("The results are not computed yet."))
    if missing := [name for name in REQUIRED if not getattr(held, name)]:
        raise Refused(_("Enter the letter head first: number, date, place and signatory."), field=missing[0])
    held.state, held.published_at = State.PUBLISHED, timezone.now()
    held.store(by=by, reason="stage published")
    audit.record(by, "stage.published", held, region=None, number=held.letter_number)
    return request_job(held, StageJob.Task.PUBLISH, by=by)
