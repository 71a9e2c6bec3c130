"""REST: sources of funds, nomenclature, pillar rules."""

from __future__ import annotations

from masterplan.models.catalogues import FundSource, NomenclatureItem, PillarRule
from masterplan.serializers.catalogues import FundSourceSerializer, NomenclatureSerializer, PillarRuleSerializer
from organizations.rest import CatalogueViewSet, ScopedViewSet


class FundSourceViewSet(CatalogueViewSet):
    """Sources of funds, within the APBD and outside it."""

    queryset = FundSource.objects.select_related("parent").order_by("code")
    serializer_class = FundSourceSerializer
    filters = {"code": "code", "is_apbd": "is_apbd", "parent": "parent__code"}
    orderings = {"code": "code", "updated_at": "updated_at"}
    search_fields = ("code", "name_id", "name_en")


class NomenclatureViewSet(CatalogueViewSet):
    """The government's nomenclature of programs, activities and sub-activities."""

    queryset = NomenclatureItem.objects.select_related("parent").order_by("edition", "code", "pk")
    serializer_class = NomenclatureSerializer
    filters = {"edition": "edition", "code": "code", "code_starts_with": "code__istartswith", "level": "level"}
    orderings = {"code": "code", "edition": "edition", "updated_at": "updated_at"}
    search_fields = ("code", "name")


class PillarRuleViewSet(ScopedViewSet):
    """By which code prefix a region places programs under a sub-dimension."""

    queryset = PillarRule.objects.select_related("region", "sub_dimension").order_by(
        "region__code", "code_prefix", "pk"
    )
    serializer_class = PillarRuleSerializer
    filters = {"code_prefix": "code_prefix", "sub_dimension": "sub_dimension__code"}
    orderings = {"region": "region__code", "code_prefix": "code_prefix", "updated_at": "updated_at"}
    search_fields = ("code_prefix",)
