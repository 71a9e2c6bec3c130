"""Results of the national evaluation, and its findings."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from masterplan.serializers import references
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment, FrozenAssessment, Reopening
from monev.evaluation.models.closing import ResultLetter
from monev.evaluation.models.instruments import Instrument, InstrumentItem
from monev.evaluation.models.results import Finding, FindingEvidence, FindingStep, NationalResult
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore, StageResult
from monev.monitoring.models.evidence import Evidence
from organizations.rest import PersonName, ScopedSerializer, record, reference


def round_reference(source: str | None = None) -> Any:
    """A round by name and year."""
    return reference(EvaluationRound, "id", "uid", "name", "year", source=source)


def stage_reference(source: str | None = None) -> Any:
    """A stage of a round."""
    return reference(RoundStage, "id", "uid", "kind", "state", source=source)


def item_reference(source: str | None = None) -> Any:
    """An item of an instrument by its code."""
    return reference(InstrumentItem, "id", "uid", "code", source=source)


class EvaluationRoundSerializer(ScopedSerializer):
    """The evaluation of a year with one instrument."""

    instrument = reference(Instrument, "id", "uid", "code", "year")

    class Meta:
        model = EvaluationRound
        fields = record("instrument", "year", "name", "self_assessment_until")


class RoundStageSerializer(ScopedSerializer):
    """A stage of a round."""

    round = round_reference()

    class Meta:
        model = RoundStage
        fields = record("round", "kind", "opens_on", "closes_on", "state", "closed_at", "published_at")


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


class AssignmentSerializer(ScopedSerializer):
    """An assessor of a region in a stage."""

    region = references.region("assessment.region")
    round = round_reference("assessment.round")
    stage = stage_reference()
    assessor = PersonName()

    class Meta:
        model = Assignment
        fields = record(
            *("region", "round", "assessment", "stage", "assessor", "institution", "is_chair"),
            *("starts_on", "ends_on", "submitted_at"),
        )


class ItemScoreSerializer(ScopedSerializer):
    """The score of one assessor for one item; seen as far as the rules of scoring allow."""

    region = references.region("assignment.assessment.region")
    item = item_reference()
    assessor = PersonName(source="assignment.assessor")

    class Meta:
        model = ItemScore
        fields = record("region", "assignment", "item", "assessor", "score", "is_not_applicable", "note")


class AssessorFindingSerializer(ScopedSerializer):
    """A strength, weakness or recommendation of one assessor; seen as far as the rules of scoring allow."""

    region = references.region("assignment.assessment.region")
    item = item_reference()
    agency = references.agency()
    assessor = PersonName(source="assignment.assessor")

    class Meta:
        model = AssessorFinding
        fields = record("region", "assignment", "assessor", "kind", "text", "item", "agency", "position")


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
    evidence = reference(Evidence, "id", "uid", "title", "kind", "dated_on")

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


class NationalResultSerializer(ScopedSerializer):
    """The published result of a region in one year."""

    region = references.region()

    class Meta:
        model = NationalResult
        fields = record("region", "year", "instrument_code", "stage", "index", "dimensions", "published_on")


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


def _finding(source: str | None = None) -> Any:
    """A finding of the national evaluation."""
    return reference(Finding, "id", "uid", "year", "kind", "status", source=source)


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
    evidence = reference(Evidence, "id", "uid", "kind", "title")

    class Meta:
        model = FindingEvidence
        fields = record("region", "finding", "step", "evidence")


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
