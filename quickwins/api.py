"""REST: quick wins, milestones, risks, replications."""

from __future__ import annotations

from organizations.rest import ScopedViewSet
from quickwins.models import Milestone, QuickWin, Replication, Risk
from quickwins.serializers import MilestoneSerializer, QuickWinSerializer, ReplicationSerializer, RiskSerializer


class QuickWinViewSet(ScopedViewSet):
    """Quick wins of each pillar and OPD."""

    queryset = QuickWin.objects.for_list().select_related("sub_dimension", "predecessor").prefetch_related("partners")
    serializer_class = QuickWinSerializer
    filters = {
        "pillar": "pillar__code",
        "sub_dimension": "sub_dimension__code",
        "year": "year",
        "program_lineage": "program_lineage",
        "predecessor": "predecessor",
        "is_practice": "is_practice",
        "is_example": "is_example",
    }
    orderings = {"year": "year", "title": "title", "agency": "agency__code", "updated_at": "updated_at"}
    search_fields = ("title", "problem", "innovation", "benefit")


class MilestoneViewSet(ScopedViewSet):
    """Steps of quick wins."""

    queryset = Milestone.objects.select_related("quick_win__region").order_by("quick_win", "position", "due_on", "pk")
    serializer_class = MilestoneSerializer
    filters = {
        "quick_win": "quick_win",
        "due_from": "due_on__gte",
        "due_until": "due_on__lte",
        "not_done": "done_on__isnull",
    }
    orderings = {"due_on": "due_on", "position": "position", "updated_at": "updated_at"}
    search_fields = ("name",)


class RiskViewSet(ScopedViewSet):
    """Risks of quick wins."""

    queryset = Risk.objects.select_related("quick_win__region").order_by("quick_win", "pk")
    serializer_class = RiskSerializer
    filters = {"quick_win": "quick_win", "likelihood": "likelihood", "impact": "impact", "is_mitigated": "is_mitigated"}
    orderings = {"quick_win": "quick_win__title", "updated_at": "updated_at"}
    search_fields = ("text", "mitigation")


class ReplicationViewSet(ScopedViewSet):
    """Requests of regions to replicate a published practice."""

    queryset = Replication.objects.select_related("quick_win__region", "requested_by").order_by("-created_at", "pk")
    serializer_class = ReplicationSerializer
    filters = {"status": "status"}
    orderings = {"status": "status", "updated_at": "updated_at"}
    search_fields = ("quick_win__title", "message")
