"""Published results and item scores, findings and their follow-up."""

from __future__ import annotations

from rest_framework import serializers

from masterplan.serializers import references
from monev.evaluation.models.results import Finding, FindingEvidence, FindingStep, NationalItemScore, NationalResult
from monev.evaluation.serializers.naming import _finding
from monev.monitoring.models.evidence import Evidence
from organizations.rest import PersonName, ScopedSerializer, record, reference


class NationalResultSerializer(ScopedSerializer):
    """The published result of a region in one year."""

    region = references.region()

    class Meta:
        model = NationalResult
        fields = record(
            *("region", "year", "instrument_code", "stage", "takes_part", "index", "computed_index", "raw_index"),
            *("improvement", "dimensions", "published_on"),
        )


class FindingSerializer(ScopedSerializer):
    """What assessors wrote, and what became of it."""

    region = references.region()
    agency = references.agency()
    verified_by = PersonName()

    class Meta:
        model = Finding
        fields = record(
            *("region", "agency", "year", "kind", "text", "position", "assessor_name", "institution", "item_code"),
            *("status", "due_on", "follow_up", "progress_percent", "verified_at", "verified_by"),
        )


class FindingStepSerializer(ScopedSerializer):
    """One step of a follow-up; `agency` and `due_on` are those that it set, `progress_percent` what was reported."""

    region = references.region("finding.region")
    finding = _finding()
    agency = references.agency()
    by = PersonName()

    class Meta:
        model = FindingStep
        fields = record("region", "finding", "step", "words", "agency", "due_on", "progress_percent", "by", "at")


class FindingEvidenceSerializer(ScopedSerializer):
    """Which step of a follow-up a piece of evidence proves."""

    region = references.region("step.finding.region")
    finding = _finding("step.finding")
    step_uid = serializers.UUIDField(source="step.uid", read_only=True)
    evidence = reference(Evidence, "id", "uid", "kind", "title")

    class Meta:
        model = FindingEvidence
        fields = record("region", "finding", "step", "step_uid", "evidence")


class NationalItemScoreSerializer(ScopedSerializer):
    """The score of one item in a published evaluation; null where it did not apply."""

    region = references.region()

    class Meta:
        model = NationalItemScore
        fields = record("region", "year", "instrument_code", "item_code", "score")
