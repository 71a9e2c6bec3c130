"""REST: the catalogue of pillars."""

from __future__ import annotations

from organizations.rest import CatalogueViewSet
from pillars.models import Pillar, PillarSet, SubDimension
from pillars.serializers import PillarSerializer, PillarSetSerializer, SubDimensionSerializer


class PillarSetViewSet(CatalogueViewSet):
    """Versions of the set of pillars."""

    queryset = PillarSet.objects.order_by("-valid_from", "pk")
    serializer_class = PillarSetSerializer
    filters = {"code": "code"}
    orderings = {"code": "code", "valid_from": "valid_from", "updated_at": "updated_at"}
    search_fields = ("name_id", "name_en")


class PillarViewSet(CatalogueViewSet):
    """The pillars (dimensi) of each set."""

    queryset = Pillar.objects.select_related("pillar_set").order_by("pillar_set", "position", "pk")
    serializer_class = PillarSerializer
    filters = {"pillar_set": "pillar_set__code", "code": "code"}
    orderings = {"position": "position", "code": "code", "updated_at": "updated_at"}
    search_fields = ("name_id", "name_en")


class SubDimensionViewSet(CatalogueViewSet):
    """The sub-dimensions of each pillar."""

    queryset = SubDimension.objects.select_related("pillar").order_by(
        "pillar__pillar_set", "pillar__position", "position", "pk"
    )
    serializer_class = SubDimensionSerializer
    filters = {"pillar": "pillar__code", "pillar_set": "pillar__pillar_set__code", "code": "code"}
    orderings = {"position": "position", "code": "code", "updated_at": "updated_at"}
    search_fields = ("name_id", "name_en")
