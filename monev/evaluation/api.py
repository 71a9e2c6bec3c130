"""REST: results and findings of the national evaluation."""

from __future__ import annotations

from typing import Any

from monev.evaluation.models.results import Finding, NationalResult
from monev.evaluation.models.surveys import Survey, SurveyService
from monev.evaluation.selectors.surveys import summaries_of
from monev.evaluation.serializers import (
    FindingSerializer,
    NationalResultSerializer,
    SurveySerializer,
    SurveyServiceSerializer,
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

    queryset = Finding.objects.for_list()
    serializer_class = FindingSerializer
    filters = {"year": "year", "kind": "kind", "status": "status"}
    orderings = {"year": "year", "due_on": "due_on", "updated_at": "updated_at"}
    search_fields = ("text",)


class SurveyViewSet(ScopedViewSet):
    """Citizen surveys with their means; single forms are not handed out."""

    queryset = Survey.objects.select_related("region", "instrument", "pillar")
    serializer_class = SurveySerializer
    filters = {"year": "year", "state": "state", "pillar": "pillar__code"}
    orderings = {"year": "year", "opens_on": "opens_on", "updated_at": "updated_at"}
    search_fields = ("region__name", "pillar__name_id")

    def facts(self, rows: list[Any]) -> dict[str, Any]:
        return {"figures": summaries_of(rows)}


class SurveyServiceViewSet(ScopedViewSet):
    """The services that citizen surveys ask about."""

    queryset = SurveyService.objects.select_related("survey__region", "agency", "sub_dimension", "quick_win")
    serializer_class = SurveyServiceSerializer
    filters = {"survey": "survey", "year": "survey__year"}
    orderings = {"name": "name", "users": "users", "updated_at": "updated_at"}
    search_fields = ("name",)
