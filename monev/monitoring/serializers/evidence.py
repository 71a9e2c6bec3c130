"""Evidence and what it proves."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.serializers import references
from organizations.rest import PersonName, ScopedSerializer, record, reference


class EvidenceSerializer(ScopedSerializer):
    """A file or link; the file itself is at `file/` below its own address."""

    region = references.region()
    agency = references.agency()
    uploaded_by = PersonName()
    sha256 = serializers.CharField(source="stored_file.sha256", allow_null=True)
    size = serializers.IntegerField(source="stored_file.size", allow_null=True)
    content_type = serializers.CharField(source="stored_file.content_type", allow_null=True)
    has_file = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = record(
            "region",
            "agency",
            "kind",
            "title",
            "file_name",
            "has_file",
            "sha256",
            "size",
            "content_type",
            "link",
            "link_state",
            "link_checked_at",
            "link_failures",
            "dated_on",
            "expires_on",
            "latitude",
            "longitude",
            "note",
            "uploaded_by",
        )

    def get_has_file(self, row: Any) -> bool:
        return row.stored_file_id is not None


class EvidenceUseSerializer(ScopedSerializer):
    """What a piece of evidence proves, exactly one of the six, and the verifier's verdict on it (empty: none yet)."""

    region = references.region("evidence.region")
    evidence = reference(Evidence, "id", "uid", "kind", "title")
    progress_report = serializers.IntegerField(source="progress_report_id", allow_null=True)
    quick_win_report = serializers.IntegerField(source="quick_win_report_id", allow_null=True)
    pledge_report = serializers.IntegerField(source="pledge_report_id", allow_null=True)
    indicator_value = serializers.IntegerField(source="indicator_value_id", allow_null=True)
    milestone_progress = serializers.IntegerField(source="milestone_id", allow_null=True)
    directive_answer = serializers.IntegerField(source="directive_answer_id", allow_null=True)
    judged_by = PersonName()

    class Meta:
        model = EvidenceUse
        fields = record(
            "region",
            "evidence",
            "progress_report",
            "quick_win_report",
            "pledge_report",
            "indicator_value",
            "milestone_progress",
            "directive_answer",
            "verdict",
            "judged_at",
            "judged_by",
        )
