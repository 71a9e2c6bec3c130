"""Opening single items to the region again, for missing evidence, until a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import formats
from core.errors import Refused
from monev.evaluation.models.assessments import Answer, Assessment, Reopening
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import Assignment
from monev.evaluation.services.rounds import hold
from monev.evaluation.services.telling import tell_reopened
from organizations import audit
from organizations.models import User
from organizations.roles import Can

MOST_HOURS = 14 * 24
PRESETS = (24, 48, 72)
"""Hours that are offered; 24 is what the ministry gave in 2023."""


@transaction.atomic
def reopen_items(
    assessment: Assessment, items: Sequence[InstrumentItem], *, stage: RoundStage, hours: int, request: str, by: User
) -> list[Reopening]:
    """Open these items for `hours`: the region adds evidence to them and corrects the answer. Its people are told.

    Refused outside an open stage, before the region submitted, for an item that is open already, and for a deadline
    after the end of the stage.
    """
    held = hold(assessment)
    require_may_reopen(held, stage, by)
    if not items:
        raise Refused(_("Choose at least one item."), field="items")
    if not request.strip():
        raise Refused(_("Say what is missing."), field="request")
    if not 1 <= hours <= MOST_HOURS:
        raise Refused(_("Between 1 and %(most)s hours.") % {"most": MOST_HOURS}, field="hours")
    now = timezone.now()
    deadline = now + timedelta(hours=hours)
    if deadline > _end_of(stage):
        raise Refused(
            _("The stage ends on %(day)s: choose fewer hours.") % {"day": formats.longdate(stage.closes_on)},
            field="hours",
        )
    _require_not_open(held, items, now)
    rows = [_open(held, item, stage, request.strip(), now, deadline, by) for item in items]
    audit.record(
        by,
        "items.reopened",
        held,
        region=held.region,
        items=[item.code for item in items],
        hours=hours,
        until=deadline.isoformat(),
    )
    tell_reopened(held, rows)
    return rows


@transaction.atomic
def cancel_reopening(row: Reopening, *, by: User) -> Reopening:
    """Opened by mistake: the item is closed to the region at once."""
    held = hold(row.answer.assessment)
    require_may_reopen(held, row.stage, by)
    if row.completed_at or row.archived_at:
        raise Refused(_("This item is not open any more."))
    row.archive(by=by, reason="cancelled")
    audit.record(by, "reopening.cancelled", row, region=held.region)
    return row


def require_may_reopen(assessment: Assessment, stage: RoundStage, by: User) -> None:
    """An assessor with an assignment of that stage today, or the nation; while the stage is open."""
    if not by.access.reach(Can.EVALUATE).nation:
        today = timezone.localdate()
        own = Assignment.objects.allowed(by, Can.ASSESS).current().filter(assessment=assessment, stage=stage)
        if not own.filter(starts_on__lte=today, ends_on__gte=today).exists():
            raise PermissionDenied
    if stage.round_id != assessment.round_id or stage.state != RoundStage.State.OPEN:
        raise Refused(_("Items are opened again while the stage is open."))
    if not assessment.is_submitted:
        raise Refused(_("The region is still working on its self-assessment: nothing has to be opened."))


def _end_of(stage: RoundStage) -> datetime:
    return timezone.make_aware(datetime.combine(stage.closes_on, time.max))


def _require_not_open(assessment: Assessment, items: Sequence[InstrumentItem], now: datetime) -> None:
    running = Reopening.objects.unfinished().filter(
        answer__assessment=assessment, answer__item__in=items, deadline_at__gt=now
    )
    if codes := list(running.order_by("answer__item__position").values_list("answer__item__code", flat=True)):
        raise Refused(_("Open already: %(codes)s.") % {"codes": ", ".join(codes)}, field="items")


def _open(
    assessment: Assessment,
    item: InstrumentItem,
    stage: RoundStage,
    request: str,
    now: datetime,
    deadline: datetime,
    by: User,
) -> Reopening:
    """An item that the region never answered gets an empty answer to work on."""
    example = assessment.is_example
    answer: Answer | None = Answer.objects.filter(assessment=assessment, item=item).first()
    if answer is None:
        answer = Answer(assessment=assessment, item=item, is_example=example)
        answer.store(by=by, reason="reopened")
    row = Reopening(
        answer=answer,
        stage=stage,
        request=request,
        opened_at=now,
        opened_by=by,
        deadline_at=deadline,
        is_example=example,
    )
    row.store(by=by, reason="reopened")
    return row
