"""REST: results and findings of the national evaluation."""

from __future__ import annotations

from monev.evaluation.models.assessments import Answer, AnswerEvidence, FrozenAssessment
from monev.evaluation.models.results import Finding, NationalResult
from monev.evaluation.serializers import (
    AnswerEvidenceSerializer,
    AnswerSerializer,
    FindingSerializer,
    FrozenAssessmentSerializer,
    NationalResultSerializer,
)
from organizations.rest import ScopedViewSet


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


class NationalResultViewSet(ScopedViewSet):
    """Results of regions in national evaluations, as published (index 0 to 4)."""

    queryset = NationalResult.objects.for_list()
    serializer_class = NationalResultSerializer
    filters = {"year": "year", "stage": "stage", "instrument_code": "instrument_code"}
    orderings = {"year": "year", "index": "index", "updated_at": "updated_at"}
    search_fields = ("region__name",)


class FindingViewSet(ScopedViewSet):
    """Findings of assessors and their follow-up."""

    queryset = Finding.objects.for_list()
    serializer_class = FindingSerializer
    filters = {"year": "year", "kind": "kind", "status": "status"}
    orderings = {"year": "year", "due_on": "due_on", "updated_at": "updated_at"}
    search_fields = ("text",)
