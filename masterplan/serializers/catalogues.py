"""Sources of funds, nomenclature, pillar rules."""

from __future__ import annotations

from masterplan.models.catalogues import FundSource, NomenclatureItem, PillarRule
from masterplan.serializers import references
from organizations.rest import ScopedSerializer, record, reference
from pillars.models import SubDimension


class FundSourceSerializer(ScopedSerializer):
    """A source of funds."""

    parent = references.fund_source()

    class Meta:
        model = FundSource
        fields = ("id", "code", "name_id", "name_en", "parent", "is_apbd", "updated_at")


class NomenclatureSerializer(ScopedSerializer):
    """A row of the government's nomenclature."""

    parent = reference(NomenclatureItem, "id", "code", "level", "name")

    class Meta:
        model = NomenclatureItem
        fields = (
            "id",
            "edition",
            "code",
            "level",
            "name",
            "parent",
            "performance",
            "indicator",
            "unit",
            "predecessor",
            "updated_at",
        )


class PillarRuleSerializer(ScopedSerializer):
    """A region's rule from nomenclature code to sub-dimension."""

    region = references.region()
    sub_dimension = reference(SubDimension, "code", "name_id", "name_en")

    class Meta:
        model = PillarRule
        fields = record("region", "code_prefix", "sub_dimension")
