"""REST: results and findings of the national evaluation."""

from __future__ import annotations

from monev.evaluation.models.results import Finding, FindingEvidence, FindingStep, NationalResult
from monev.evaluation.serializers import (
    FindingEvidenceSerializer,
    FindingSerializer,
    FindingStepSerializer,
    NationalResultSerializer,
)
from organizations.rest import ScopedViewSet


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
