"""The region submits its self-assessment, and completes items that were opened again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import formats
from core.canonical import plain, sha256_of
from core.errors import Refused
from monev.evaluation.models.assessments import Assessment, FrozenAssessment, Reopening
from monev.evaluation.selectors.proposals import as_kept
from monev.evaluation.selectors.self_assessment import ItemLine, Sheet, self_assessment
from monev.evaluation.services.rounds import hold
from monev.evaluation.services.self_assessment import Closed, require_in_time, require_open
from monev.evaluation.services.telling import tell_completed, tell_submitted
from organizations import audit
from organizations.models import User
from organizations.roles import Can

FORMAT = 1
"""The form of frozen data; a change of their keys is another number."""


class Incomplete(Refused):
    """Items are neither answered nor not applicable; `lines` are these."""

    def __init__(self, lines: Iterable[ItemLine]) -> None:
        self.lines = tuple(lines)
        super().__init__(_("Not answered yet: %(codes)s.") % {"codes": ", ".join(each.code for each in self.lines)})


@transaction.atomic
def submit_assessment(assessment: Assessment, *, by: User) -> FrozenAssessment:
    """Submit: every item is answered or does not apply. The sheet is frozen as it is; assessors and nation are told.

    Raises PermissionDenied without the right, `Closed` when it is too late or done, `Incomplete` with what is missing.
    """
    held = hold(assessment)
    Assessment.objects.obtain(by, Can.SELF_ASSESS, pk=held.pk)
    if held.is_submitted:
        raise Closed(_("The self-assessment is submitted: its answers no longer change."))
    now = timezone.now()
    require_in_time(held, now)
    sheet = self_assessment(held, now=now)
    if sheet.missing:
        raise Incomplete(sheet.missing)
    for line in sheet.lines:
        _keep_proposal(line, by)
    held.state, held.submitted_at, held.submitted_by = Assessment.State.SUBMITTED, now, by
    held.store(by=by, reason="submitted")
    frozen = freeze_sheet(sheet, held, by=by)
    audit.record(by, "assessment.submitted", held, region=held.region, sha256=frozen.sha256, number=frozen.number)
    tell_submitted(held, by=by, index=formats.score(sheet.index))
    return frozen


@transaction.atomic
def complete_item(reopening: Reopening, *, by: User) -> Reopening:
    """The region is done with an item that was opened again; who asked for it is told."""
    answer = reopening.answer
    held = require_open(answer.assessment, answer.item, by=by)
    row = Reopening.objects.select_for_update(of=("self",)).select_related("answer__item", "stage").get(pk=reopening.pk)
    if row.completed_at is not None or row.archived_at is not None:
        raise Closed(_("This item is not open any more."))
    if row.answer.confirmed_at is None:
        raise Refused(_("Answer the item first."), field="answer")
    row.completed_at, row.completed_by = timezone.now(), by
    row.store(by=by, reason="completed")
    audit.record(by, "reopening.completed", row, region=held.region, item=row.answer.item.code)
    tell_completed(held, row, by=by)
    return row


def _keep_proposal(line: ItemLine, by: User) -> None:
    """What the portal proposes at this moment stands with the answer from now on."""
    answer: Any = line.answer
    kept = as_kept(line.item, line.proposal)
    if answer is not None and (answer.proposed, answer.proposal) != (line.step, kept):
        answer.proposed, answer.proposal = line.step, kept
        answer.store(by=by, reason="submitted")


def freeze_sheet(sheet: Sheet, held: Assessment, *, by: User | None) -> FrozenAssessment:
    """Keep the sheet as it is, under its SHA-256."""
    number = held.frozen.aggregate(last=Max("number"))["last"] or 0
    data = plain(frozen_data(sheet, held))
    return FrozenAssessment.objects.create(
        assessment=held,
        occasion=FrozenAssessment.Occasion.SUBMITTED,
        number=number + 1,
        data=data,
        sha256=sha256_of(data),
        code_version=settings.VERSION,
        taken_by=by,
    )


def frozen_data(sheet: Sheet, held: Assessment) -> dict[str, Any]:
    """The sheet as plain data: instrument, answers with their proposals, evidence with the hash of each file."""
    instrument = held.round.instrument
    return {
        "format": FORMAT,
        "region": {"code": held.region.code, "name": held.region.name},
        "round": {"uid": held.round.uid, "name": held.round.name, "year": held.round.year},
        "instrument": {
            "code": instrument.code,
            "uid": instrument.uid,
            "version": instrument.version,
            "rounding": instrument.rounding,
        },
        "submitted_at": held.submitted_at,
        "dimensions": [
            {"code": each.dimension.code, "weight": each.dimension.weight, "own_score": each.score}
            for each in sheet.dimensions
        ],
        "own_index": sheet.index,
        "items": [_item(each) for each in sheet.lines],
    }


def _item(line: ItemLine) -> dict[str, Any]:
    answer = line.answer
    return {
        "code": line.code,
        "dimension": line.item.indicator.dimension.code,
        "text": line.item.text,
        "score": answer.score if answer else None,
        "is_not_applicable": bool(answer and answer.is_not_applicable),
        "answer": answer.text if answer else "",
        "reason": answer.reason if answer else "",
        "proposed": line.step,
        "proposal": as_kept(line.item, line.proposal),
        "last": line.last,
        "evidence": [_piece(each) for each in line.evidence],
    }


def _piece(use: Any) -> dict[str, Any]:
    row = use.evidence
    return {
        "uid": row.uid,
        "title": row.title,
        "agency": row.agency.code,
        "dated_on": row.dated_on,
        "link": row.link,
        "sha256": row.stored_file.sha256 if row.stored_file else "",
    }
