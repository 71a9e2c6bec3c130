"""What the year will end with, by each method, as the page of the forecast shows it."""

from __future__ import annotations

from rest_framework import serializers

from monev.monitoring.serializers import references
from organizations.rest import Figure, Money

VERDICTS = "miss: the leading method falls short of the target; at_risk: another one does; on_course; unknown."


class PercentMethodsSerializer(serializers.Serializer):
    """A percentage at the end of the year: by index, by straight line, by earned schedule (physical progress only)."""

    index = Figure()
    line = Figure()
    schedule = Figure()


class MoneyMethodsSerializer(serializers.Serializer):
    """Rupiah at the end of the year: by cost index and by straight line."""

    index = Money()
    line = Money()


class EarnedValueSerializer(serializers.Serializer):
    """Earned value at the end of the period, in rupiah; the indices have no unit."""

    bac = Money(help_text="Budget at completion: the ceiling.")
    pv = Money(help_text="Planned value.")
    ev = Money(help_text="Earned value.")
    ac = Money(help_text="Actual cost: the spending.")
    sv = Money(help_text="Schedule variance EV - PV.")
    cv = Money(help_text="Cost variance EV - AC.")
    eac = Money(help_text="Estimate at completion BAC / CPI.")
    eac_as_planned = Money(help_text="AC + (BAC - EV).")
    eac_with_schedule = Money(help_text="AC + (BAC - EV) / (CPI x SPI).")
    tcpi = Figure(help_text="To-complete index (BAC - EV) / (BAC - AC).")


class MissSerializer(serializers.Serializer):
    """What falls short of its target, or goes above the ceiling, by how many points."""

    kind = serializers.CharField(help_text="physical, achievement or ceiling.")
    forecast = Figure()
    target = Figure()
    by = Figure()
    is_leading = serializers.BooleanField(help_text="Whether the leading method says so.")


class ForecastSerializer(serializers.Serializer):
    """What programs and groups have in common."""

    spi = Figure(help_text="Schedule performance index.")
    cpi = Figure(help_text="Cost performance index.")
    planned_end = Figure(help_text="What the plan ends the year with.")
    physical = PercentMethodsSerializer()
    achievement = PercentMethodsSerializer()
    predicate = serializers.CharField(allow_null=True, help_text="Of the achievement by the leading method.")
    spending = MoneyMethodsSerializer()
    absorption = PercentMethodsSerializer()


class ProgramForecastSerializer(ForecastSerializer):
    """The forecast of one program."""

    program = references.program("figure.program")
    earned_value = EarnedValueSerializer(source="value", allow_null=True)
    verdict = serializers.CharField(source="state", help_text=VERDICTS)
    misses = MissSerializer(many=True)


class VerdictsSerializer(serializers.Serializer):
    """How many programs have which verdict."""

    miss = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    on_course = serializers.IntegerField()
    unknown = serializers.IntegerField()


class GroupForecastSerializer(ForecastSerializer):
    """The forecast of a set of programs; `counted` say how many of `programs` have one."""

    key = serializers.CharField(source="group.key")
    label = serializers.CharField(source="group.label")  # type: ignore[assignment]
    programs = serializers.IntegerField(source="total")
    physical_counted = serializers.IntegerField()
    achievement_counted = serializers.IntegerField()
    spending_counted = serializers.IntegerField()
    earned_value = EarnedValueSerializer(source="value", allow_null=True)
    verdicts = VerdictsSerializer(source="states")


class RegionForecastSerializer(serializers.Serializer):
    """The end of the year: `method` leads (index, line or schedule); `is_final` when the year ends with the period."""

    year_end = serializers.CharField(source="total.year_end")
    is_final = serializers.BooleanField(source="total.is_final")
    method = serializers.CharField(source="rules.forecast_method")
    total = GroupForecastSerializer()
    pillars = GroupForecastSerializer(many=True)
    agencies = GroupForecastSerializer(many=True)
    programs = ProgramForecastSerializer(many=True)
