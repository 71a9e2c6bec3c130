"""Admin of national runs: looked at here, started and stopped on their pages."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from monev.reports.models import ReportRun


@admin.register(ReportRun)
class ReportRunAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "params", "state", "requested_by", "created_at", "finished_at", "is_example")
    list_filter = ("kind", "state", "language", "is_example")
    search_fields = ("title", "kind", "requested_by__name")
    list_select_related = ("requested_by",)
