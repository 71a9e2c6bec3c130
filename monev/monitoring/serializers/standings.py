"""Where regions stand at the end of a period."""

from __future__ import annotations

from rest_framework import serializers

from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.serializers import references
from organizations.rest import Figure, ScopedSerializer


class RegionStandingSerializer(ScopedSerializer):
    """The verified figures of a region as they were at `computed_at`; `is_stale` while a change waits to be counted."""

    region = references.region()
    period = references.period()
    achievement = Figure()
    physical = Figure()
    planned = Figure()
    deviation = Figure()
    absorption = Figure()
    completeness = Figure()
    punctuality = Figure()
    quality = Figure()
    is_stale = serializers.BooleanField(read_only=True)

    class Meta:
        model = RegionStanding
        fields = (
            "id",
            "region",
            "period",
            "year",
            "last_month",
            "achievement",
            "achievement_counted",
            "predicate",
            "physical",
            "planned",
            "deviation",
            "absorption",
            "programs",
            "reported",
            "verified",
            "completeness",
            "punctuality",
            "quality",
            "rules",
            "computed_at",
            "is_stale",
            "is_example",
            "created_at",
            "updated_at",
        )
