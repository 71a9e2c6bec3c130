"""Steps of the workflow and data-quality flags."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from monev.monitoring import quality
from monev.monitoring.models.trail import QualityFlag, Transition
from monev.monitoring.serializers import references
from organizations.rest import PersonName, ScopedSerializer

SUBJECT = ("region", "agency", "progress_report", "quick_win_report", "pledge_report", "at")


class TrailSerializer(ScopedSerializer):
    """Belongs to one report of any of the three kinds."""

    region = references.region()
    agency = references.agency()
    progress_report = serializers.IntegerField(source="progress_report_id", allow_null=True)
    quick_win_report = serializers.IntegerField(source="quick_win_report_id", allow_null=True)
    pledge_report = serializers.IntegerField(source="pledge_report_id", allow_null=True)


class TransitionSerializer(TrailSerializer):
    """One step of a report."""

    by = PersonName()

    class Meta:
        model = Transition
        fields = ("id", *SUBJECT, "from_state", "to_state", "by", "reason")


class QualityFlagSerializer(TrailSerializer):
    """A finding, with the sentence that says what to do in the language asked for."""

    message = serializers.SerializerMethodField()
    settled_by = PersonName()

    class Meta:
        model = QualityFlag
        fields = ("id", *SUBJECT, "code", "severity", "message", "explanation", "settled_at", "settled_by")

    def get_message(self, row: Any) -> str:
        if row.code not in quality.TEXTS:
            return str(row.code)
        return quality.message(quality.Finding(row.code, row.severity, row.params))
