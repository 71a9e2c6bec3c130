"""REST: schedules of reports and their turns."""

from __future__ import annotations

from django.db.models import Prefetch

from monev.reports.models import ReportSchedule, ScheduleTurn
from monev.reports.serializers.schedules import ReportScheduleSerializer, ScheduleTurnSerializer
from organizations.models import User
from organizations.rest import ScopedViewSet


class ReportScheduleViewSet(ScopedViewSet):
    """Schedules of reports: what is asked for by itself, when, and who is told."""

    queryset = (
        ReportSchedule.objects.select_related("region", "owner")
        .prefetch_related(Prefetch("recipients", User.objects.order_by("name", "pk")))
        .order_by("region__code", "name", "pk")
    )
    serializer_class = ReportScheduleSerializer
    filters = {"kind": "kind", "rhythm": "rhythm", "is_paused": "is_paused"}
    orderings = {"name": "name", "updated_at": "updated_at"}
    search_fields = ("name",)


class ScheduleTurnViewSet(ScopedViewSet):
    """Turns of schedules: the due dates that were taken up, and what was in the way."""

    queryset = ScheduleTurn.objects.select_related("schedule__region").order_by("-due_on", "pk")
    serializer_class = ScheduleTurnSerializer
    filters = {"schedule": "schedule", "due_from": "due_on__gte", "due_to": "due_on__lte"}
    orderings = {"due_on": "due_on", "taken_at": "taken_at"}
