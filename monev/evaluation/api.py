"""REST: results and findings of the national evaluation."""

from __future__ import annotations

from typing import Any

from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.results import Finding, NationalResult
from monev.evaluation.models.surveys import Survey, SurveyService
from monev.evaluation.selectors.surveys import summaries_of
from monev.evaluation.serializers import (
    DimensionSerializer,
    FindingSerializer,
    InstrumentIndicatorSerializer,
    InstrumentItemSerializer,
    InstrumentSerializer,
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


class InstrumentViewSet(ScopedViewSet):
    """Versions of the national instrument; drafts for the ministry only."""

    queryset = Instrument.objects.select_related("based_on").prefetch_related("cohorts").for_list()
    serializer_class = InstrumentSerializer
    filters = {"code": "code", "year": "year", "status": "status"}
    orderings = {"year": "year", "code": "code", "updated_at": "updated_at"}
    search_fields = ("code", "name_id", "name_en")


class DimensionViewSet(ScopedViewSet):
    """Dimensions of instruments with their weights."""

    queryset = Dimension.objects.select_related("instrument").order_by(
        "-instrument__year", "instrument_id", "position", "pk"
    )
    serializer_class = DimensionSerializer
    filters = {"instrument": "instrument__code", "code": "code"}
    orderings = {"position": "position", "weight": "weight", "updated_at": "updated_at"}
    search_fields = ("code", "name_id", "name_en")


class InstrumentIndicatorViewSet(ScopedViewSet):
    """Indicators of instruments."""

    queryset = InstrumentIndicator.objects.select_related("instrument", "dimension").order_by(
        "-instrument__year", "instrument_id", "dimension__position", "position", "pk"
    )
    serializer_class = InstrumentIndicatorSerializer
    filters = {"instrument": "instrument__code", "dimension": "dimension__code"}
    orderings = {"position": "position", "updated_at": "updated_at"}
    search_fields = ("name",)


class InstrumentItemViewSet(ScopedViewSet):
    """Items of instruments: what is asked, and from what the portal proposes an answer."""

    queryset = InstrumentItem.objects.select_related(
        "instrument", "indicator__dimension", "pillar", "sub_dimension"
    ).order_by("-instrument__year", "instrument_id", "position", "pk")
    serializer_class = InstrumentItemSerializer
    filters = {
        "instrument": "instrument__code",
        "dimension": "indicator__dimension__code",
        "code": "code",
        "pillar": "pillar__code",
        "rule": "rule",
        "is_survey": "is_survey",
    }
    orderings = {"position": "position", "code": "code", "updated_at": "updated_at"}
    search_fields = ("code", "text")
