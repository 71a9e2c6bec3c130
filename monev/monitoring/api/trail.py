"""REST: the trail of reports."""

from __future__ import annotations

from monev.monitoring.models.trail import QualityFlag, Transition
from monev.monitoring.serializers.trail import QualityFlagSerializer, TransitionSerializer
from organizations.rest import ScopedViewSet

SUBJECT = {
    "progress_report": "progress_report",
    "quick_win_report": "quick_win_report",
    "pledge_report": "pledge_report",
    "at_from": "at__gte",
}


class TransitionViewSet(ScopedViewSet):
    """Steps of reports: from which state to which, by whom, when, why."""

    queryset = Transition.objects.select_related("region", "agency", "by").order_by("at", "pk")
    serializer_class = TransitionSerializer
    filters = {**SUBJECT, "from_state": "from_state", "to_state": "to_state"}
    orderings = {"at": "at"}
    search_fields = ("reason",)


class QualityFlagViewSet(ScopedViewSet):
    """What the data-quality rules found, the OPD's explanation, and whether a verifier settled it."""

    queryset = QualityFlag.objects.select_related("region", "agency", "settled_by").order_by("-at", "severity", "pk")
    serializer_class = QualityFlagSerializer
    filters = {**SUBJECT, "code": "code", "severity": "severity", "not_settled": "settled_at__isnull"}
    orderings = {"at": "at", "severity": "severity", "code": "code"}
    search_fields = ("explanation",)
