"""The figures of a region at the end of a period, as the pages and reports show them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.forecasts import RegionForecast
from monev.monitoring.serializers import references
from monev.monitoring.serializers.forecasts import RegionForecastSerializer
from monev.monitoring.serializers.reports import ProgramFigureSerializer
from organizations.rest import Figure, Money


class FiguresQuery(serializers.Serializer):
    """What may be asked: a period such as `2026-3` (by default the last one that began)."""

    period = serializers.RegexField(
        r"^\d{4}-\d{1,2}$", required=False, help_text="Year and number, such as 2026-3; by default the last begun."
    )
    kind = serializers.ChoiceField(
        choices=Period.Kind.choices, required=False, help_text="By default the rhythm of the region."
    )
    preliminary = serializers.ChoiceField(
        choices=["true", "false"], required=False, help_text="Count submitted and approved reports too."
    )


class SourceFigureSerializer(serializers.Serializer):
    """Spending against the ceiling of one source of funds."""

    name = serializers.CharField()
    is_apbd = serializers.BooleanField()
    ceiling = Money()
    spending = Money()
    absorption = Figure()


class LightsSerializer(serializers.Serializer):
    """How many programs show which light."""

    green = serializers.IntegerField()
    amber = serializers.IntegerField()
    red = serializers.IntegerField()
    none = serializers.IntegerField()


class GroupFigureSerializer(serializers.Serializer):
    """A set of programs rolled up; `counted` of `programs` have an achievement."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    programs = serializers.IntegerField(source="total")
    reported = serializers.IntegerField()
    verified = serializers.IntegerField()
    achievement = Figure(source="achievement.value")
    achievement_counted = serializers.IntegerField(source="achievement.counted")
    predicate = serializers.CharField(allow_null=True)
    physical = Figure(source="physical.value")
    planned = Figure()
    deviation = Figure()
    ceiling = Money()
    spending = Money()
    planned_spending = Money()
    absorption = Figure()
    lights = LightsSerializer()
    sources = SourceFigureSerializer(many=True)


class PointSerializer(serializers.Serializer):
    """One period of the S-curve."""

    label = serializers.CharField()  # type: ignore[assignment]
    planned = Figure()
    actual = Figure()
    deviation = Figure()
    counted = serializers.IntegerField()
    total = serializers.IntegerField()


class ProgramRowSerializer(ProgramFigureSerializer):
    """The figures of one program."""

    program = references.program()


class FiguresSerializer(serializers.Serializer):
    """The figures of a region at the end of a period; `rules` names the version of the calculation rules."""

    region = references.region()
    period = references.period()
    rules = serializers.CharField(source="rules.version")
    preliminary = serializers.BooleanField()
    total = GroupFigureSerializer()
    pillars = GroupFigureSerializer(many=True)
    sub_dimensions = GroupFigureSerializer(many=True)
    agencies = GroupFigureSerializer(many=True)
    programs = ProgramRowSerializer(many=True)
    curve = PointSerializer(many=True)


class RegionFiguresSerializer(FiguresSerializer):
    """A region at the end of a period, and what its year will end with; calculated at `as_of` from what stood there."""

    as_of = serializers.DateTimeField(help_text="The moment at which the rows were read that the figures rest on.")
    snapshot = serializers.CharField(
        allow_null=True, help_text="SHA-256 of frozen data; empty here, for these figures are calculated now."
    )
    forecast = RegionForecastSerializer()

    def to_representation(self, instance: RegionForecast) -> dict[str, Any]:
        """Of a forecast, which knows the figures it rests on."""
        figures = FiguresSerializer(instance.figures, context=self.context)
        moment = {"as_of": self.context["as_of"], "snapshot": None}
        return {**figures.data, **moment, "forecast": RegionForecastSerializer(instance, context=self.context).data}
