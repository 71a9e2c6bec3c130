"""Results of the national evaluation, and its findings."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from masterplan.serializers import references
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.results import Finding, NationalResult
from monev.evaluation.models.surveys import Survey, SurveyService
from organizations.rest import Figure, ScopedSerializer, record, reference
from pillars.models import Pillar, SubDimension
from quickwins.models import QuickWin


class NationalResultSerializer(ScopedSerializer):
    """The published result of a region in one year."""

    region = references.region()

    class Meta:
        model = NationalResult
        fields = record("region", "year", "instrument_code", "stage", "index", "dimensions", "published_on")


class FindingSerializer(ScopedSerializer):
    """What assessors wrote, and what became of it."""

    region = references.region()
    agency = references.agency()

    class Meta:
        model = Finding
        fields = record("region", "agency", "year", "kind", "text", "position", "status", "due_on", "follow_up")


class SurveyMeanSerializer(serializers.Serializer):
    """What citizens said to one statement, or to all of a sub-dimension: evidence, not a score of the evaluation."""

    code = serializers.CharField()
    mean = Figure(places=2)
    valid = serializers.IntegerField(help_text="Answers that count.")
    is_sufficient = serializers.BooleanField(help_text="Whether 50 or more answers count.")
    has_surplus = serializers.BooleanField(help_text="More people answered than the service has users.")


class SurveyFiguresSerializer(serializers.Serializer):
    """The forms of a survey, added up; single forms are not handed out."""

    forms = serializers.IntegerField()
    valid = serializers.IntegerField()
    flagged = serializers.IntegerField(help_text="Of the valid ones: those that look odd and were not excluded.")
    mean = Figure(places=2)
    is_sufficient = serializers.BooleanField()
    sub_dimensions = SurveyMeanSerializer(many=True)
    statements = SurveyMeanSerializer(many=True)


class SurveySerializer(ScopedSerializer):
    """The citizen survey of a pillar, and its means."""

    region = references.region()
    instrument = reference(Instrument, "id", "uid", "code", "year")
    pillar = reference(Pillar, "id", "code", "name_id", "name_en")
    figures = SurveyFiguresSerializer(source="figure")

    class Meta:
        model = Survey
        fields = record(
            *("region", "instrument", "year", "pillar", "form", "state", "opens_on", "closes_on", "figures")
        )

    def to_representation(self, instance: Survey) -> dict[str, Any]:
        instance.figure = self.context["figures"][instance.pk]  # type: ignore[attr-defined]
        return super().to_representation(instance)


class SurveyServiceSerializer(ScopedSerializer):
    """The service that a survey asks about for one sub-dimension."""

    region = references.region("survey.region")
    agency = references.agency()
    survey = reference(Survey, "id", "uid", "year")
    sub_dimension = reference(SubDimension, "code", "name_id", "name_en")
    quick_win = reference(QuickWin, "id", "uid", "title", "year")

    class Meta:
        model = SurveyService
        fields = record(
            *("region", "agency", "survey", "sub_dimension", "program_lineage", "quick_win", "name", "users"),
            "confirmed_at",
        )


def instrument() -> Any:
    """An instrument by code and year."""
    return reference(Instrument, "id", "uid", "code", "year")


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
    pillar = reference(Pillar, "code", "name_id", "name_en")
    sub_dimension = reference(SubDimension, "code", "name_id", "name_en")

    class Meta:
        model = InstrumentItem
        fields = record(
            *("instrument", "dimension", "indicator", "code", "text", "guidance", "pillar", "sub_dimension"),
            *("is_survey", "rule", "parameters", "thresholds", "lower_is_better", "steps", "is_assumed", "position"),
        )
