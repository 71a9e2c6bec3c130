"""REST: results and findings of the national evaluation."""

from __future__ import annotations

from monev.evaluation.models.results import Finding, NationalResult
from monev.evaluation.serializers import FindingSerializer, NationalResultSerializer
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

    queryset = Finding.objects.for_list()
    serializer_class = FindingSerializer
    filters = {"year": "year", "kind": "kind", "status": "status"}
    orderings = {"year": "year", "due_on": "due_on", "updated_at": "updated_at"}
    search_fields = ("text",)
