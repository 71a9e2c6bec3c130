"""How compiled reports are shown through REST."""

from __future__ import annotations

from rest_framework import serializers

from monev.monitoring.models.periods import Period
from monev.reports.labels import event_label
from monev.reports.models import CompiledReport, ReportFile, ReportLog, ReportRun, ReportSchedule, Snapshot
from organizations.models import Agency, Region
from organizations.rest import PersonName, ScopedSerializer, record, reference


class CompiledReportSerializer(ScopedSerializer):
    """A report that was asked for, and the snapshot it was compiled from."""

    region = reference(Region, "code", "name")
    agency = reference(Agency, "id", "uid", "code", "name")
    period = reference(Period, "id", "uid", "kind", "year", "number")
    snapshot = reference(Snapshot, "sha256", "rules", "code_version", "taken_at")
    requested_by = PersonName()
    run = reference(ReportRun, "id", "uid", "title")
    schedule = reference(ReportSchedule, "id", "uid", "name")

    class Meta:
        model = CompiledReport
        fields = record(
            "region",
            "kind",
            "title",
            "subject",
            "params",
            "period",
            "agency",
            "language",
            "include_preliminary",
            "state",
            "progress",
            "step",
            "attempt",
            "heartbeat_at",
            "series",
            "edition",
            "check_code",
            "number",
            "dated_on",
            "queue",
            "started_at",
            "finished_at",
            "error",
            "snapshot",
            "requested_by",
            "run",
            "schedule",
            "due_on",
        )


class ReportFileSerializer(ScopedSerializer):
    """One file of a report; the file itself is at `file/` below its own address."""

    region = reference(Region, "code", "name", source="report.region")
    report = reference(CompiledReport, "id", "uid", "kind", "language", "state")

    class Meta:
        model = ReportFile
        fields = ("id", "region", "report", "format", "part", "sha256", "size", "created_at")


class ReportLogSerializer(ScopedSerializer):
    """One line of the log of a report; `words` says it in the language of the caller."""

    region = reference(Region, "code", "name", source="report.region")
    report = reference(CompiledReport, "id", "uid", "kind", "language", "state")
    words = serializers.SerializerMethodField()

    class Meta:
        model = ReportLog
        fields = ("id", "region", "report", "at", "attempt", "code", "params", "words")

    def get_words(self, row: ReportLog) -> str:
        return event_label(row.code, row.params)
