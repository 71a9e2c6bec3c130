"""Admin of schedules: looked at here, changed on their pages."""

from __future__ import annotations

from django.contrib import admin

from monev.reports.admin.bases import ReportPartAdmin, ReportRecordAdmin
from monev.reports.models import ReportSchedule, ScheduleTurn


@admin.register(ReportSchedule)
class ReportScheduleAdmin(ReportRecordAdmin):
    list_display = ("name", "region", "kind", "rhythm", "day", "hour", "each_agency", "is_paused", "owner")
    list_filter = ("kind", "rhythm", "is_paused", "each_agency", "is_example")
    search_fields = ("name", "region__name", "region__code", "owner__name")
    list_select_related = ("region", "owner")


@admin.register(ScheduleTurn)
class ScheduleTurnAdmin(ReportPartAdmin):
    list_display = ("schedule", "due_on", "taken_at", "finished_at", "is_late", "problem")
    list_filter = ("is_late", "schedule__kind")
    search_fields = ("schedule__name", "schedule__region__name", "schedule__region__code", "problem")
    date_hierarchy = "due_on"
    list_select_related = ("schedule",)
