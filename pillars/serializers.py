"""How the catalogue of pillars is shown through REST."""

from __future__ import annotations

from organizations.rest import ScopedSerializer, reference
from pillars.models import Pillar, PillarSet, SubDimension

NAMES = ("name_id", "name_en")


class PillarSetSerializer(ScopedSerializer):
    """A version of the catalogue."""

    class Meta:
        model = PillarSet
        fields = ("id", "code", *NAMES, "valid_from", "source", "updated_at")


class PillarSerializer(ScopedSerializer):
    """One pillar."""

    pillar_set = reference(PillarSet, "id", "code")

    class Meta:
        model = Pillar
        fields = ("id", "pillar_set", "code", "letters", *NAMES, "color", "position", "updated_at")


class SubDimensionSerializer(ScopedSerializer):
    """One sub-dimension of a pillar."""

    pillar = reference(Pillar, "id", "code", *NAMES)

    class Meta:
        model = SubDimension
        fields = ("id", "pillar", "code", *NAMES, "position", "updated_at")
