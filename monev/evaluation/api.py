"""REST: results, findings and external figures of the national evaluation."""

from __future__ import annotations

from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.results import Finding, NationalItemScore, NationalResult
from monev.evaluation.serializers import (
    DimensionSerializer,
    ExternalFigureSerializer,
    ExternalIndicatorSerializer,
    FindingSerializer,
    InstrumentIndicatorSerializer,
    InstrumentItemSerializer,
    InstrumentSerializer,
    NationalItemScoreSerializer,
    NationalResultSerializer,
)
from organizations.rest import ScopedViewSet


class NationalResultViewSet(ScopedViewSet):
    """Results of regions in national evaluations, as published and as computed (index 0 to 4)."""

    queryset = NationalResult.objects.for_list()
    serializer_class = NationalResultSerializer
    filters = {
        "year": "year",
        "stage": "stage",
        "instrument_code": "instrument_code",
        "takes_part": "takes_part",
    }
    orderings = {"year": "year", "index": "index", "updated_at": "updated_at"}
    search_fields = ("region__name",)


class FindingViewSet(ScopedViewSet):
    """Findings of assessors and their follow-up."""

    queryset = Finding.objects.for_list()
    serializer_class = FindingSerializer
    filters = {"year": "year", "kind": "kind", "status": "status"}
    orderings = {"year": "year", "due_on": "due_on", "updated_at": "updated_at"}
    search_fields = ("text",)


class NationalItemScoreViewSet(ScopedViewSet):
    """Scores of single items in published evaluations (0 to 4)."""

    queryset = NationalItemScore.objects.select_related("region").order_by("-year", "region__code", "item_code", "pk")
    serializer_class = NationalItemScoreSerializer
    filters = {"year": "year", "instrument_code": "instrument_code", "item_code": "item_code"}
    orderings = {"year": "year", "item_code": "item_code", "updated_at": "updated_at"}


class ExternalIndicatorViewSet(ScopedViewSet):
    """Figures of other institutions that items ask for: units and ranges; the same for everybody."""

    queryset = ExternalIndicator.objects.order_by("position", "code")
    serializer_class = ExternalIndicatorSerializer
    filters = {"code": "code"}
    orderings = {"code": "code", "position": "position", "updated_at": "updated_at"}
    search_fields = ("code", "name_id", "name_en")


class ExternalFigureViewSet(ScopedViewSet):
    """Figures of other institutions by region and year, with their source."""

    queryset = ExternalFigure.objects.select_related("region", "indicator").order_by(
        "-year", "region__code", "indicator__position", "pk"
    )
    serializer_class = ExternalFigureSerializer
    filters = {"year": "year", "indicator": "indicator__code"}
    orderings = {"year": "year", "updated_at": "updated_at"}
    search_fields = ("source", "indicator__name_id")


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
