"""The region answers the items of its assessment: as proposed, otherwise with a reason, or that one does not apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Refused
from monev.evaluation.models.assessments import Answer, Assessment, Reopening
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.selectors.proposals import as_kept
from monev.evaluation.selectors.self_assessment import ItemLine, self_assessment
from monev.evaluation.services.rounds import hold
from organizations import audit
from organizations.models import User
from organizations.roles import Can


class Closed(Refused):
    """The assessment, or this item of it, no longer changes."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the region answers: a step of the scale, or that the item does not apply; the answer in words; a reason."""

    score: int | None = None
    is_not_applicable: bool = False
    text: str = ""
    reason: str = ""


@transaction.atomic
def save_draft(line: ItemLine, assessment: Assessment, words: Words, *, by: User, seen_version: int) -> Answer:
    """Keep what was typed, without standing behind it yet. `Conflict` when somebody saved meanwhile.

    An item that is open again keeps its answer until a new one is confirmed: nothing half typed counts there.
    """
    held = require_open(assessment, line.item, by=by)
    if held.is_submitted:
        raise Refused(_("This item is open again: what you change counts once you save it."))
    if words.is_not_applicable and not words.reason.strip():
        words = Words(text=words.text, reason=words.reason)
    return _write(held, line, words, by=by, seen_version=seen_version, confirmed=None)


@transaction.atomic
def give_answer(line: ItemLine, assessment: Assessment, words: Words, *, by: User, seen_version: int) -> Answer:
    """Answer an item; the person stands behind it. `Refused` at `answer` or `reason` for what is missing.

    A reason is asked where the answer differs from the proposal, and where the item does not apply.
    """
    held = require_open(assessment, line.item, by=by)
    if words.score is None and not words.is_not_applicable:
        raise Refused(_("Choose a step of the scale, or that the item does not apply."), field="answer")
    if not words.reason.strip() and words.is_not_applicable:
        raise Refused(_("Say why the item does not apply: it then leaves the calculation."), field="reason")
    if not words.reason.strip() and line.step is not None and words.score != line.step:
        raise Refused(
            _("The portal proposes %(step)s. Say why another score is right.") % {"step": line.step}, field="reason"
        )
    answer = _write(held, line, words, by=by, seen_version=seen_version, confirmed=timezone.now())
    audit.record(by, "answer.given", answer, region=held.region, item=line.code, score=answer.score)
    return answer


@transaction.atomic
def confirm_proposals(assessment: Assessment, seen: Mapping[str, int], *, by: User) -> tuple[list[str], list[str]]:
    """Confirm what the portal proposes for these items, as it was shown: `seen` holds the steps by code.

    Returns the codes that were confirmed, and those left alone because the proposal is another one now, or somebody
    answered meanwhile.
    """
    held = _require_right(hold(assessment), by)
    _require_not_submitted(held)
    done: list[str] = []
    now = timezone.now()
    for line in self_assessment(held).lines:
        if line.code in seen and line.can_be_confirmed and line.step == seen[line.code]:
            row = line.answer
            words = Words(line.step, text=row.text if row else "", reason=row.reason if row else "")
            _write(held, line, words, by=by, seen_version=row.version if row else 0, confirmed=now)
            done.append(line.code)
    if done:
        audit.record(by, "answers.confirmed", held, region=held.region, items=done)
    return done, [code for code in seen if code not in done]


def require_open(assessment: Assessment, item: InstrumentItem, *, by: User) -> Assessment:
    """The assessment, held, if `by` may change this item now. `Closed` says why not."""
    held = _require_right(hold(assessment), by)
    if not held.is_submitted:
        _require_not_submitted(held)
        return held
    rows = Reopening.objects.filter(answer__assessment=held, answer__item=item, archived_at=None)
    newest = rows.select_related("stage").order_by("-deadline_at").first()
    if newest is None or newest.completed_at is not None:
        raise Closed(_("The self-assessment is submitted: its answers no longer change."))
    if newest.deadline_at <= timezone.now() or newest.stage.state != newest.stage.State.OPEN:
        raise Closed(_("The deadline has passed: this item stays as it was submitted."))
    return held


def require_in_time(held: Assessment, now: datetime) -> None:
    """`Closed` once the deadline of the region has passed, or when it does not take part."""
    if not held.takes_part:
        raise Closed(_("The region does not take part in this evaluation."))
    if now > held.open_until:
        raise Closed(_("The deadline has passed. Ask the ministry to hand the self-assessment back with a new one."))


def _require_not_submitted(held: Assessment) -> None:
    if held.is_submitted:
        raise Closed(_("The self-assessment is submitted: its answers no longer change."))
    require_in_time(held, timezone.now())


def _require_right(held: Assessment, by: User) -> Assessment:
    if not Assessment.objects.allowed(by, Can.SELF_ASSESS).filter(pk=held.pk).exists():
        raise PermissionDenied
    return held


def _write(
    held: Assessment, line: ItemLine, words: Words, *, by: User, seen_version: int, confirmed: datetime | None
) -> Answer:
    answer: Any = Answer.objects.filter(assessment=held, item=line.item).first()
    if answer is not None and answer.version != seen_version:
        raise Conflict(answer)
    answer = answer or Answer(assessment=held, item=line.item, is_example=held.is_example)
    answer.score = None if words.is_not_applicable else words.score
    answer.is_not_applicable = words.is_not_applicable
    answer.text, answer.reason = words.text.strip(), words.reason.strip()
    answer.confirmed_at, answer.confirmed_by = confirmed, by if confirmed else None
    if not held.is_submitted:
        answer.proposed, answer.proposal = line.step, as_kept(line.item, line.proposal)
    answer.store(by=by, reason="answered" if confirmed else "typed", seen_version=seen_version or None)
    return answer  # type: ignore[no-any-return]
