"""Evidence of an answer: a file, a link, or a piece that stands in the ledger already; taking it back."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment
from monev.evaluation.models.instruments import InstrumentItem
from monev.evaluation.services.self_assessment import require_open
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.services.evidence import Words, keep_file, keep_link
from organizations import audit
from organizations.models import Agency, User


@transaction.atomic
def add_file(
    assessment: Assessment, item: InstrumentItem, agency: Agency, uploaded: File[Any], words: Words, *, by: User
) -> AnswerEvidence:
    """Hand in a file with an answer, as evidence of `agency`. `Refused` at `evidence_file`."""
    held = _require(assessment, item, agency, by)
    evidence = keep_file(agency, uploaded, words, by=by, is_example=held.is_example)
    return _use(held, item, evidence, by, field="evidence_file")


@transaction.atomic
def add_link(
    assessment: Assessment, item: InstrumentItem, agency: Agency, link: str, words: Words, *, by: User
) -> AnswerEvidence:
    """Hand in a link with an answer, as evidence of `agency`. `Refused` at `evidence_link`."""
    held = _require(assessment, item, agency, by)
    evidence = keep_link(agency, link, words, by=by, is_example=held.is_example)
    return _use(held, item, evidence, by, field="evidence_link")


@transaction.atomic
def add_known(assessment: Assessment, item: InstrumentItem, evidence: Evidence, *, by: User) -> AnswerEvidence:
    """Show a piece of the ledger of the region. `Refused` at `evidence_known`."""
    held = require_open(assessment, item, by=by)
    if evidence.region_id != held.region_id:
        raise Refused(_("This evidence belongs to another region."), field="evidence_known")
    return _use(held, item, evidence, by, field="evidence_known")


@transaction.atomic
def take_away(use: AnswerEvidence, *, by: User) -> None:
    """Take a piece of evidence out of its answer; the evidence itself stays in the ledger."""
    answer = use.answer
    held = require_open(answer.assessment, answer.item, by=by)
    audit.record(by, "answer.evidence_removed", use.evidence, region=held.region, item=answer.item.code)
    use._history_user = by
    use.delete()


def _require(assessment: Assessment, item: InstrumentItem, agency: Agency, by: User) -> Assessment:
    held = require_open(assessment, item, by=by)
    if agency.region_id != held.region_id:
        raise Refused(_("Choose an OPD of the region."), field="evidence_agency")
    return held


def _use(held: Assessment, item: InstrumentItem, evidence: Evidence, by: User, *, field: str) -> AnswerEvidence:
    """An item that was not answered yet gets an empty answer to carry its evidence."""
    answer: Any = Answer.objects.filter(assessment=held, item=item).first()
    if answer is None:
        answer = Answer(assessment=held, item=item, is_example=held.is_example)
        answer.store(by=by, reason="typed")
    if answer.evidence.filter(evidence=evidence).exists():
        raise Refused(_("This evidence stands with the answer already."), field=field)
    use = AnswerEvidence(answer=answer, evidence=evidence, is_example=held.is_example)
    use.store(by=by, reason="attached")
    audit.record(by, "answer.evidence_added", evidence, region=held.region, item=item.code)
    return use
