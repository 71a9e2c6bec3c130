"""Instruments with their dimensions, indicators and items."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.serializers.naming import instrument
from organizations.rest import ScopedSerializer, record, reference
from pillars.models import Pillar, SubDimension


class InstrumentSerializer(ScopedSerializer):
    """A version of the national instrument; `steps` are the words of the scale by step."""

    based_on = instrument()
    cohorts = serializers.SerializerMethodField()

    class Meta:
        model = Instrument
        fields = record(
            *("code", "name_id", "name_en", "year", "status", "rounding", "steps", "cohorts", "based_on", "note"),
            "published_at",
        )

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_cohorts(self, row: Any) -> list[str]:
        """Their codes."""
        return [cohort.code for cohort in row.cohorts.all()]


class DimensionSerializer(ScopedSerializer):
    """A dimension with its weight in percent."""

    instrument = instrument()

    class Meta:
        model = Dimension
        fields = record("instrument", "code", "name_id", "name_en", "weight", "position")


class InstrumentIndicatorSerializer(ScopedSerializer):
    """A heading under which a dimension asks its items."""

    instrument = instrument()
    dimension = reference(Dimension, "id", "uid", "code")

    class Meta:
        model = InstrumentIndicator
        fields = record("instrument", "dimension", "name", "position")


class InstrumentItemSerializer(ScopedSerializer):
    """A question; `thresholds` are the least measured value of each step, the greatest where lower is better."""

    instrument = instrument()
    dimension = reference(Dimension, "id", "uid", "code", source="indicator.dimension")
    indicator = reference(InstrumentIndicator, "id", "uid", "name")
    pillar = reference(Pillar, "id", "code", "name_id", "name_en")
    sub_dimension = reference(SubDimension, "code", "name_id", "name_en")

    class Meta:
        model = InstrumentItem
        fields = record(
            *("instrument", "dimension", "indicator", "code", "text", "guidance", "pillar", "sub_dimension"),
            *("is_survey", "rule", "parameters", "thresholds", "lower_is_better", "steps", "is_assumed", "position"),
        )
