"""How schedules and their turns are shown through REST."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from monev.reports.models import ReportSchedule, ScheduleTurn
from monev.reports.selectors.schedules import next_at
from organizations.models import Region
from organizations.rest import PersonName, ScopedSerializer, record, reference


class NextAt(serializers.DateTimeField):
    """When a schedule is due next; nothing while it is paused or archived."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True, allow_null=True)

    def to_representation(self, value: Any) -> Any:
        moment = next_at(value)
        return super().to_representation(moment) if moment else None


class ReportScheduleSerializer(ScopedSerializer):
    """A schedule of reports; `next_at` is empty while it is paused or archived."""

    region = reference(Region, "code", "name")
    owner = PersonName()
    recipients: Any = serializers.SlugRelatedField(many=True, slug_field="name", read_only=True)
    next_at = NextAt()

    class Meta:
        model = ReportSchedule
        fields = record(
            "region",
            "name",
            "kind",
            "params",
            "each_agency",
            "language",
            "include_preliminary",
            "rhythm",
            "month_offset",
            "day",
            "hour",
            "next_at",
            "owner",
            "recipients",
            "recipient_roles",
            "is_paused",
        )


class ScheduleTurnSerializer(ScopedSerializer):
    """One due date of a schedule that was taken up; its reports are `compiled-reports?schedule=&due_on=`."""

    region = reference(Region, "code", "name", source="schedule.region")
    schedule = reference(ReportSchedule, "id", "uid", "name")

    class Meta:
        model = ScheduleTurn
        fields = ("id", "region", "schedule", "due_on", "taken_at", "finished_at", "is_late", "problem")
