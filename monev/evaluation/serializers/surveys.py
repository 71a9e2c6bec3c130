"""Citizen surveys: services and means, never single answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from masterplan.serializers import references
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.surveys import Survey, SurveyService
from organizations.rest import Figure, ScopedSerializer, record, reference
from pillars.models import Pillar, SubDimension
from quickwins.models import QuickWin


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
        if "figures" in self.fields:
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
