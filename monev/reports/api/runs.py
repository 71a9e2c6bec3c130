"""REST: national runs."""

from __future__ import annotations

from monev.reports.models import ReportRun
from monev.reports.serializers.runs import ReportRunSerializer
from organizations.rest import ScopedViewSet
from organizations.roles import Can


class ReportRunViewSet(ScopedViewSet):
    """National runs with their progress: for those who run the national evaluation."""

    needs = Can.EVALUATE
    queryset = ReportRun.objects.for_list()
    serializer_class = ReportRunSerializer
    filters = {"kind": "kind", "state": "state", "language": "language"}
    orderings = {"created_at": "created_at", "finished_at": "finished_at", "updated_at": "updated_at"}
