"""Assignments, scores and findings of assessors; results and letters of stages."""

from __future__ import annotations

from rest_framework import serializers

from masterplan.serializers import references
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.closing import ResultLetter
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore, StageResult
from monev.evaluation.serializers.naming import item_reference, round_reference, stage_reference
from organizations.rest import PersonName, ScopedSerializer, record, reference


class StageResultSerializer(ScopedSerializer):
    """What a closed stage came to for a region; seen by the region once the stage is published."""

    region = references.region("assessment.region")
    assessment = reference(Assessment, "id", "uid")
    stage = reference(RoundStage, "id", "uid", "kind", "state")
    year = serializers.IntegerField(source="assessment.round.year", read_only=True)
    sha256 = serializers.CharField(source="frozen.sha256", read_only=True)

    class Meta:
        model = StageResult
        fields = record(
            *("region", "assessment", "stage", "year", "index", "raw_index", "dimensions", "items"),
            *("own_index", "own_dimensions", "improvement", "sha256"),
        )


class ResultLetterSerializer(ScopedSerializer):
    """A letter as it was issued; the file itself is at `file/` below its own address."""

    region = references.region("assessment.region")
    stage = reference(RoundStage, "id", "uid", "kind", "state")

    class Meta:
        model = ResultLetter
        fields = ("id", "region", "stage", "format", "basis", "sha256", "size", "created_at")


class AssignmentSerializer(ScopedSerializer):
    """An assessor of a region in a stage."""

    region = references.region("assessment.region")
    round = round_reference("assessment.round")
    stage = stage_reference()
    assessment_uid = serializers.UUIDField(source="assessment.uid", read_only=True)
    assessor = PersonName()

    class Meta:
        model = Assignment
        fields = record(
            *("region", "round", "assessment", "assessment_uid", "stage", "assessor", "institution", "is_chair"),
            *("starts_on", "ends_on", "submitted_at"),
        )


class ItemScoreSerializer(ScopedSerializer):
    """The score of one assessor for one item; seen as far as the rules of scoring allow."""

    region = references.region("assignment.assessment.region")
    item = item_reference()
    assignment_uid = serializers.UUIDField(source="assignment.uid", read_only=True)
    assessor = PersonName(source="assignment.assessor")

    class Meta:
        model = ItemScore
        fields = record(
            "region", "assignment", "assignment_uid", "item", "assessor", "score", "is_not_applicable", "note"
        )


class AssessorFindingSerializer(ScopedSerializer):
    """A strength, weakness or recommendation of one assessor; seen as far as the rules of scoring allow."""

    region = references.region("assignment.assessment.region")
    item = item_reference()
    agency = references.agency()
    assignment_uid = serializers.UUIDField(source="assignment.uid", read_only=True)
    assessor = PersonName(source="assignment.assessor")

    class Meta:
        model = AssessorFinding
        fields = record(
            "region", "assignment", "assignment_uid", "assessor", "kind", "text", "item", "agency", "position"
        )
