"""Strengths, weaknesses and recommendations as one assessor writes them: added, changed, moved, deleted."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.models.scores import AssessorFinding, Assignment
from monev.evaluation.selectors.assignments import why_closed
from monev.evaluation.services.score_sheets import Closed, claim
from organizations.models import Agency, User


@dataclass(frozen=True, slots=True)
class Words:
    """A finding: its kind, its text, the item and the OPD that it is about, if any."""

    kind: str
    text: str
    item: InstrumentItem | None = None
    agency: Agency | None = None


@transaction.atomic
def add_finding(assignment: Assignment, words: Words, *, by: User) -> AssessorFinding:
    """One more, behind those of its kind."""
    held = _open(assignment, by)
    _check(held, words)
    last = AssessorFinding.objects.filter(assignment=held, kind=words.kind, archived_at=None).order_by("-position")
    top = last.first()
    row = AssessorFinding(assignment=held, position=top.position + 1 if top else 1, is_example=held.is_example)
    _put(row, words)
    row.store(by=by, reason="finding added")
    return row


@transaction.atomic
def change_finding(finding: AssessorFinding, words: Words, *, by: User, seen_version: int) -> AssessorFinding:
    """Other words; another kind puts it behind those of that kind."""
    held = _open(finding.assignment, by)
    _check(held, words)
    if words.kind != finding.kind:
        same = AssessorFinding.objects.filter(assignment=held, kind=words.kind, archived_at=None)
        finding.position = same.count() + 1
    _put(finding, words)
    finding.store(by=by, reason="finding changed", seen_version=seen_version)
    return finding


@transaction.atomic
def delete_finding(finding: AssessorFinding, *, by: User) -> AssessorFinding:
    """Take it out; the history keeps it."""
    _open(finding.assignment, by)
    finding.archive(by=by, reason="finding deleted")
    return finding


@transaction.atomic
def move_finding(finding: AssessorFinding, *, up: bool, by: User) -> AssessorFinding:
    """One place up or down among those of its kind; at the end it stays."""
    held = _open(finding.assignment, by)
    rows = list(
        AssessorFinding.objects.select_for_update(of=("self",))
        .filter(assignment=held, kind=finding.kind, archived_at=None)
        .order_by("position", "pk")
    )
    place = next(number for number, row in enumerate(rows) if row.pk == finding.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for number, row in enumerate(rows, start=1):
        if row.position != number:
            row.position = number
            row.store(by=by, reason="finding moved")
    return finding


def _open(assignment: Assignment, by: User) -> Assignment:
    held = claim(assignment, by)
    if why := why_closed(held):
        raise Closed(why)
    return held


def _check(assignment: Assignment, words: Words) -> None:
    if not words.text.strip():
        raise Refused(_("Write the finding."), field="text")
    if words.item and words.item.instrument_id != assignment.assessment.round.instrument_id:
        raise Refused(_("This item belongs to another instrument."), field="item")
    if words.agency and words.agency.region_id != assignment.assessment.region_id:
        raise Refused(_("This OPD belongs to another region."), field="agency")


def _put(row: AssessorFinding, words: Words) -> None:
    row.kind, row.text = words.kind, words.text.strip()
    row.item, row.agency = words.item, words.agency
