"""Admin of exports: looked at only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from exchange.models import Export
from organizations.roles import Can


@admin.register(Export)
class ExportAdmin(admin.ModelAdmin):
    """Exports; they are asked for on their own page."""

    list_display = ("created_at", "requested_by", "region", "cohort", "format", "state", "rows_done", "size")
    list_filter = ("state", "format")
    search_fields = ("requested_by__name", "region__name", "snapshot", "sha256")
    list_select_related = ("region", "cohort", "requested_by")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        user: Any = request.user
        return rows if user.is_superuser else rows.allowed(user, Can.VIEW)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
