"""What evidence proves in the national evaluation: answers to items, steps of a follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext

from monev.evaluation.models.assessments import AnswerEvidence
from monev.evaluation.models.results import FindingEvidence
from monev.monitoring.selectors.other_proofs import OtherProof
from organizations.roles import Can

SHOWN = 100
"""Characters of a finding or question in a list."""


def of_findings(evidence: Sequence[int], seen_by: Any) -> dict[int, list[OtherProof]]:
    """Steps of follow-ups, each finding once."""
    rows = FindingEvidence.objects.allowed(seen_by, Can.VIEW).filter(evidence__in=evidence, archived_at=None)
    found: dict[int, dict[int, OtherProof]] = {}
    for row in rows.select_related("step__finding__region").order_by("pk"):
        finding = row.step.finding
        url = reverse("evaluation:follow-up-detail", args=[finding.region.code, finding.pk])
        kind = gettext("Follow-up of the evaluation %(year)s") % {"year": finding.year}
        made = OtherProof(Truncator(finding.text).chars(SHOWN), kind, url)
        found.setdefault(row.evidence_id, {}).setdefault(finding.pk, made)
    return {pk: list(each.values()) for pk, each in found.items()}


def of_answers(evidence: Sequence[int], seen_by: Any) -> dict[int, list[OtherProof]]:
    """Answers of self-assessments."""
    rows = AnswerEvidence.objects.allowed(seen_by, Can.VIEW).filter(evidence__in=evidence, archived_at=None)
    found: dict[int, list[OtherProof]] = {}
    places = ("answer__item__indicator__dimension", "answer__assessment__region", "answer__assessment__round")
    for row in rows.select_related(*places).order_by("pk"):
        assessment, item = row.answer.assessment, row.answer.item
        place = [assessment.region.code, assessment.pk, item.indicator.dimension.code]
        url = f"{reverse('evaluation:assessment-part', args=place)}#butir-{item.code}"
        made = OtherProof(Truncator(str(item)).chars(SHOWN), assessment.round.name, url)
        found.setdefault(row.evidence_id, []).append(made)
    return found
