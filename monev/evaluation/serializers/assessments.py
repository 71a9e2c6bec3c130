"""Assessments of regions: answers, evidence, what was frozen, items opened again."""

from __future__ import annotations

from rest_framework import serializers

from masterplan.serializers import references
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment, FrozenAssessment, Reopening
from monev.evaluation.serializers.naming import item_reference, round_reference, stage_reference
from monev.monitoring.models.evidence import Evidence
from organizations.rest import PersonName, ScopedSerializer, record, reference


class AssessmentSerializer(ScopedSerializer):
    """The evaluation of one region in one round."""

    region = references.region()
    round = round_reference()

    class Meta:
        model = Assessment
        fields = record(
            *("region", "round", "state", "takes_part", "absence_reason", "submitted_at"),
            *("returned_until", "return_reason"),
        )


class ReopeningSerializer(ScopedSerializer):
    """An item that was opened again to the region."""

    region = references.region("answer.assessment.region")
    item = item_reference("answer.item")
    stage = stage_reference()
    opened_by = PersonName()
    completed_by = PersonName()

    class Meta:
        model = Reopening
        fields = record(
            *("region", "item", "stage", "request", "opened_at", "opened_by", "deadline_at"),
            *("completed_at", "completed_by"),
        )


class AnswerSerializer(ScopedSerializer):
    """What a region answers to an item of the national evaluation; `proposal`: what the portal proposed, and why."""

    region = references.region("assessment.region")
    year = serializers.IntegerField(source="assessment.round.year", read_only=True)
    item_code = serializers.CharField(source="item.code", read_only=True)
    confirmed_by = PersonName()

    class Meta:
        model = Answer
        fields = record(
            "region",
            "year",
            "item_code",
            "proposed",
            "proposal",
            "score",
            "is_not_applicable",
            "text",
            "reason",
            "confirmed_at",
            "confirmed_by",
        )


class AnswerEvidenceSerializer(ScopedSerializer):
    """A piece of evidence that stands with an answer."""

    region = references.region("answer.assessment.region")
    item_code = serializers.CharField(source="answer.item.code", read_only=True)
    evidence = reference(Evidence, "id", "uid", "kind", "title")

    class Meta:
        model = AnswerEvidence
        fields = record("region", "item_code", "evidence")


class FrozenAssessmentSerializer(ScopedSerializer):
    """An assessment as it was at one moment; its SHA-256 names the data."""

    region = references.region("assessment.region")
    year = serializers.IntegerField(source="assessment.round.year", read_only=True)
    taken_by = PersonName()

    class Meta:
        model = FrozenAssessment
        fields = ("id", "region", "year", "occasion", "number", "sha256", "code_version", "taken_at", "taken_by")
