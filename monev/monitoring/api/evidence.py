"""REST: evidence, its files, what it proves."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from core.openapi import DOWNLOAD, FILE
from core.rest.formats import AnyAccepted
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.serializers.evidence import EvidenceSerializer, EvidenceUseSerializer
from organizations.rest import ScopedViewSet, attachment
from organizations.scopes import FILES


class EvidenceViewSet(ScopedViewSet):
    """Files and links that OPDs hand in as proof."""

    queryset = Evidence.objects.select_related("region", "agency", "stored_file", "uploaded_by").order_by(
        "-created_at", "pk"
    )
    serializer_class = EvidenceSerializer
    filters = {
        "kind": "kind",
        "sha256": "stored_file__sha256",
        "dated_from": "dated_on__gte",
        "dated_until": "dated_on__lte",
        "expires_until": "expires_on__lte",
        "link_state": "link_state",
        "is_example": "is_example",
    }
    orderings = {"dated_on": "dated_on", "title": "title", "created_at": "created_at", "updated_at": "updated_at"}
    search_fields = ("title", "file_name", "note")

    @extend_schema(parameters=DOWNLOAD, responses=FILE)
    @action(detail=True, content_negotiation_class=AnyAccepted, scopes=FILES)
    def file(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """The file; evidence that is a link has none."""
        row = self.get_object()
        if row.stored_file is None or row.stored_file.infection:
            raise Http404
        return attachment(row.stored_file.file, row.file_name, request, row.stored_file.sha256)


class EvidenceUseViewSet(ScopedViewSet):
    """Which report, indicator value, milestone or answer to a directive a piece of evidence proves, and how well."""

    queryset = EvidenceUse.objects.select_related("evidence__region", "judged_by").order_by("evidence", "pk")
    serializer_class = EvidenceUseSerializer
    filters = {
        "evidence": "evidence",
        "progress_report": "progress_report",
        "quick_win_report": "quick_win_report",
        "pledge_report": "pledge_report",
        "indicator_value": "indicator_value",
        "milestone_progress": "milestone",
        "directive_answer": "directive_answer",
        "verdict": "verdict",
        "judged_from": "judged_at__gte",
    }
    orderings = {"created_at": "created_at", "updated_at": "updated_at"}
    search_fields = ("evidence__title",)
