"""Periods and calculation rules."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.serializers import references
from organizations.rest import PersonName, ScopedSerializer, record


class PeriodSerializer(ScopedSerializer):
    """A month or quarter of a region."""

    region = references.region()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    locked_by = PersonName()

    class Meta:
        model = Period
        fields = record(
            "region",
            "kind",
            "year",
            "number",
            "label",
            "opens_on",
            "warns_on",
            "closes_on",
            "locks_on",
            "locked_at",
            "locked_by",
        )

    def get_label(self, row: Any) -> str:
        return str(row.label)


class RuleVersionSerializer(ScopedSerializer):
    """The rules that figures name; without a region they are national."""

    region = references.region()
    settings = serializers.DictField()

    class Meta:
        model = RuleVersion
        fields = record("region", "code", "valid_from", "settings", "note")
