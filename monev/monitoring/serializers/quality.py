"""The quality scores of the OPDs of a region, as the pages and reports show them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from monev.monitoring.serializers import references
from organizations.rest import Figure


class QualityQuery(serializers.Serializer[Any]):
    """What may be asked: a period such as `2026-3` (by default the last one that began)."""

    period = serializers.RegexField(
        r"^\d{4}-\d{1,2}$", required=False, help_text="Year and number, such as 2026-3; by default the last begun."
    )
    kind = serializers.ChoiceField(
        choices=["month", "quarter"], required=False, help_text="By default the rhythm of the region."
    )


class QualityScoreSerializer(serializers.Serializer[Any]):
    """A score from 0 to 100 and its four parts in percent; nothing where nothing was due."""

    due = serializers.IntegerField()
    sent = serializers.IntegerField()
    complete = Figure()
    on_time = Figure()
    evidence = Figure()
    unquestioned = Figure()
    value = Figure()


class AgencyQualitySerializer(serializers.Serializer[Any]):
    """The score of one OPD."""

    agency = references.agency()
    score = QualityScoreSerializer()


class RegionQualitySerializer(serializers.Serializer[Any]):
    """The scores of a region in a period; `rules` names the version of the calculation rules."""

    region = references.region()
    period = references.period()
    rules = serializers.CharField(source="rules.version")
    total = QualityScoreSerializer()
    agencies = AgencyQualitySerializer(many=True)
