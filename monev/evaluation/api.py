"""REST: results and findings of the national evaluation."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.http import FileResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from core.openapi import FILE
from core.rest import AnyAccepted
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment, FrozenAssessment, Reopening
from monev.evaluation.models.closing import ResultLetter
from monev.evaluation.models.results import Finding, FindingEvidence, FindingStep, NationalResult
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore, StageResult
from monev.evaluation.serializers import (
    AnswerEvidenceSerializer,
    AnswerSerializer,
    AssessmentSerializer,
    AssessorFindingSerializer,
    AssignmentSerializer,
    EvaluationRoundSerializer,
    FindingEvidenceSerializer,
    FindingSerializer,
    FindingStepSerializer,
    FrozenAssessmentSerializer,
    ItemScoreSerializer,
    NationalResultSerializer,
    ReopeningSerializer,
    ResultLetterSerializer,
    RoundStageSerializer,
    StageResultSerializer,
)
from organizations.rest import ScopedViewSet, attachment


class AnswerViewSet(ScopedViewSet):
    """Answers of regions to the items of the national evaluation."""

    queryset = Answer.objects.select_related(
        "assessment__region", "assessment__round", "item", "confirmed_by"
    ).order_by("-assessment__round__year", "assessment__region__code", "item__position", "pk")
    serializer_class = AnswerSerializer
    filters = {"year": "assessment__round__year", "item_code": "item__code", "is_not_applicable": "is_not_applicable"}
    orderings = {"year": "assessment__round__year", "updated_at": "updated_at"}
    search_fields = ("item__text", "text")


class AnswerEvidenceViewSet(ScopedViewSet):
    """Evidence of answers."""

    queryset = AnswerEvidence.objects.select_related("answer__assessment__region", "answer__item", "evidence").order_by(
        "answer", "pk"
    )
    serializer_class = AnswerEvidenceSerializer
    filters = {"item_code": "answer__item__code"}
    orderings = {"updated_at": "updated_at"}
    search_fields = ("evidence__title",)


class FrozenAssessmentViewSet(ScopedViewSet):
    """Assessments as they were when they were submitted or closed."""

    queryset = FrozenAssessment.objects.select_related("assessment__region", "assessment__round", "taken_by").order_by(
        "-taken_at", "pk"
    )
    serializer_class = FrozenAssessmentSerializer
    filters = {"year": "assessment__round__year", "occasion": "occasion"}
    orderings = {"taken_at": "taken_at"}
    search_fields = ("assessment__region__name", "sha256")


class EvaluationRoundViewSet(ScopedViewSet):
    """Rounds of the national evaluation: one instrument in one year."""

    queryset = EvaluationRound.objects.for_list()
    serializer_class = EvaluationRoundSerializer
    filters = {"year": "year", "instrument": "instrument__code"}
    orderings = {"year": "year", "updated_at": "updated_at"}
    search_fields = ("name",)


class RoundStageViewSet(ScopedViewSet):
    """Stages of rounds: I, written (advice), and II, interview (scored)."""

    queryset = RoundStage.objects.for_list()
    serializer_class = RoundStageSerializer
    filters = {"round": "round", "kind": "kind", "state": "state"}
    orderings = {"opens_on": "opens_on", "updated_at": "updated_at"}


class AssessmentViewSet(ScopedViewSet):
    """Regions in rounds, with the state of their self-assessment."""

    queryset = Assessment.objects.for_list()
    serializer_class = AssessmentSerializer
    filters = {"round": "round", "state": "state", "takes_part": "takes_part"}
    orderings = {"submitted_at": "submitted_at", "updated_at": "updated_at"}
    search_fields = ("region__name",)


class AssignmentViewSet(ScopedViewSet):
    """Which assessor assesses which region in which stage, from when to when."""

    queryset = Assignment.objects.for_list()
    serializer_class = AssignmentSerializer
    filters = {"assessment": "assessment", "stage": "stage", "is_chair": "is_chair"}
    orderings = {"starts_on": "starts_on", "submitted_at": "submitted_at", "updated_at": "updated_at"}
    search_fields = ("assessor__name", "institution")


class ItemScoreViewSet(ScopedViewSet):
    """Scores of assessors: one's own; those of colleagues once both have submitted; all once a stage is published."""

    queryset = ItemScore.objects.select_related(
        "assignment__assessor", "assignment__assessment__region", "item"
    ).order_by("assignment", "item__position", "pk")
    serializer_class = ItemScoreSerializer
    filters = {"assignment": "assignment", "item": "item__code", "score": "score"}
    orderings = {"score": "score", "updated_at": "updated_at"}


class AssessorFindingViewSet(ScopedViewSet):
    """Findings of assessors, seen as their scores are."""

    queryset = AssessorFinding.objects.select_related(
        "assignment__assessor", "assignment__assessment__region", "item", "agency"
    ).order_by("assignment", "kind", "position", "pk")
    serializer_class = AssessorFindingSerializer
    filters = {"assignment": "assignment", "kind": "kind"}
    orderings = {"position": "position", "updated_at": "updated_at"}
    search_fields = ("text",)


class ReopeningViewSet(ScopedViewSet):
    """Items that were opened again to a region for missing evidence."""

    queryset = Reopening.objects.select_related(
        "answer__assessment__region", "answer__item", "stage", "opened_by", "completed_by"
    ).order_by("-opened_at", "pk")
    serializer_class = ReopeningSerializer
    filters = {"stage": "stage", "item": "answer__item__code"}
    orderings = {"opened_at": "opened_at", "deadline_at": "deadline_at", "updated_at": "updated_at"}
    search_fields = ("request",)


class NationalResultViewSet(ScopedViewSet):
    """Results of regions in national evaluations, as published (index 0 to 4)."""

    queryset = NationalResult.objects.for_list()
    serializer_class = NationalResultSerializer
    filters = {"year": "year", "stage": "stage", "instrument_code": "instrument_code"}
    orderings = {"year": "year", "index": "index", "updated_at": "updated_at"}
    search_fields = ("region__name",)


class FindingViewSet(ScopedViewSet):
    """Findings of assessors and their follow-up."""

    queryset = Finding.objects.for_list().select_related("verified_by")
    serializer_class = FindingSerializer
    filters = {
        "year": "year",
        "kind": "kind",
        "status": "status",
        "item_code": "item_code",
        "due_until": "due_on__lte",
    }
    orderings = {"year": "year", "due_on": "due_on", "updated_at": "updated_at"}
    search_fields = ("text",)


class FindingStepViewSet(ScopedViewSet):
    """The course of follow-ups, step by step."""

    queryset = FindingStep.objects.select_related("finding__region", "agency", "by").order_by("at", "pk")
    serializer_class = FindingStepSerializer
    filters = {"finding": "finding", "step": "step", "from": "at__gte", "until": "at__lte"}
    orderings = {"at": "at", "updated_at": "updated_at"}
    search_fields = ("words",)


class FindingEvidenceViewSet(ScopedViewSet):
    """What proves which step of a follow-up."""

    queryset = FindingEvidence.objects.select_related("step__finding__region", "evidence").order_by("step", "pk")
    serializer_class = FindingEvidenceSerializer
    filters = {"finding": "step__finding", "step": "step", "evidence": "evidence"}
    orderings = {"updated_at": "updated_at"}


class StageResultViewSet(ScopedViewSet):
    """Results of closed stages, computed; the published figure of the year is in `national-results`."""

    queryset = StageResult.objects.holding().for_list().select_related("frozen").defer("frozen__data")
    serializer_class = StageResultSerializer
    filters = {"year": "assessment__round__year", "stage": "stage__kind"}
    orderings = {"index": "index", "updated_at": "updated_at"}
    search_fields = ("assessment__region__name",)


class ResultLetterViewSet(ScopedViewSet):
    """Result letters of regions as they were issued, with their SHA-256."""

    queryset = (
        ResultLetter.objects.filter(assessment__isnull=False)
        .select_related("assessment__region", "stage")
        .order_by("-created_at", "pk")
    )
    serializer_class = ResultLetterSerializer
    filters = {"year": "assessment__round__year", "stage": "stage__kind", "file_format": "format", "sha256": "sha256"}
    orderings = {"created_at": "created_at"}

    @extend_schema(responses=FILE)
    @action(detail=True, content_negotiation_class=AnyAccepted)
    def file(self, request: Any, **kwargs: Any) -> FileResponse:
        """The file itself."""
        row = self.get_object()
        return attachment(row.file, PurePath(row.file.name).name)
