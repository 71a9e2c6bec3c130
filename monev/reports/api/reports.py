"""REST: compiled reports and their files."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.http import FileResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from core.openapi import FILE
from core.rest import AnyAccepted
from monev.reports.models import CompiledReport, ReportFile
from monev.reports.serializers.reports import CompiledReportSerializer, ReportFileSerializer
from organizations.rest import ScopedViewSet, attachment


class CompiledReportViewSet(ScopedViewSet):
    """Monev reports: asked for, being compiled, ready."""

    queryset = CompiledReport.objects.for_list().select_related("snapshot").defer("snapshot__data")
    serializer_class = CompiledReportSerializer
    filters = {
        "kind": "kind",
        "state": "state",
        "period": "period",
        "year": "period__year",
        "number": "period__number",
        "language": "language",
        "include_preliminary": "include_preliminary",
    }
    orderings = {"created_at": "created_at", "finished_at": "finished_at", "updated_at": "updated_at"}


class ReportFileViewSet(ScopedViewSet):
    """Files of monev reports with their SHA-256."""

    queryset = ReportFile.objects.select_related("report__region").order_by("-created_at", "pk")
    serializer_class = ReportFileSerializer
    filters = {"report": "report", "file_format": "format", "sha256": "sha256"}
    orderings = {"created_at": "created_at"}

    @extend_schema(responses=FILE)
    @action(detail=True, content_negotiation_class=AnyAccepted)
    def file(self, request: Any, **kwargs: Any) -> FileResponse:
        """The file itself."""
        row = self.get_object()
        return attachment(row.file, PurePath(row.file.name).name)
