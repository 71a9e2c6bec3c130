"""How national runs are shown through REST."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from monev.reports.models import ReportRun
from monev.reports.selectors.runs import progress_of
from organizations.rest import PersonName, ScopedSerializer, record


class RunProgressSerializer(serializers.Serializer[Any]):
    """The reports of a run by what became of them."""

    regions = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    unfinished = serializers.IntegerField()
    problems = serializers.IntegerField()
    percent = serializers.IntegerField(min_value=0, max_value=100)


class ReportRunSerializer(ScopedSerializer):
    """A national run with its progress; its reports: `compiled-reports/?run=`. `problems`: region code -> why there is
    no report."""

    requested_by = PersonName()
    progress = serializers.SerializerMethodField()

    class Meta:
        model = ReportRun
        fields = record(
            "kind",
            "title",
            "params",
            "language",
            "include_preliminary",
            "state",
            "progress",
            "problems",
            "started_at",
            "finished_at",
            "requested_by",
        )

    @extend_schema_field(RunProgressSerializer)
    def get_progress(self, row: ReportRun) -> dict[str, Any]:
        return dict(RunProgressSerializer(progress_of(row)).data)
