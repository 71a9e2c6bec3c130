"""Admin of exports: looked at only."""

from __future__ import annotations

from django.contrib import admin

from core.admin import LogAdmin
from exchange.models import Export
from organizations.admin import WithinReach


@admin.register(Export)
class ExportAdmin(WithinReach, LogAdmin):
    """Exports; they are asked for on their own page."""

    list_display = ("created_at", "requested_by", "region", "cohort", "format", "state", "rows_done", "size")
    list_filter = ("state", "format")
    search_fields = ("requested_by__name", "region__name", "snapshot", "sha256")
    list_select_related = ("region", "cohort", "requested_by")
